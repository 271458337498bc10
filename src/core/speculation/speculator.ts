import { DraftFinder } from './draftFinder.js';
import { DraftPolicy } from './draftPolicy.js';

/** Whether tokens are drafted: `auto` where it pays, `on` wherever there is something to draft. */
export type SpeculationMode = 'auto' | 'on' | 'off';

/** Every mode there is. */
export const SPECULATION_MODES = ['auto', 'on', 'off'] as const satisfies SpeculationMode[];

/** Longest draft of mode `on`, in tokens. */
const ALWAYS_TOKENS = 7;

/**
 * Drafts tokens of one reply, to be checked by the model several at a time. What is drafted never changes what comes out,
 * only how many steps it takes.
 */
export class Speculator {
  private readonly finder = new DraftFinder();
  private readonly policy: DraftPolicy;
  private readonly always: boolean;
  private draftedTokens = 0;
  private acceptedTokens = 0;

  /** @param tokenCost as {@link DraftPolicy} takes it. */
  constructor(mode: 'auto' | 'on', tokenCost: number) {
    this.always = mode === 'on';
    this.policy = new DraftPolicy(tokenCost);
  }

  /** Tokens drafted so far. */
  get drafted(): number {
    return this.draftedTokens;
  }

  /** Those of them that the model would have written itself. */
  get accepted(): number {
    return this.acceptedTokens;
  }

  /** Takes text that was not sampled: the prompt, and what is put into the reply. */
  push(tokens: readonly number[]): void {
    for (const token of tokens) this.finder.push(token);
  }

  /** Takes a token that was sampled. */
  take(token: number): void {
    const { expected, matchLength } = this.finder;
    if (expected !== undefined) this.policy.observe(matchLength, expected === token);
    this.finder.push(token);
  }

  /** Tokens to evaluate beyond the last one taken, at most so many. */
  draft(most: number): readonly number[] {
    const { matchLength } = this.finder;
    if (matchLength === 0 || most <= 0) return [];
    const length = this.always ? ALWAYS_TOKENS : this.policy.length(matchLength);
    return length === 0 ? [] : this.finder.draft(Math.min(length, most));
  }

  /** Takes the outcome of a step with a draft of that many tokens. */
  settle(drafted: number, accepted: number): void {
    this.draftedTokens += drafted;
    this.acceptedTokens += accepted;
    this.policy.settle(drafted + 1, accepted + 1);
  }
}
