/** Tokens in a row that no sound model begins with. */
const STUCK_AFTER = 32;

/**
 * Notices a reply that begins with one token over and over, as models with damaged weights do. A reply that has shown two
 * different tokens is sound for good: a user may well ask for a row of equal words.
 */
export class StuckStart {
  #first: number | undefined;
  #count = 0;
  #sound = false;

  /** Takes the next sampled token; true once the reply is known to be stuck. */
  push(token: number): boolean {
    this.#first ??= token;
    this.#sound ||= token !== this.#first;
    this.#count++;
    return !this.#sound && this.#count >= STUCK_AFTER;
  }
}
