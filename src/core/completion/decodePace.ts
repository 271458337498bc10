import type { Usage } from '../messages.js';

/** Suggestions in a row that must agree. */
const AGREEING = 3;
/** Tokens; fewer tell nothing of the speed. */
const LEAST_TOKENS = 4;

/** Whether a model writes as fast as a person types. */
export class DecodePace {
  private speeds: number[] = [];

  /** Takes what a suggestion took, and how many characters the model wrote for it. */
  note(usage: Usage, characters: number): void {
    if (usage.completionTokens < LEAST_TOKENS || usage.decodeMs <= 0) return;
    this.speeds = [...this.speeds, characters / usage.decodeMs].slice(-AGREEING);
  }

  /** Whether the last suggestions were all written slower than one character an `intervalMs`. */
  isSlowerThan(intervalMs: number): boolean {
    return this.speeds.length === AGREEING && this.speeds.every((speed) => speed * intervalMs < 1);
  }

  clear(): void {
    this.speeds = [];
  }
}
