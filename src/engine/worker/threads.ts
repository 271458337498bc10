import { availableParallelism } from 'node:os';

/**
 * Threads to decode with. `auto` takes the cores that are good for arithmetic and leaves one free where there are
 * more than two: threads wait for each other by spinning, and with more of them than cores decoding slows down 50 times.
 */
export function decodeThreads(wanted: number | 'auto', mathCores: number): number {
  if (wanted !== 'auto') return Math.max(1, Math.floor(wanted));
  const cores = Math.min(mathCores, availableParallelism());
  return Math.max(1, cores - (cores > 2 ? 1 : 0));
}
