import type { GenerationDelta } from '../messages.js';

/** Least tokens from one point to the next: they tell how long a step took, and are kept with the chat. */
const TOKENS_APART = 48;
/** Least milliseconds from one point to the next. */
const MS_APART = 200;

/** Tells when to note the pace of a thought. */
export class PaceMaker {
  private tokens = 0;
  private notedAt = 0;

  /**
   * Whether the pace is to be noted after these deltas.
   *
   * @param ms Milliseconds that the thought has taken in its present stretch.
   */
  isDue(deltas: readonly GenerationDelta[], ms: number): boolean {
    if (deltas.at(-1)?.kind !== 'thinking') return false;
    for (const delta of deltas) if (delta.kind === 'thinking') this.tokens += delta.tokens;
    if (this.tokens < TOKENS_APART || ms - this.notedAt < MS_APART) return false;
    this.tokens = 0;
    this.notedAt = ms;
    return true;
  }
}
