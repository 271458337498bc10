import type { Random } from '../../src/cli/bench/seededRandom.js';

/** One of several, each as likely as the others. */
export function pick<T>(random: Random, first: T, ...others: readonly T[]): T {
  return [first, ...others][Math.floor(random() * (others.length + 1))] ?? first;
}
