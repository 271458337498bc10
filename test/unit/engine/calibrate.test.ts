import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  type BenchOptions,
  type CalibrationInput,
  Calibrator,
} from '../../../src/engine/worker/calibrate.js';

/** A machine whose speed is a formula. */
class Machine {
  readonly opened: BenchOptions[] = [];
  open = 0;
  time = 0;
  /** Milliseconds to write a token, by threads. */
  writes: Readonly<Record<number, number>> = { 1: 250, 2: 110 };
  /** Milliseconds to read a token, by batch size. */
  reads: (batch: number, threads: number, flash: boolean | 'auto') => number = (_batch, threads) =>
    90 / threads;
  onStep: () => void = () => undefined;

  bench(options: BenchOptions): Bench {
    this.opened.push(options);
    this.open += 1;
    let threads = 0;
    let used = 0;
    const pass = (ms: number): Promise<number> => {
      this.onStep();
      this.time += ms;
      return Promise.resolve(ms);
    };
    return {
      setThreads: (count) => (threads = count),
      read: (tokens) => {
        if (tokens > options.batchSize) throw new Error('more than a batch');
        used += tokens;
        if (used > options.contextSize) throw new Error('context full');
        return pass(this.reads(options.batchSize, threads, options.flashAttention) * tokens);
      },
      write: () => {
        used += 1;
        if (used > options.contextSize) throw new Error('context full');
        return pass(this.writes[threads] ?? 1e6);
      },
      clear: () => {
        used = 0;
        return Promise.resolve();
      },
      dispose: () => {
        this.open -= 1;
        return Promise.resolve();
      },
    };
  }
}

let machine: Machine;
let abort: AbortController;

beforeEach(() => {
  machine = new Machine();
  abort = new AbortController();
});

function calibrator(more: Partial<CalibrationInput> = {}): Calibrator {
  return new Calibrator({
    open: (options) => Promise.resolve(machine.bench(options)),
    now: { threads: 2, batchSize: 32, flashAttention: false },
    threads: [2, 1],
    batchSizes: [16, 32, 64, 128],
    flashDepth: 1024,
    fixed: {},
    bytesOf: ({ contextSize, batchSize }) => contextSize * 131_072 + batchSize * 545_000,
    mostBytes: 64e6,
    budgetMs: 10_000,
    time: () => machine.time,
    signal: abort.signal,
    onProgress: () => undefined,
    ...more,
  });
}

describe('a calibration', () => {
  it('compares threads and batches of an 8B model within its time and its memory', async () => {
    const found = await calibrator().run();
    expect(found).toMatchObject({
      threads: 2,
      batchSize: 16,
      flashAttention: false,
      reasons: { threads: 'measured', batchSize: 'measured', flashAttention: 'rule' },
    });
    expect(found.decodePerSecond).toBeCloseTo(1000 / 110);
    expect(found.prefillPerSecond).toBeCloseTo(1000 / 45);
    expect(found.tookMs).toBe(machine.time);
    expect(found.tookMs).toBeLessThan(10_000);
    // A batch of 64 takes longer than a stop may wait; flash attention needs 2 x 46 s.
    expect(machine.opened.map(({ batchSize }) => batchSize)).toEqual([16, 32]);
    expect(machine.open).toBe(0);
  });

  it('takes fewer threads where many wait for each other, and does not wait for them long', async () => {
    machine.writes = { 2: 5000, 1: 300 };
    const { threads } = await calibrator({ threads: [1, 2] }).run();
    expect(threads).toBe(1);
    expect(machine.time).toBeLessThan(12_000);
  });

  it('tries fewer threads although the first number of them takes all the time there is', async () => {
    machine.writes = { 2: 1600, 1: 400 };
    machine.reads = (_batch, threads) => (threads === 2 ? 230 : 120);
    const found = await calibrator().run();
    expect(found.threads).toBe(1);
    expect(found.reasons.threads).toBe('measured');
    expect(machine.time).toBeLessThan(15_000);
  });

  it('compares flash attention at a depth where that is quick', async () => {
    machine.writes = { 1: 0.4 };
    machine.reads = (batch, _threads, flash) => (flash === true ? 0.3 : 0.1) * (1 + 1 / batch);
    const small = { bytesOf: () => 1e6, threads: [1] };
    const off = await calibrator(small).run();
    expect(off.flashAttention).toBe(false);
    expect(off.reasons).toEqual({
      threads: 'rule',
      batchSize: 'measured',
      flashAttention: 'measured',
    });
    const compared = off.samples.filter(({ depth }) => depth >= 1024);
    expect(compared.map(({ flashAttention }) => flashAttention)).toEqual([false, true]);
    machine.reads = (_batch, _threads, flash) => (flash === true ? 0.1 : 3);
    expect((await calibrator(small).run()).flashAttention).toBe(true);
  });

  it('leaves alone what the user has set', async () => {
    const found = await calibrator({
      threads: [1],
      batchSizes: [100],
      flashDepth: undefined,
      now: { threads: 1, batchSize: 100, flashAttention: true },
      fixed: { threads: 'setting', batchSize: 'setting', flashAttention: 'setting' },
    }).run();
    expect(found).toMatchObject({ threads: 1, batchSize: 100, flashAttention: true });
    expect(Object.values(found.reasons)).toEqual(['setting', 'setting', 'setting']);
    expect(found.decodePerSecond).toBeCloseTo(4);
  });

  it('begins nothing more when its time is over, and knows the first two ways at least', async () => {
    const found = await calibrator({ budgetMs: 1 }).run();
    expect(found.threads).toBe(2);
    expect(found.reasons).toEqual({
      threads: 'measured',
      batchSize: 'rule',
      flashAttention: 'rule',
    });
    expect(found.samples).toHaveLength(2);
  });

  it('stops after the step under way, and leaves no context behind', async () => {
    let steps = 0;
    machine.onStep = () => {
      steps += 1;
      if (steps === 4) abort.abort();
    };
    await expect(calibrator().run()).rejects.toThrow();
    expect(steps).toBe(4);
    expect(machine.open).toBe(0);
  });

  it('tells how far it is', async () => {
    const fractions: number[] = [];
    await calibrator({ onProgress: (fraction) => fractions.push(fraction) }).run();
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });
});
