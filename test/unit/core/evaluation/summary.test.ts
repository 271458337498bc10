import { describe, expect, it } from 'vitest';
import { parseSample } from '../../../../src/core/evaluation/sample.js';
import {
  adaptiveVotes,
  consensusCurve,
  summarize,
} from '../../../../src/core/evaluation/summary.js';
import { sampleOf } from './sampleOf.js';

const wrong = (prediction: string | null): object => ({ prediction, correct: false });

/** One problem solved by a majority, one lost to it, one with a single reply that came to an answer. */
const SAMPLES = [
  sampleOf('a', 0, wrong('5')),
  sampleOf('a', 1, { prediction: '\\frac{8}{2}' }),
  sampleOf('a', 2),
  sampleOf('a', 3, wrong('7')),
  sampleOf('b', 0, wrong('5')),
  sampleOf('b', 1, wrong('5.0')),
  sampleOf('b', 2, wrong('5')),
  sampleOf('b', 3),
  sampleOf('c', 0, wrong(null)),
  sampleOf('c', 1, { ...wrong(null), finish: 'maxTokens', thinkingEnd: 'budget' }),
  sampleOf('c', 2),
  sampleOf('c', 3, wrong(null)),
];

describe('summarize', () => {
  it('averages over problems and counts majorities by what answers say', () => {
    const found = summarize(SAMPLES, 4);
    expect(found).toMatchObject({ problems: 3, samples: 12, cut: 1 / 12, budgetSpent: 1 / 12 });
    expect(found.pass1.value).toBeCloseTo((0.5 + 0.25 + 0.25) / 3, 9);
    expect(found.consensus).toMatchObject({ k: 4, value: 2 / 3 });
    expect(found.tokensPerSecond).toBeCloseTo(120, 9);
    expect(summarize(SAMPLES, 1).consensus).toBeUndefined();
  });

  it('follows the majority as replies come in', () => {
    expect(consensusCurve(SAMPLES, 4).map(({ value }) => value)).toEqual([
      0,
      // Of equals the first one counts.
      0,
      2 / 3,
      2 / 3,
    ]);
  });

  it('tells what a vote would have saved that ends early', () => {
    const { right, meanSamples } = adaptiveVotes(SAMPLES, 4);
    expect(right.value).toBe(2 / 3);
    expect(meanSamples).toBeGreaterThanOrEqual(3);
    expect(meanSamples).toBeLessThan(4);
  });
});

describe('parseSample', () => {
  it('reads what was written and nothing that is cut or something else', () => {
    const line = JSON.stringify(sampleOf('a', 0));
    expect(parseSample(line)).toEqual(sampleOf('a', 0));
    for (const bad of ['', '1', '{}', '[]', line.slice(0, -2), line.replace('"correct":true,', '')])
      expect(parseSample(bad), bad).toBeUndefined();
  });
});
