import type { LoadParams } from '../../core/engine.js';
import { type ErrorData, toErrorData } from '../../core/errors.js';
import type { ChatMessage, SamplingParams } from '../../core/messages.js';
import { R1_SAMPLING } from '../../core/sampling/r1Defaults.js';

/** What an engine is measured at. */
export interface BenchTask {
  readonly params: LoadParams;
  /** Tokens to generate at the most. */
  readonly tokens: number;
}

/** What one engine did with one question; times in milliseconds. */
export interface Measurement {
  readonly promptTokens: number;
  readonly prefillMs: number;
  /** From the question to the first token. */
  readonly ttftMs: number;
  readonly tokens: number;
  /** From the first token to the last. */
  readonly decodeMs: number;
}

/** What a process says at its end. */
export type BenchReport =
  | {
      readonly kind: 'measured';
      readonly measurement: Measurement;
      /** The most memory the process had resident, in bytes. */
      readonly peakBytes: number;
      /** Threads it decoded with. */
      readonly threads: number;
      /** Context that it had, in tokens. */
      readonly contextSize: number;
    }
  /** The engine is no part of this installation. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly error: ErrorData };

/** A question of some 500 tokens; its answer is of no interest. */
export const QUESTION = Array.from(
  { length: 30 },
  (_, at) => `Step ${at + 1} adds ${at * 7 + 3} to the sum and goes on.`,
).join(' ');

/** What every engine is asked first, so that none is measured at its first step. */
export const WARM_UP = 'What is 2 + 3?';
/** Tokens generated then. */
export const WARM_UP_TOKENS = 4;

/** The sampler of a run; its seed is fixed, so that engines of one library write the same. */
export function benchSampling(maxTokens: number): SamplingParams {
  return { ...R1_SAMPLING, seed: 1, maxTokens };
}

/** A conversation of one question. */
export function asked(text: string): readonly ChatMessage[] {
  return [{ role: 'user', parts: [{ kind: 'text', text, tokenCount: 0 }] }];
}

/** The most memory that this process has had resident, in bytes. */
export function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** Tells the parent process, and ends. */
export async function report(measure: () => Promise<BenchReport>): Promise<void> {
  const outcome = await measure().catch((thrown: unknown): BenchReport => ({
    kind: 'failed',
    error: toErrorData(thrown),
  }));
  process.send?.(outcome, undefined, undefined, () => process.exit());
}
