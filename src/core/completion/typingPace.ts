/** Intervals that count, the latest ones. */
const KEPT = 24;
/** Milliseconds; a longer pause is no part of typing. */
const LONGEST = 1500;
/** Milliseconds between two keys of a person whose pace is not known. */
const USUAL = 200;
/** Limits of what is taken for a person's pace, in milliseconds: pasting and key repeat are faster, thinking is slower. */
const FASTEST = 60;
const SLOWEST = 500;
/** Intervals that must be known before they count. */
const LEAST = 4;

/** The rhythm in which a person types, out of the times of the keys. */
export class TypingPace {
  private readonly intervals: number[] = [];
  private last: number | undefined;

  /** Takes a key, typed at `timeMs` on any clock. */
  note(timeMs: number): void {
    const interval = timeMs - (this.last ?? -Infinity);
    this.last = timeMs;
    if (interval < 0 || interval > LONGEST) return;
    this.intervals.push(interval);
    if (this.intervals.length > KEPT) this.intervals.shift();
  }

  /** The usual time between two keys, in milliseconds: the median of the latest ones, from 60 to 500. */
  get intervalMs(): number {
    if (this.intervals.length < LEAST) return USUAL;
    const sorted = this.intervals.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? USUAL;
    return Math.min(SLOWEST, Math.max(FASTEST, median));
  }
}
