import { Complex } from 'complex.js';
import { Fraction } from 'fraction.js';
import { exactValue } from './exactValue.js';
import { args, freeSymbols, head, type MathJson, numberText, symbolName } from './mathJson.js';
import { numericValue } from './numericValue.js';

/** Decimals from which on a decimal number stands for every value that is rounded to it or cut off at it; with fewer, `0.333` is not `1/3`. */
const ROUNDED_DECIMALS = 6;
/** Difference, relative to the values, below which results of double precision count as equal. */
const TOLERANCE = 1e-10;
/** As {@link TOLERANCE}, for numbers: they are worked out once, not at awkward points. */
const NUMBER_TOLERANCE = 1e-12;
/** Irrational numbers beyond are not compared. */
const LARGEST_NUMBER = 1e11;
/** Values beyond are left out where functions are compared by value. */
const LARGEST = 1e8;
/** Points that two formulas must agree at; where either has no finite value, a point does not count. */
const LEAST_POINTS = 3;

/**
 * Whether two formulas are the same function of the same symbols: exactly where their values are rational, else by their
 * values at many points, negative and complex ones included, so that an identity that holds for positive numbers only is none.
 */
export function sameExpression(a: MathJson, b: MathJson): boolean {
  if (JSON.stringify(a) === JSON.stringify(b)) return true;
  const symbols = [...new Set([...freeSymbols(a), ...freeSymbols(b)])].sort();
  return symbols.length === 0 ? sameNumber(a, b) : sameFunction(a, b, symbols);
}

/** The number a formula without symbols stands for, where it is real. */
export function realNumber(json: MathJson): number | undefined {
  if (freeSymbols(json).length > 0) return undefined;
  const exact = exactValue(json);
  if (exact) return exact.valueOf();
  const value = numericValue(json);
  if (value === undefined || Number.isNaN(value.re)) return undefined;
  return Math.abs(value.im) <= TOLERANCE * Math.max(1, Math.abs(value.re)) ? value.re : undefined;
}

/** Whether two numbers of double precision stand for the same value. */
export function closeNumbers(a: number, b: number): boolean {
  if (a === b) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b), 1e-3);
}

/**
 * The quotient of two formulas, where it is one number for every value of their symbols: `undefined` where it is not, or where
 * either is zero everywhere.
 */
export function constantQuotient(a: MathJson, b: MathJson): Complex | undefined {
  const symbols = [...new Set([...freeSymbols(a), ...freeSymbols(b)])].sort();
  let quotient: Complex | undefined;
  let points = 0;
  for (const values of complexPoints(symbols)) {
    const top = numericValue(a, values);
    const bottom = numericValue(b, values);
    if (!top || !bottom) return undefined;
    if (!isFinite(top) || !isFinite(bottom)) continue;
    if (top.abs() < 1e-12 || bottom.abs() < 1e-12) {
      if (top.abs() >= 1e-12 || bottom.abs() >= 1e-12) return undefined;
      continue;
    }
    const each = top.div(bottom);
    if (quotient && !close(quotient, each, 1e-8)) return undefined;
    quotient ??= each;
    points++;
  }
  return points >= LEAST_POINTS ? quotient : undefined;
}

/** Whether two formulas of the same symbols differ by nothing but a number. */
export function sameUpToConstant(a: MathJson, b: MathJson): boolean {
  const symbols = [...new Set([...freeSymbols(a), ...freeSymbols(b)])].sort();
  const differences: Complex[] = [];
  for (const values of complexPoints(symbols)) {
    const [valueA, valueB] = [numericValue(a, values), numericValue(b, values)];
    if (!valueA || !valueB) return false;
    if (!isFinite(valueA) || !isFinite(valueB)) continue;
    const size = Math.max(valueA.abs(), valueB.abs(), 1);
    if (size > LARGEST) continue;
    const difference = valueA.sub(valueB);
    const [first = difference] = differences;
    if (difference.sub(first).abs() > TOLERANCE * size) return false;
    differences.push(difference);
  }
  return differences.length >= LEAST_POINTS;
}

function sameNumber(a: MathJson, b: MathJson): boolean {
  const exactA = exactValue(a);
  const exactB = exactValue(b);
  if (exactA && exactB && exactA.equals(exactB)) return true;
  if (exactA && exactB && bothRounded(a, b)) {
    const [short, long] = decimals(a) < decimals(b) ? [exactA, exactB] : [exactB, exactA];
    return isRounded(short.valueOf(), long.valueOf(), Math.min(decimals(a), decimals(b)));
  }
  if (exactA && exactB && decimals(a) < ROUNDED_DECIMALS && decimals(b) < ROUNDED_DECIMALS) {
    return false;
  }
  const valueA = numericValue(a);
  const valueB = numericValue(b);
  if (!valueA || !valueB) return false;
  if (!isFinite(valueA) || !isFinite(valueB)) {
    // A finite number that is too large for double precision looks infinite, too.
    return isInfinity(a) && isInfinity(b) && valueA.re === valueB.re;
  }
  const digits = roundedDecimals(a, b);
  if (digits !== undefined) {
    if (valueA.im !== 0 || valueB.im !== 0) return valueA.sub(valueB).abs() < 10 ** -digits / 2;
    const [short, full] = decimals(a) > 0 ? [valueA.re, valueB.re] : [valueB.re, valueA.re];
    return isRounded(short, full, digits);
  }
  // Beside a number as large as that a difference of one is nothing but rounding: in doubt they differ.
  if (valueA.abs() > LARGEST_NUMBER || valueB.abs() > LARGEST_NUMBER) return false;
  return !(exactA && exactB) && close(valueA, valueB, NUMBER_TOLERANCE);
}

