import type { MemoryState } from './contextFit.js';
import { memoryNeed, type MemoryPlan } from './memoryNeed.js';

/** Most samples that are decoded together. */
export const MOST_SAMPLES = 16;

/** Left to the system and other programs, of all memory. */
const RESERVE = 0.05;
/** Tokens that a context is made of whole multiples of. */
const BLOCK = 256;
/** Tokens of an answer for which there is room after a full thought. */
const ANSWER = 1024;
/** Tokens that are put into a reply: a closing phrase, an answer's first words. */
const INSERTED = 192;

/** What limits the size of a sample. */
export interface SampleLimits {
  readonly promptTokens: number;
  /** Most tokens to generate. */
  readonly maxTokens: number;
  /** Most thinking tokens; `null` is unbounded. */
  readonly thinkingTokens: number | null;
  /** Tokens of the model's own context. */
  readonly contextSize: number;
}

/**
 * Tokens of context that each of several samples gets: enough for the prompt, a full thought and an answer of 1,024 tokens, at
 * most what one reply alone would have.
 */
export function sampleSize(limits: SampleLimits): number {
  const { promptTokens, maxTokens, thinkingTokens, contextSize } = limits;
  const reply = Math.min(maxTokens, (thinkingTokens ?? maxTokens) + ANSWER);
  const wanted = Math.ceil((promptTokens + reply + INSERTED) / BLOCK) * BLOCK;
  return Math.min(contextSize, wanted);
}

/**
 * Memory that samples take beside the loaded model, in bytes: each has keys and values of its own, also of the prompt that all
 * of them share.
 *
 * @param plan the model as it runs, with the size of one sample.
 */
export function samplesNeed(plan: MemoryPlan, count: number): number {
  const { kvCache, compute } = memoryNeed({ ...plan, batchSize: Math.max(plan.batchSize, count) });
  return kvCache * count + compute;
}

/** How many samples of that size the free memory holds, 0 to 16. */
export function mostSamples(plan: MemoryPlan, memory: MemoryState): number {
  const room = memory.free - RESERVE * memory.total;
  let count = 0;
  while (count < MOST_SAMPLES && samplesNeed(plan, count + 1) <= room) count++;
  return count;
}
