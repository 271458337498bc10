import {
  type Calibration,
  type ChoiceReason,
  chooseBatchSize,
  chooseFlashAttention,
  chooseThreads,
  type EngineChoice,
  LONGEST_BATCH_MS,
  type SpeedSample,
} from '../../core/models/calibration.js';

/** A context to measure on. */
export interface BenchOptions {
  readonly contextSize: number;
  readonly batchSize: number;
  readonly flashAttention: boolean | 'auto';
}

/** A context of its own that a model is measured on. */
export interface Bench {
  setThreads(threads: number): void;
  /** Reads tokens and returns the milliseconds; no more than the batch size at a time. */
  read(tokens: number): Promise<number>;
  /** Writes a token and returns the milliseconds. */
  write(): Promise<number>;
  /** Forgets all tokens. */
  clear(): Promise<void>;
  dispose(): Promise<void>;
}

/** What to measure. */
export interface CalibrationInput {
  readonly open: (options: BenchOptions) => Promise<Bench>;
  /** How the model runs now; what is not measured stays. */
  readonly now: EngineChoice;
  /** Numbers of threads to compare, the likeliest first; one alone is taken without comparing. */
  readonly threads: readonly number[];
  /** Batch sizes to compare, growing; one alone is taken. */
  readonly batchSizes: readonly number[];
  /** Tokens of context to compare flash attention at; undefined leaves it as it is. */
  readonly flashDepth: number | undefined;
  /** What decides about parts that are not compared. */
  readonly fixed: Partial<Readonly<Record<keyof EngineChoice, ChoiceReason>>>;
  /** Bytes that a context to measure on takes. */
  readonly bytesOf: (options: BenchOptions) => number;
  /** Most bytes of a context to measure on: it comes on top of what the model takes. */
  readonly mostBytes: number;
  /** Milliseconds after which nothing more is begun. */
  readonly budgetMs: number;
  readonly time: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** Tokens a context holds at the least: llama.cpp makes no smaller ones. */
const SMALL_CONTEXT = 256;
/** Tokens read at once where threads are compared. */
const READ = 16;
/** Tokens written for a sample, of which the middle one counts. */
const WRITES = 5;
/** A way that is so many times slower than the best so far is not measured to its end. */
const HOPELESS = 3;
/** A batch that is so many times slower than the next smaller one ends the search: still larger ones are no better. */
const WORSE = 1.5;
/** Milliseconds below which a batch is read twice. */
const QUICK_MS = 200;

/** Measures how a model runs fastest. Rejects when the signal fires; that takes one token or one batch at the most. */
export class Calibrator {
  private readonly input: CalibrationInput;
  private readonly samples: SpeedSample[] = [];
  private readonly begun: number;
  private done = 0;

  constructor(input: CalibrationInput) {
    this.input = input;
    this.begun = input.time();
  }

  /** Compares what is to be compared, as far as the budget goes. */
  async run(): Promise<Omit<Calibration, 'measuredAt' | 'busy'>> {
    const { now, threads: threadChoices, batchSizes, fixed } = this.input;
    const reasons: Record<keyof EngineChoice, ChoiceReason> = {
      threads: fixed.threads ?? 'rule',
      batchSize: fixed.batchSize ?? 'rule',
      flashAttention: fixed.flashAttention ?? 'rule',
    };
    const byThreads = await this.compareThreads();
    const threads = chooseThreads(byThreads) ?? now.threads;
    if (threadChoices.length > 1 && byThreads.length > 1) reasons.threads = 'measured';
    const byBatch = await this.compareBatchSizes(byThreads, threads);
    const isOpen = batchSizes.length > 1;
    const batchSize = (isOpen ? chooseBatchSize(byBatch) : batchSizes[0]) ?? now.batchSize;
    if (isOpen && byBatch.length > 1) reasons.batchSize = 'measured';
    const flash = await this.compareFlashAttention(threads, batchSize, byBatch);
    if (flash !== undefined) reasons.flashAttention = 'measured';
    const chosen = byThreads.find((sample) => sample.threads === threads);
    const prefill = byBatch.find((sample) => sample.batchSize === batchSize) ?? chosen;
    this.input.onProgress(1);
    return {
      threads,
      batchSize,
      flashAttention: flash ?? now.flashAttention,
      reasons,
      samples: this.samples,
      decodePerSecond: 1000 / (chosen?.decodeMs ?? Number.NaN),
      prefillPerSecond: 1000 / (prefill?.prefillMs ?? Number.NaN),
      tookMs: this.input.time() - this.begun,
    };
  }

  private async compareThreads(): Promise<readonly SpeedSample[]> {
    const { threads: candidates, batchSizes, now } = this.input;
    const batchSize = Math.min(batchSizes[0] ?? now.batchSize, READ);
    const options = { contextSize: SMALL_CONTEXT, batchSize, flashAttention: now.flashAttention };
    return await this.on(options, async (bench) => {
      const found: SpeedSample[] = [];
      let best = Number.POSITIVE_INFINITY;
      for (const threads of candidates) {
        // One number alone tells nothing: on a busy machine the first may take all the time there is.
        if (found.length > 1 && this.isOver) break;
        const enough = this.input.time() + this.input.budgetMs / (candidates.length + 1);
        bench.setThreads(threads);
        // The first evaluation of all warms up caches and memory.
        if (found.length === 0) await this.guard(() => bench.write());
        await bench.clear();
        const prefillMs = (await this.guard(() => bench.read(batchSize))) / batchSize;
        const decodeMs = await this.write(bench, best * HOPELESS, enough);
        best = Math.min(best, decodeMs);
        const { flashAttention } = options;
        found.push({ threads, batchSize, flashAttention, depth: batchSize, prefillMs, decodeMs });
        this.step();
      }
      return this.keep(found);
    });
  }

