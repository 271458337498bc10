import { memoryNeed, type MemoryPlan } from './memoryNeed.js';

/** Memory of a machine, or of its GPU, in bytes. */
export interface MemoryState {
  /** Whether a GPU has it for itself, or all programs share it. */
  readonly kind: 'shared' | 'dedicated';
  readonly total: number;
  /** What programs may take without anything being swapped out. */
  readonly free: number;
}

/** What is known where a context size is to be chosen. */
export interface ContextFitInput extends Omit<MemoryPlan, 'contextSize'> {
  /** Memory that the model is loaded into, before the load. */
  readonly memory: MemoryState;
  /** Tokens the model was trained with. */
  readonly trainContextSize: number;
}

/** Sizes that are chosen from. They are coarse, so that the same machine gets the same size although its free memory varies. */
const SIZES = [2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 24_576, 32_768] as const;
/** More is never chosen by itself: R1 models write up to 32,768 tokens, and each token of context costs time as well. */
const CEILING = 32_768;
const FLOOR = 2048;
/** Left to the system and other programs, of all memory. */
const RESERVE = 0.1;
const LEAST_RESERVE = 1e9;
/**
 * Share of what the weights leave that a context may take. Of the machine's memory the user's other programs want some, too;
 * that of a GPU of its own is there to be used.
 */
const SHARE = { shared: 0.5, dedicated: 0.9 } as const;

/**
 * The most tokens of context that the free memory holds with ease, at most what the model was trained with and at most 32,768.
 * Undefined where it does not hold 2,048.
 */
export function fitContextSize(input: ContextFitInput): number | undefined {
  const { memory, trainContextSize, ...plan } = input;
  const most = Math.min(CEILING, trainContextSize);
  const empty = memoryNeed({ ...plan, contextSize: 0 }).total;
  const reserve = Math.max(LEAST_RESERVE, memory.total * RESERVE);
  const left = memory.free - reserve - empty;
  const room = left * SHARE[memory.kind];
  const fits = (contextSize: number): boolean =>
    memoryNeed({ ...plan, contextSize }).total - empty <= room;
  return [...SIZES.filter((size) => size < most), most].findLast(fits);
}

/** The size taken where none is known to fit: with less no problem of any size can be thought through. */
export function leastContextSize(trainContextSize: number): number {
  return Math.min(FLOOR, trainContextSize);
}

/** The size taken where the header does not tell the geometry. */
export function plainContextSize(trainContextSize: number): number {
  return Math.min(4096, trainContextSize);
}
