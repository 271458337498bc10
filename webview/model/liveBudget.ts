import { count, dotted, duration, speed, tokens } from './wording.js';

/** A thought that goes on. */
export interface LiveThought {
  readonly tokens: number;
  /** Time it has taken, in milliseconds. */
  readonly elapsedMs: number;
  /** Most tokens it may take; `null` while the context alone bounds it, absent while it is not known. */
  readonly budget?: number | null | undefined;
}

/** How far a thought is: `1,240 / 2,048 tok · 31 tok/s · 26 s left`, or `1,240 tok · 31 tok/s · no limit`. */
export function liveBudget({ tokens: taken, elapsedMs, budget }: LiveThought): string {
  const rate = speed(taken, elapsedMs);
  if (budget === undefined) return dotted(duration(elapsedMs), tokens(taken), rate);
  if (budget === null) return dotted(`${count(taken)} tok`, rate, 'no limit');
  const left = budget - taken;
  const time = rate === '' || left <= 0 ? undefined : (left * elapsedMs) / (taken - 1);
  return dotted(
    `${count(taken)} / ${count(budget)} tok`,
    rate,
    time === undefined ? undefined : `${duration(Math.max(1000, time))} left`,
  );
}
