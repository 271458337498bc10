/** How fast a model ran on a machine in one way, in milliseconds. */
export interface SpeedSample {
  readonly threads: number;
  /** Prompt tokens evaluated at a time. */
  readonly batchSize: number;
  readonly flashAttention: boolean | 'auto';
  /** Tokens in the context beforehand. */
  readonly depth: number;
  /** Milliseconds to read one prompt token. */
  readonly prefillMs: number;
  /** Milliseconds to write one token; absent where only reading was measured. */
  readonly decodeMs?: number;
}

/** How a model is best run on a machine, as measured there. */
export interface EngineChoice {
  readonly threads: number;
  /** Prompt tokens evaluated at a time. */
  readonly batchSize: number;
  readonly flashAttention: boolean | 'auto';
}

/** What decides about a part of the choice. */
export type ChoiceReason =
  | 'measured'
  /** A rule that holds without measuring: the model is tiny, or measuring takes too much time or memory. */
  | 'rule'
  /** The user's setting. */
  | 'setting';

/** Outcome of a calibration. */
export interface Calibration extends EngineChoice {
  readonly reasons: Readonly<Record<keyof EngineChoice, ChoiceReason>>;
  readonly samples: readonly SpeedSample[];
  /** Tokens per second with the choice, in a short context. */
  readonly decodePerSecond: number;
  readonly prefillPerSecond: number;
  /** Milliseconds since 1970. */
  readonly measuredAt: number;
  /** Milliseconds it took. */
  readonly tookMs: number;
  /** Whether other programs used the processor: the outcome is used, and measured again before long. */
  readonly busy: boolean;
}

/** Whether a model runs with what was measured, as far as the next load would change it. */
export function runsAsMeasured(model: EngineChoice, calibration: Calibration): boolean {
  const { batchSize, flashAttention, reasons } = calibration;
  return (
    model.batchSize === batchSize &&
    (model.flashAttention === flashAttention || reasons.flashAttention !== 'measured')
  );
}

/** Tokens written for each token read in the turn that threads are chosen for: reasoning models write much. */
const WRITTEN_PER_READ = 4;
/** A gain below it is noise. */
const NOISE = 0.05;
/** Reading in smaller batches may cost this much: a stop waits for one batch. */
const SMALL_BATCH_COST = 0.1;
/** Milliseconds that a stop may wait for a batch. */
export const LONGEST_BATCH_MS = 1600;

/** The fewest threads that are as fast as any. Samples without {@link SpeedSample.decodeMs} do not count. */
export function chooseThreads(samples: readonly SpeedSample[]): number | undefined {
  const timed = samples.flatMap((sample) => {
    const ms = turnMs(sample);
    return ms === undefined ? [] : [{ threads: sample.threads, ms }];
  });
  const best = Math.min(...timed.map(({ ms }) => ms));
  const good = timed.filter(({ ms }) => ms <= best * (1 + NOISE));
  return good.length === 0 ? undefined : Math.min(...good.map(({ threads }) => threads));
}

/**
 * The smallest batch that is read nearly as fast as any that a stop can wait for; the smallest of all where a stop would have
 * to wait too long for each.
 */
export function chooseBatchSize(samples: readonly SpeedSample[]): number | undefined {
  const bySize = samples.toSorted((a, b) => a.batchSize - b.batchSize);
  const short = bySize.filter((sample) => sample.batchSize * sample.prefillMs <= LONGEST_BATCH_MS);
  const allowed = short.length > 0 ? short : bySize.slice(0, 1);
  const best = Math.min(...allowed.map(({ prefillMs }) => prefillMs));
  return allowed.find(({ prefillMs }) => prefillMs <= best * (1 + SMALL_BATCH_COST))?.batchSize;
}

/** Whether flash attention is clearly faster. Both samples are of the same depth. */
export function chooseFlashAttention(off: SpeedSample, on: SpeedSample): boolean {
  const [slow, fast] = [turnMs(off), turnMs(on)];
  return slow !== undefined && fast !== undefined && fast < slow * (1 - NOISE);
}

/**
 * Numbers of threads worth measuring, the likeliest first: all cores, all but one, and shares of them, since memory is often
 * busy with fewer, and since a machine that does other work has fewer to give.
 */
export function threadCandidates(cores: number): readonly number[] {
  const all = Math.max(1, Math.floor(cores));
  const shares = [0.75, 0.5, 0.25].map((share) => Math.round(all * share));
  const candidates = [all > 2 ? all - 1 : all, all, ...shares, 1];
  return [...new Set(candidates.filter((threads) => threads >= 1))];
}

function turnMs({ prefillMs, decodeMs }: SpeedSample): number | undefined {
  return decodeMs === undefined ? undefined : prefillMs + WRITTEN_PER_READ * decodeMs;
}
