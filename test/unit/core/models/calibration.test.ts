import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseBatchSize,
  chooseFlashAttention,
  chooseThreads,
  LONGEST_BATCH_MS,
  runsAsMeasured,
  type Calibration,
  type SpeedSample,
  threadCandidates,
} from '../../../../src/core/models/calibration.js';

function sample(values: Partial<SpeedSample>): SpeedSample {
  return {
    threads: 1,
    batchSize: 16,
    flashAttention: false,
    depth: 16,
    prefillMs: 40,
    ...values,
  };
}

describe('a model', () => {
  const measured: Calibration = {
    threads: 2,
    batchSize: 64,
    flashAttention: true,
    reasons: { threads: 'measured', batchSize: 'measured', flashAttention: 'measured' },
    samples: [],
    decodePerSecond: 9,
    prefillPerSecond: 20,
    measuredAt: 0,
    tookMs: 0,
    busy: false,
  };
  const chosen = { threads: 2, batchSize: 64, flashAttention: true };

  it.each([
    [true, chosen],
    [false, { ...chosen, batchSize: 32 }],
    [false, { ...chosen, flashAttention: false }],
    // The number of threads changes while a model runs.
    [true, { ...chosen, threads: 1 }],
  ])('runs as measured: %s', (expected, choice) => {
    expect(runsAsMeasured(choice, measured)).toBe(expected);
  });

  it('runs as measured with any flash attention where that was not measured', () => {
    const reasons = { ...measured.reasons, flashAttention: 'rule' } as const;
    const choice = { ...chosen, flashAttention: false };
    expect(runsAsMeasured(choice, { ...measured, reasons })).toBe(true);
  });
});

describe('the threads chosen', () => {
  it('are the fastest, as measured with the 8B model on two cores', () => {
    const samples = [
      sample({ threads: 1, prefillMs: 100, decodeMs: 250 }),
      sample({ threads: 2, prefillMs: 42, decodeMs: 107 }),
      sample({ threads: 4, prefillMs: 60, decodeMs: 5200 }),
    ];
    expect(chooseThreads(samples)).toBe(2);
  });

  it('are fewer on a busy machine, where threads wait for each other', () => {
    const samples = [
      sample({ threads: 2, prefillMs: 90, decodeMs: 1300 }),
      sample({ threads: 1, prefillMs: 100, decodeMs: 300 }),
    ];
    expect(chooseThreads(samples)).toBe(1);
  });

  it('are the fewest where more gain nothing that can be told from noise', () => {
    const samples = [7, 8, 4].map((threads) =>
      sample({ threads, prefillMs: 10, decodeMs: threads === 8 ? 50 : 51 }),
    );
    expect(chooseThreads(samples)).toBe(4);
    expect(chooseThreads([])).toBeUndefined();
    expect(chooseThreads([sample({})])).toBeUndefined();
  });

  it('are tried from one up to all cores, each once, the likeliest first', () => {
    expect(threadCandidates(1)).toEqual([1]);
    expect(threadCandidates(2)).toEqual([2, 1]);
    expect(threadCandidates(8)).toEqual([7, 8, 6, 4, 2, 1]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 256 }), (cores) => {
        const candidates = threadCandidates(cores);
        expect(new Set(candidates).size).toBe(candidates.length);
        expect(Math.min(...candidates)).toBe(1);
        expect(Math.max(...candidates)).toBe(Math.max(1, cores));
        expect(candidates.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('the batch size chosen', () => {
  it('is the smallest that reads nearly as fast as any', () => {
    const even = [16, 32, 64].map((batchSize) => sample({ batchSize, prefillMs: 10 }));
    expect(chooseBatchSize(even)).toBe(16);
    const growing = [16, 32, 64, 128].map((batchSize, i) =>
      sample({ batchSize, prefillMs: [20, 12, 8, 7.8][i] ?? 0 }),
    );
    expect(chooseBatchSize(growing)).toBe(64);
  });

  it('never lets a stop wait long, unless the smallest does', () => {
    const samples = [
      sample({ batchSize: 16, prefillMs: 60 }),
      sample({ batchSize: 32, prefillMs: 30 }),
      sample({ batchSize: 64, prefillMs: 26 }),
    ];
    expect(samples.map((each) => each.batchSize * each.prefillMs <= LONGEST_BATCH_MS)).toEqual([
      true,
      true,
      false,
    ]);
    expect(chooseBatchSize(samples)).toBe(32);
    expect(
      chooseBatchSize([sample({ batchSize: 32, prefillMs: 500 }), sample({ prefillMs: 500 })]),
    ).toBe(16);
    expect(chooseBatchSize([])).toBeUndefined();
  });
});

describe('flash attention', () => {
  it('is chosen where it is clearly faster, and only there', () => {
    const off = sample({ depth: 1024, prefillMs: 7.7, decodeMs: 18.4 });
    const on = (prefillMs: number, decodeMs: number): SpeedSample =>
      sample({ depth: 1024, flashAttention: true, prefillMs, decodeMs });
    expect(chooseFlashAttention(off, on(10.1, 20.7))).toBe(false);
    expect(chooseFlashAttention(off, on(7.6, 18.2))).toBe(false);
    expect(chooseFlashAttention(off, on(6, 15))).toBe(true);
    expect(chooseFlashAttention(off, sample({ flashAttention: true }))).toBe(false);
  });
});
