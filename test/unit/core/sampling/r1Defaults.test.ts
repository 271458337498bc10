import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  effortBudget,
  fitBudget,
  R1_SAMPLING,
  samplingWarnings,
} from '../../../../src/core/sampling/r1Defaults.js';

describe('samplingWarnings', () => {
  it('has nothing to say about the recommendation', () => {
    expect(samplingWarnings(R1_SAMPLING)).toEqual([]);
    expect(samplingWarnings({ ...R1_SAMPLING, temperature: 0.5 })).toEqual([]);
    expect(samplingWarnings({ ...R1_SAMPLING, temperature: 0.7, maxTokens: 100 })).toEqual([]);
  });

  it.each([
    [{ temperature: 0 }, ['greedy']],
    [{ temperature: 0.3 }, ['temperatureLow']],
    [{ temperature: 1 }, ['temperatureHigh']],
    [{ topP: 1 }, ['topP']],
    [{ topK: 40, minP: 0.1 }, ['topK', 'minP']],
    [{ maxTokens: 40_000 }, ['maxTokens']],
  ])('%j', (change, expected) => {
    expect(samplingWarnings({ ...R1_SAMPLING, ...change })).toEqual(expected);
  });
});

describe('effortBudget', () => {
  it('gives the tokens of each effort', () => {
    const efforts = ['quick', 'normal', 'deep', 'unbounded'] as const;
    expect(efforts.map((effort) => effortBudget(effort).maxTokens)).toEqual([
      512,
      4096,
      16_384,
      null,
    ]);
  });
});

describe('fitBudget', () => {
  it('leaves a budget alone that fits, phrase included', () => {
    const budget = { maxTokens: 512, closingPhrase: 'So' };
    const limits = { contextSize: 8192, promptTokens: 100, maxTokens: 32_768 };
    expect(fitBudget(budget, limits)).toEqual({ budget, maxTokens: 8092 });
  });

  it('bounds an unbounded one so that 512 tokens stay for the answer', () => {
    const limits = { contextSize: 8192, promptTokens: 192, maxTokens: 32_768 };
    expect(fitBudget({ maxTokens: null }, limits).budget.maxTokens).toBe(8000 - 512);
  });

  it('keeps an empty thought empty', () => {
    const limits = { contextSize: 100, promptTokens: 98, maxTokens: 10 };
    expect(fitBudget({ maxTokens: 0 }, limits)).toEqual({ budget: { maxTokens: 0 }, maxTokens: 2 });
  });

  it('refuses a prompt that leaves no room', () => {
    const limits = { contextSize: 100, promptTokens: 100, maxTokens: 10 };
    expect(() => fitBudget({ maxTokens: 5 }, limits)).toThrow(
      expect.objectContaining({
        code: 'contextFull',
        details: { contextSize: 100, promptTokens: 100 },
      }),
    );
  });

  it('always leaves a token for the answer and never leaves the context', () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat({ max: 40_000 })),
        fc.integer({ min: 1, max: 40_000 }),
        fc.nat({ max: 39_999 }),
        fc.integer({ min: 1, max: 40_000 }),
        (thinking, contextSize, promptTokens, maxTokens) => {
          fc.pre(promptTokens < contextSize);
          const limits = { contextSize, promptTokens, maxTokens };
          const fitted = fitBudget({ maxTokens: thinking }, limits);
          const budget = fitted.budget.maxTokens ?? Number.NaN;
          expect(budget).toBeGreaterThanOrEqual(0);
          expect(budget).toBeLessThan(fitted.maxTokens);
          expect(promptTokens + fitted.maxTokens).toBeLessThanOrEqual(contextSize);
          expect(fitted.maxTokens - budget).toBeGreaterThanOrEqual(
            Math.min(512, Math.floor(fitted.maxTokens / 4)),
          );
        },
      ),
    );
  });
});