  /** Milliseconds to write a token: the middle one of some, of fewer where they are hopeless or take until `enough`. */
  private async write(bench: Bench, hopelessMs: number, enough: number): Promise<number> {
    const times: number[] = [];
    // The first one wakes the threads.
    const first = await this.guard(() => bench.write());
    if (first > hopelessMs * HOPELESS || this.input.time() > enough) return first;
    while (times.length < WRITES) {
      times.push(await this.guard(() => bench.write()));
      if (Math.min(...times) > hopelessMs || this.input.time() > enough) break;
    }
    return middle(times);
  }

  private async compareBatchSizes(
    byThreads: readonly SpeedSample[],
    threads: number,
  ): Promise<readonly SpeedSample[]> {
    const { batchSizes, now } = this.input;
    const found = byThreads.filter((sample) => sample.threads === threads);
    if (batchSizes.length < 2) return found;
    for (const batchSize of batchSizes) {
      const last = found.at(-1);
      if (!last || batchSize <= last.batchSize) continue;
      const options = {
        contextSize: Math.max(SMALL_CONTEXT, batchSize),
        batchSize,
        flashAttention: now.flashAttention,
      };
      const expectedMs = last.prefillMs * batchSize;
      if (this.isOver || expectedMs > LONGEST_BATCH_MS || !this.hasRoom(options)) break;
      const prefillMs = await this.on(options, async (bench) => {
        bench.setThreads(threads);
        const first = await this.guard(() => bench.read(batchSize));
        // Where it costs nothing, once more without the cost of a first time.
        if (first > QUICK_MS) return first / batchSize;
        await bench.clear();
        return (await this.guard(() => bench.read(batchSize))) / batchSize;
      });
      const { flashAttention } = options;
      found.push({ threads, batchSize, flashAttention, depth: 0, prefillMs });
      this.keep(found.slice(-1));
      this.step();
      if (prefillMs > last.prefillMs * WORSE) break;
    }
    return found;
  }

  /** Whether flash attention is to be used; undefined where that was not measured. */
  private async compareFlashAttention(
    threads: number,
    batchSize: number,
    byBatch: readonly SpeedSample[],
  ): Promise<boolean | undefined> {
    const { flashDepth, budgetMs, time } = this.input;
    if (flashDepth === undefined) return undefined;
    const options = { contextSize: flashDepth + 2 * batchSize + SMALL_CONTEXT, batchSize };
    const prefillMs = byBatch.find((sample) => sample.batchSize === batchSize)?.prefillMs ?? 0;
    const expectedMs = 2 * prefillMs * flashDepth;
    const left = budgetMs - (time() - this.begun);
    if (expectedMs > left || !this.hasRoom({ ...options, flashAttention: false })) return undefined;
    const at = async (flashAttention: boolean): Promise<SpeedSample> => {
      const sample = await this.on({ ...options, flashAttention }, async (bench) => {
        bench.setThreads(threads);
        let depth = 0;
        for (; depth < flashDepth; depth += batchSize)
          await this.guard(() => bench.read(batchSize));
        const prefillMs = (await this.guard(() => bench.read(batchSize))) / batchSize;
        const decodeMs = await this.write(
          bench,
          Number.POSITIVE_INFINITY,
          Number.POSITIVE_INFINITY,
        );
        return { threads, batchSize, flashAttention, depth, prefillMs, decodeMs };
      });
      this.keep([sample]);
      this.step();
      return sample;
    };
    return chooseFlashAttention(await at(false), await at(true));
  }

  private get isOver(): boolean {
    return this.input.time() - this.begun > this.input.budgetMs;
  }

  private hasRoom(options: BenchOptions): boolean {
    return this.input.bytesOf(options) <= this.input.mostBytes;
  }

  private async on<T>(options: BenchOptions, run: (bench: Bench) => Promise<T>): Promise<T> {
    this.input.signal.throwIfAborted();
    const bench = await this.input.open(options);
    try {
      return await run(bench);
    } finally {
      await bench.dispose();
    }
  }

  private async guard<T>(measure: () => Promise<T>): Promise<T> {
    this.input.signal.throwIfAborted();
    return await measure();
  }

  private keep(samples: readonly SpeedSample[]): readonly SpeedSample[] {
    this.samples.push(...samples);
    return samples;
  }

  private step(): void {
    const { threads, batchSizes, flashDepth, onProgress } = this.input;
    this.done += 1;
    const steps = threads.length + batchSizes.length + (flashDepth === undefined ? 0 : 2);
    onProgress(Math.min(0.99, this.done / steps));
  }
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}
