import type { TextUnit } from './textUnits.js';

/** Units that must recur for a repetition to be looked into. */
const GRAM = 4;
/** Longest period, in units. */
const LONGEST_PERIOD = 2048;
const TABLE_SIZE = 8192;
const MOST_CANDIDATES = 8;
/** A repetition stands as long as its units match, at least three out of four. */
const MOST_ENERGY = 16;
const MISS_COST = 3;

/** A stretch of units that repeats what stood a period before. */
export interface Repetition {
  /** Units. */
  readonly period: number;
  /** Units that repeat, so far; the first copy is not among them. */
  readonly span: number;
  /** Units of the span that differ from their copy, numbers included. */
  readonly changes: number;
  /** Whether there is a word among them. */
  readonly words: boolean;
}

interface Candidate {
  readonly period: number;
  readonly start: number;
  energy: number;
  changes: number;
  words: boolean;
}

/**
 * Finds periods in a sequence of units as it grows. The recurrence of four units proposes a distance; proposed distances
 * are followed unit by unit until too many differ. Time per unit and memory are constant.
 */
export class PeriodDetector {
  readonly #exact = new Uint32Array(LONGEST_PERIOD + GRAM);
  readonly #loose = new Uint32Array(LONGEST_PERIOD + GRAM);
  /** Where each hash of four units stood last, numbers as they are and all numbers alike; a clash forgets the older. */
  readonly #lastExact = new Int32Array(TABLE_SIZE).fill(-1);
  readonly #lastLoose = new Int32Array(TABLE_SIZE).fill(-1);
  #candidates: Candidate[] = [];
  #count = 0;
  #seen = false;

  /** Whether the last four units had stood together before, lately. */
  get seenBefore(): boolean {
    return this.#seen;
  }

  /** Takes a unit, and calls `onMatch` for each repetition that it continues. */
  push(unit: TextUnit, onMatch: (repetition: Repetition) => void): void {
    const at = this.#count++;
    this.#exact[this.#slot(at)] = unit.exact;
    this.#loose[this.#slot(at)] = unit.loose;
    for (const candidate of this.#candidates) this.#follow(candidate, unit, at, onMatch);
    this.#candidates = this.#candidates.filter((candidate) => candidate.energy > 0);
    this.#propose(at);
  }

  /** Forgets the repetitions under way, but not the units. */
  reset(): void {
    this.#candidates = [];
  }

  #slot(at: number): number {
    return at % this.#exact.length;
  }

  #follow(
    candidate: Candidate,
    unit: TextUnit,
    at: number,
    onMatch: (repetition: Repetition) => void,
  ): void {
    const { period, start } = candidate;
    if (this.#exact[this.#slot(at)] !== this.#exact[this.#slot(at - period)]) candidate.changes++;
    if (this.#loose[this.#slot(at)] !== this.#loose[this.#slot(at - period)]) {
      candidate.energy -= MISS_COST;
      return;
    }
    candidate.words ||= unit.word;
    candidate.energy = Math.min(MOST_ENERGY, candidate.energy + 1);
    onMatch({ period, span: at - start + 1, changes: candidate.changes, words: candidate.words });
  }

  #propose(at: number): void {
    if (at < GRAM - 1) return;
    const exactly = this.#distance(this.#exact, this.#lastExact, at);
    const loosely = this.#distance(this.#loose, this.#lastLoose, at);
    this.#seen = exactly !== undefined;
    if (exactly !== undefined) this.#follows(exactly, at);
    if (loosely !== undefined && loosely !== exactly) this.#follows(loosely, at);
  }

  /** Units since the last four stood together before, if they did. */
  #distance(units: Uint32Array, lastSeen: Int32Array, at: number): number | undefined {
    const key = this.#gramKey(units, at);
    const before = lastSeen[key] ?? -1;
    lastSeen[key] = at;
    if (before < 0 || at - before > LONGEST_PERIOD) return undefined;
    for (let back = 0; back < GRAM; back++) {
      if (units[this.#slot(at - back)] !== units[this.#slot(before - back)]) return undefined;
    }
    return at - before;
  }

  /** Follows a distance from its first four units on. */
  #follows(period: number, at: number): void {
    if (this.#candidates.some((candidate) => candidate.period === period)) return;
    const start = at - GRAM + 1;
    let changes = 0;
    for (let unit = start; unit <= at; unit++) {
      if (this.#exact[this.#slot(unit)] !== this.#exact[this.#slot(unit - period)]) changes++;
    }
    this.#candidates.push({ period, start, energy: GRAM, changes, words: false });
    if (this.#candidates.length > MOST_CANDIDATES) this.#dropWeakest();
  }

  #dropWeakest(): void {
    const weakest = this.#candidates.reduce((weak, each) =>
      each.energy < weak.energy || (each.energy === weak.energy && each.start > weak.start)
        ? each
        : weak,
    );
    this.#candidates = this.#candidates.filter((candidate) => candidate !== weakest);
  }

  #gramKey(units: Uint32Array, at: number): number {
    let key = 0;
    for (let back = 0; back < GRAM; back++) {
      key = Math.imul(key, 31) + (units[this.#slot(at - back)] ?? 0);
    }
    return Math.imul(key ^ (key >>> 15), 0x2c_1b_3c_6d) >>> 19;
  }
}
