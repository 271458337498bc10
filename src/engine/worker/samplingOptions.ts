import { LemmaError } from '../../core/errors.js';
import type { SamplingParams } from '../../core/messages.js';
import type { NativeSampling } from './nativeStep.js';

/** Seeds are 32 bits wide. */
const SEED_RANGE = 2 ** 32;

/** Sampler settings of one generation. */
export interface CheckedSampling {
  readonly native: NativeSampling;
  /** Most tokens to generate. */
  readonly maxTokens: number;
}

/**
 * Checks sampler settings before native code sees them, and draws a seed when there is none: the library's own default
 * is the time in whole seconds, the same for everything started within one.
 *
 * @param random gives numbers from 0 to below 1.
 * @throws LemmaError `internal` naming the setting that is no number in its range.
 */
export function checkSampling(params: SamplingParams, random: () => number): CheckedSampling {
  within('temperature', params.temperature, 0, 100);
  within('topP', params.topP, 0, 1);
  within('minP', params.minP, 0, 1);
  whole('topK', params.topK, 0, 2 ** 31 - 1);
  whole('maxTokens', params.maxTokens, 1, 2 ** 31 - 1);
  const seed = params.seed ?? Math.floor(random() * SEED_RANGE);
  whole('seed', seed, 0, SEED_RANGE - 1);
  const { temperature, topP, topK, minP } = params;
  return { native: { temperature, topP, topK, minP, seed }, maxTokens: params.maxTokens };
}

/** Most runners-up reported with a token. */
const MOST_RUNNERS_UP = 20;

/**
 * Checks how many runners-up are to be reported.
 *
 * @throws LemmaError `internal` when it is no whole number from 0 to 20.
 */
export function checkLogprobs(count: number | undefined): number | undefined {
  if (count !== undefined) whole('logprobs', count, 0, MOST_RUNNERS_UP);
  return count;
}

function within(setting: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) {
    throw new LemmaError('internal', {
      reason: 'setting out of range',
      setting,
      value: String(value),
    });
  }
}

function whole(setting: string, value: number, min: number, max: number): void {
  within(setting, value, min, max);
  if (!Number.isInteger(value)) {
    throw new LemmaError('internal', {
      reason: 'setting not whole',
      setting,
      value: String(value),
    });
  }
}
