import type { GenerationDelta, Usage } from '../../core/messages.js';
import type { PieceUsage } from './serverClient.js';

/** Counts and times a reply: what the server states, else a token for each piece. */
export class ReplyMeter {
  private readonly now: () => number;
  private requestedAt: number;
  private firstAt: number | undefined;
  private lastAt: number | undefined;
  private thinking = 0;
  private answer = 0;
  /** Of requests that have ended. */
  private readonly stated: PieceUsage[] = [];
  /** Pieces that no statement covers yet. */
  private open = 0;
  private covered = 0;

  /** @param now A clock in milliseconds. */
  constructor(now: () => number) {
    this.now = now;
    this.requestedAt = now();
  }

  /** It is asked for now, and not when the meter was made. */
  begin(): void {
    this.requestedAt = this.now();
  }

  /** A piece of a reply came. */
  piece(): void {
    this.lastAt = this.now();
    this.firstAt ??= this.lastAt;
    this.open += 1;
  }

  /** What became of the pieces. */
  read(deltas: readonly GenerationDelta[]): void {
    for (const delta of deltas) {
      if (delta.kind === 'thinking') this.thinking += delta.tokens;
      else if (delta.kind === 'text') this.answer += delta.tokens;
    }
  }

  /** The server told the counts of a request. */
  state(usage: PieceUsage): void {
    this.stated.push(usage);
    this.covered += usage.completionTokens;
    this.open = 0;
  }

  /** Tokens so far. */
  get completionTokens(): number {
    return this.covered + this.open;
  }

  get usage(): Usage {
    const pieces = this.thinking + this.answer;
    const { completionTokens, firstAt = this.requestedAt, lastAt = firstAt } = this;
    const [first] = this.stated;
    const told = this.stated.reduce((sum, { thinkingTokens }) => sum + (thinkingTokens ?? 0), 0);
    const share = pieces === 0 ? 0 : Math.round((completionTokens * this.thinking) / pieces);
    return {
      promptTokens: first?.promptTokens ?? 0,
      cachedTokens: first?.cachedTokens ?? 0,
      thinkingTokens: told > 0 ? told : share,
      completionTokens,
      ttftMs: firstAt - this.requestedAt,
      decodeMs: lastAt - firstAt,
    };
  }
}
