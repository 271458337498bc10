import { availableParallelism } from 'node:os';

/** Below this file size a token takes less time than waking a second thread for it. */
const ONE_THREAD_BYTES = 100_000_000;

/** Whether a model is so small that more than one thread only waits. */
export function isTiny(modelBytes: number): boolean {
  return modelBytes < ONE_THREAD_BYTES;
}

/**
 * Threads to decode with. `auto` takes the cores that are good for arithmetic and leaves one free where there are
 * more than two: threads wait for each other by spinning, and with more of them than cores decoding slows down 50 times.
 * A tiny model gets one thread.
 *
 * @param modelBytes Size of the model file.
 */
export function decodeThreads(
  wanted: number | 'auto',
  mathCores: number,
  modelBytes: number,
): number {
  if (wanted !== 'auto') return Math.max(1, Math.floor(wanted));
  if (isTiny(modelBytes)) return 1;
  const cores = Math.min(mathCores, availableParallelism());
  return Math.max(1, cores - (cores > 2 ? 1 : 0));
}
