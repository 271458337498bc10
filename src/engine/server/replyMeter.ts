import type { GenerationDelta, Usage } from '../../core/messages.js';
import type { PieceUsage } from './serverClient.js';

/** What is known of a request that has ended. */
interface Counted {
  readonly usage: PieceUsage;
  /** Tokens of the reply that stood in its prompt. */
  readonly before: number;
}

/** Counts and times a reply: what the server states, else a token for each piece. */
export class ReplyMeter {
  private readonly now: () => number;
  private requestedAt: number;
  private firstAt: number | undefined;
  private lastAt: number | undefined;
  private thinking = 0;
  private answer = 0;
  /** Of requests that have ended, those of which the server stated something. */
  private readonly counted: Counted[] = [];
  /** Tokens of requests that have ended. */
  private ended = 0;
  /** What was stated last of the request under way. */
  private stated: PieceUsage | undefined;
  /** Pieces of it that came behind that. */
  private open = 0;

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
      else if (delta.kind === 'relabel') this.relabel(delta.as);
    }
  }

  private relabel(as: 'thinking' | 'text'): void {
    const all = this.thinking + this.answer;
    this.thinking = as === 'thinking' ? all : 0;
    this.answer = all - this.thinking;
  }

  /** The server told the counts of the request so far; some do so with every piece, and some say 0 until the end. */
  state(usage: PieceUsage): void {
    this.stated = usage;
    if (usage.completionTokens > 0) this.open = 0;
  }

  /** The request has ended, and the reply may go on with another. */
  endRequest(): void {
    const { stated: usage, ended: before } = this;
    this.ended = this.completionTokens;
    if (usage) this.counted.push({ usage, before });
    this.stated = undefined;
    this.open = 0;
  }

  /** Tokens so far. */
  get completionTokens(): number {
    return this.ended + (this.stated?.completionTokens ?? 0) + this.open;
  }

  get usage(): Usage {
    const pieces = this.thinking + this.answer;
    const { completionTokens, firstAt = this.requestedAt, lastAt = firstAt } = this;
    const [first] = this.counted;
    const told = this.counted.reduce((sum, { usage }) => sum + (usage.thinkingTokens ?? 0), 0);
    const share = pieces === 0 ? 0 : Math.round((completionTokens * this.thinking) / pieces);
    return {
      promptTokens: first ? Math.max(0, first.usage.promptTokens - first.before) : 0,
      cachedTokens: first?.before === 0 ? (first.usage.cachedTokens ?? 0) : 0,
      thinkingTokens: told > 0 ? told : share,
      completionTokens,
      ttftMs: firstAt - this.requestedAt,
      decodeMs: lastAt - firstAt,
    };
  }
}
