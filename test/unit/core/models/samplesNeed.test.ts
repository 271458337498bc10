import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MOST_SAMPLES,
  mostSamples,
  sampleSize,
  samplesNeed,
} from '../../../../src/core/models/samplesNeed.js';
import type { MemoryPlan } from '../../../../src/core/models/memoryNeed.js';
import { LLAMA_8B } from './llama8b.js';

/** With samples of 4,096 tokens. */
const PLAN: MemoryPlan = { ...LLAMA_8B, contextSize: 4096 };

describe('samplesNeed', () => {
  it('counts keys and values for each sample and the scratch space once', () => {
    const [one, two, nine] = [1, 2, 9].map((count) => samplesNeed(PLAN, count));
    const kvCache = 4096 * 131_072;
    expect((two ?? 0) - (one ?? 0)).toBe(kvCache);
    expect((nine ?? 0) - (one ?? 0)).toBe(8 * kvCache);
    expect((one ?? 0) - kvCache).toBeLessThan(0.1e9);
  });

  it('says how many fit', () => {
    const free = (bytes: number) => ({ kind: 'shared', total: 24e9, free: bytes }) as const;
    expect(mostSamples(PLAN, free(1e9))).toBe(0);
    expect(mostSamples(PLAN, free(5e9))).toBe(7);
    expect(mostSamples(PLAN, free(24e9))).toBe(MOST_SAMPLES);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30e9 }), (bytes) => {
        const count = mostSamples(PLAN, free(bytes));
        if (count > 0) expect(samplesNeed(PLAN, count)).toBeLessThanOrEqual(bytes);
        if (count < MOST_SAMPLES) {
          expect(samplesNeed(PLAN, count + 1)).toBeGreaterThan(bytes - 0.05 * 24e9);
        }
      }),
    );
  });
});

describe('sampleSize', () => {
  const limits = { promptTokens: 100, maxTokens: 32_768, contextSize: 8192 };

  it('has room for the prompt, the thought and an answer', () => {
    expect(sampleSize({ ...limits, thinkingTokens: 512 })).toBe(2048);
    expect(sampleSize({ ...limits, thinkingTokens: 512, maxTokens: 50 })).toBe(512);
  });

  it('is never more than the context', () => {
    expect(sampleSize({ ...limits, thinkingTokens: null })).toBe(8192);
    expect(sampleSize({ ...limits, thinkingTokens: 16_384 })).toBe(8192);
  });
});
