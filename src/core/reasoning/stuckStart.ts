/** Notices a text that begins with one token over and over, as those of models with damaged weights do. */
export class StuckStart {
  readonly #length: number;
  #first: number | undefined;
  #count = 0;

  /** @param length tokens in a row that make it. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Takes the next sampled token; true once, when all were the same and are now enough. */
  push(token: number): boolean {
    this.#first ??= token;
    if (token === this.#first) this.#count++;
    else this.#count = Number.POSITIVE_INFINITY;
    return this.#count === this.#length;
  }
}