/** Whether a number with some decimals is what another one is rounded to, or cut off at. */
function isRounded(short: number, full: number, digits: number): boolean {
  const unit = 10 ** -digits;
  const isCut = Math.sign(short) === Math.sign(full) && Math.abs(short) <= Math.abs(full);
  return Math.abs(short - full) < unit * (isCut ? 1 : 0.5 + 1e-6);
}

function isInfinity(json: MathJson): boolean {
  const name = symbolName(json);
  if (name !== undefined) return name.endsWith('Infinity');
  const [inner] = args(json);
  return head(json) === 'Negate' && inner !== undefined && isInfinity(inner);
}

/** Whether both are long decimal numbers, one of them with fewer digits than the other. */
function bothRounded(a: MathJson, b: MathJson): boolean {
  return Math.min(decimals(a), decimals(b)) >= ROUNDED_DECIMALS && decimals(a) !== decimals(b);
}

/** Decimals of the one side that is a long decimal number; undefined where none or both are. */
function roundedDecimals(a: MathJson, b: MathJson): number | undefined {
  const counts = [decimals(a), decimals(b)].filter((count) => count >= ROUNDED_DECIMALS);
  return counts.length === 1 ? counts[0] : undefined;
}

/** Digits after the point of a number as written; 0 for anything else. */
function decimals(json: MathJson): number {
  const text =
    Array.isArray(json) && json[0] === 'Negate'
      ? numberText(json[1] as MathJson)
      : numberText(json);
  return /^-?\d*\.(\d+)$/.exec(text ?? '')?.[1]?.length ?? 0;
}

function sameFunction(a: MathJson, b: MathJson, symbols: readonly string[]): boolean {
  let points = 0;
  let exactPoints = 0;
  for (const values of rationalPoints(symbols)) {
    const valueA = exactValue(a, values);
    const valueB = exactValue(b, values);
    if (!valueA || !valueB) continue;
    if (!valueA.equals(valueB)) return false;
    exactPoints++;
  }
  if (exactPoints >= EXACT_POINTS.length - 1) return true;
  for (const values of complexPoints(symbols)) {
    const valueA = numericValue(a, values);
    const valueB = numericValue(b, values);
    if (!valueA || !valueB) return false;
    if (!isFinite(valueA) || !isFinite(valueB)) continue;
    // Beside a value as large as that a difference of one could hide.
    if (valueA.abs() > LARGEST || valueB.abs() > LARGEST) continue;
    if (!close(valueA, valueB, TOLERANCE)) return false;
    points++;
  }
  return points >= LEAST_POINTS;
}

function close(a: Complex, b: Complex, tolerance: number): boolean {
  return a.sub(b).abs() <= tolerance * Math.max(a.abs(), b.abs(), 1e-6);
}

function isFinite(value: Complex): boolean {
  return Number.isFinite(value.re) && Number.isFinite(value.im);
}

/** Rational points, as `[first, step]`: symbols get different values, of either sign. */
const EXACT_POINTS: readonly (readonly [number, number])[] = [
  [2, 3],
  [7, 5],
  [-3, 7],
  [11, -4],
  [-13, -9],
  [101, 17],
  [5, 2],
  [-29, 31],
];

function* rationalPoints(symbols: readonly string[]): Generator<Map<string, Fraction>> {
  for (const [first, step] of EXACT_POINTS) {
    yield new Map(symbols.map((name, at) => [name, new Fraction(first + step * at, 1 + 2 * at)]));
  }
}

/** Points of double precision: positive, negative, whole and complex ones. */
const COMPLEX_POINTS: readonly (readonly [number, number])[] = [
  [0.7310585786, 0],
  [1.618033988, 0],
  [2.3912, 0],
  [-0.4142135623, 0],
  [-1.2599210498, 0],
  [2, 0],
  [3, 0],
  [4, 0],
  [5, 0],
  [6, 0],
  [0.36, 0.91],
  [-0.58, 0.44],
  [12.75, 0],
];

function* complexPoints(symbols: readonly string[]): Generator<Map<string, Complex>> {
  for (const [re, im] of COMPLEX_POINTS) {
    const whole = Number.isInteger(re);
    yield new Map(
      symbols.map((name, at) => [
        name,
        whole
          ? new Complex(re + 2 * at, 0)
          : new Complex(re + 0.6180339887 * at, im + (im === 0 ? 0 : 0.2360679 * at)),
      ]),
    );
  }
}
