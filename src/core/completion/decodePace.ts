import type { Usage } from '../messages.js';

/** Suggestions in a row that must agree. */
const AGREEING = 3;
/** Tokens; fewer tell nothing of the speed. */
const LEAST_TOKENS = 4;
/** Milliseconds that what was measured counts for: what kept a machine busy ends. */
const LIFE_MS = 5 * 60_000;

/** Whether a model writes as fast as a person types. */
export class DecodePace {
  private speeds: number[] = [];
  private notedAt = -Infinity;

  /** Takes what a suggestion took, how many characters the model wrote for it, and when, in milliseconds on any clock. */
  note(usage: Usage, characters: number, timeMs: number): void {
    if (usage.completionTokens < LEAST_TOKENS || usage.decodeMs <= 0) return;
    if (timeMs - this.notedAt > LIFE_MS) this.speeds = [];
    this.notedAt = timeMs;
    this.speeds = [...this.speeds, characters / usage.decodeMs].slice(-AGREEING);
  }

  /** Whether the last suggestions were all written slower than one character an `intervalMs`, and not long before `timeMs`. */
  isSlowerThan(intervalMs: number, timeMs: number): boolean {
    if (timeMs - this.notedAt > LIFE_MS) return false;
    return this.speeds.length === AGREEING && this.speeds.every((speed) => speed * intervalMs < 1);
  }

  clear(): void {
    this.speeds = [];
  }
}
