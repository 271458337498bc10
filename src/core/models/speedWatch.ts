import type { Usage } from '../messages.js';

/** How a model runs against what was measured of it. */
export type Drift = 'slow' | 'fast';

/** Times slower than measured that is no longer the weather of a machine. */
const SLOW = 4;
/** Times faster: the machine was busy when it was measured. Speculation alone gains less than twice. */
const FAST = 2.5;
/** Tokens in the context that double the time per token, roughly, on a CPU. */
const DOUBLING_DEPTH = 8192;
/** Milliseconds of writing that must agree. */
const LEAST_MS = 20_000;
/** Replies that must agree where they are short. */
const LEAST_REPLIES = 3;
/** Tokens; shorter replies tell nothing. */
const LEAST_TOKENS = 16;

interface Reply {
  readonly drift: Drift | undefined;
  readonly decodeMs: number;
}

/** Compares replies with the speed that was measured, and tells when they are off by far for some time. */
export class SpeedWatch {
  private readonly decodePerSecond: number;
  private run: Reply[] = [];

  /** @param decodePerSecond Tokens per second as measured in a short context. */
  constructor(decodePerSecond: number) {
    this.decodePerSecond = decodePerSecond;
  }

  /** Takes a reply, finished or not; tells the drift when enough of them in a row agree. */
  note(usage: Usage): Drift | undefined {
    const { completionTokens, decodeMs, promptTokens } = usage;
    const isShort = completionTokens < LEAST_TOKENS && decodeMs < LEAST_MS;
    if (isShort || decodeMs <= 0) return undefined;
    const drift = this.judge((completionTokens / decodeMs) * 1000, promptTokens + completionTokens);
    if (this.run.at(-1)?.drift !== drift) this.run = [];
    this.run.push({ drift, decodeMs });
    const total = this.run.reduce((sum, reply) => sum + reply.decodeMs, 0);
    const isLong = total >= LEAST_MS || this.run.length >= LEAST_REPLIES;
    return isLong ? drift : undefined;
  }

  private judge(perSecond: number, depth: number): Drift | undefined {
    const factor = this.decodePerSecond / perSecond;
    if (factor > SLOW * (1 + depth / DOUBLING_DEPTH)) return 'slow';
    return factor < 1 / FAST ? 'fast' : undefined;
  }
}
