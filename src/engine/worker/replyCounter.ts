import type { Usage } from '../../core/messages.js';

/** What a reply began with. */
export interface ReplyStart {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** When the request came, on the same clock. */
  readonly requestedAt: number;
}

/** Counts the tokens of one reply, and when they came. */
export class ReplyCounter {
  private readonly start: ReplyStart;
  private tokens = 0;
  private thinking = 0;
  private firstAt: number | undefined;
  private lastAt: number | undefined;

  constructor(start: ReplyStart) {
    this.start = start;
  }

  /** Tokens so far, those of the thought among them. */
  get completionTokens(): number {
    return this.tokens;
  }

  get thinkingTokens(): number {
    return this.thinking;
  }

  /** Notes a token that was sampled just now. */
  count(isThinking = false): void {
    this.tokens += 1;
    if (isThinking) this.thinking += 1;
    this.lastAt = this.start.now();
    this.firstAt ??= this.lastAt;
  }

  /** What the reply took, `cachedTokens` of its prompt having been evaluated before. */
  usage(promptTokens: number, cachedTokens: number): Usage {
    const { firstAt = this.start.now(), lastAt = firstAt } = this;
    return {
      promptTokens,
      cachedTokens,
      thinkingTokens: this.thinking,
      completionTokens: this.tokens,
      ttftMs: firstAt - this.start.requestedAt,
      decodeMs: lastAt - firstAt,
    };
  }
}
