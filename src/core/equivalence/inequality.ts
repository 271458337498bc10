import { Complex } from 'complex.js';
import { Fraction } from 'fraction.js';
import type { Relation } from './answerValue.js';
import { closeNumbers, realNumber } from './expressions.js';
import { args, freeSymbols, head, type MathJson, symbolName } from './mathJson.js';
import { numericValue } from './numericValue.js';
import { rationalFunction, signAt } from './polynomial.js';
import { realRoots } from './realRoots.js';
import { ALL, type Stretch, unite } from './stretches.js';

type Sign = Exclude<Relation['sign'], '='>;

/** The values of an unknown that an inequality holds for. */
interface Solutions {
  readonly stretches: readonly Stretch[];
  readonly of: string;
}

/**
 * Solves an inequality of one unknown that is linear, or a quotient of polynomials with rational coefficients, or compares a power of
 * a number with a number; undefined for others.
 */
export function solutions(sign: Sign, left: MathJson, right: MathJson): Solutions | undefined {
  const difference: MathJson = ['Subtract', left, right];
  const [of, ...others] = freeSymbols(difference);
  if (of === undefined || others.length > 0) return undefined;
  const [logLeft, logRight] = [logarithm(left), logarithm(right)];
  if (logLeft !== undefined && logRight !== undefined) return solutions(sign, logLeft, logRight);
  const stretches =
    rationalSolutions(sign, difference, of) ?? linearSolutions(sign, left, right, of);
  return stretches && { stretches, of };
}

/** The logarithm of a positive number, or of a power of one, as a formula that can be solved; undefined where it would not be simpler. */
function logarithm(json: MathJson): MathJson | undefined {
  const isPositive = (each: MathJson | undefined): each is MathJson =>
    each !== undefined && (realNumber(each) ?? 0) > 0;
  if (isPositive(json)) return ['Ln', json];
  const [base, exponent] = args(json);
  if (head(json) !== 'Power' || !isPositive(base) || exponent === undefined) return undefined;
  return ['Multiply', ['Delimiter', exponent], ['Ln', base]];
}

function linearSolutions(
  sign: Sign,
  left: MathJson,
  right: MathJson,
  unknown: string,
): Stretch[] | undefined {
  const difference: MathJson = ['Subtract', left, right];
  const at = (x: number): number | undefined => {
    const value = numericValue(difference, new Map([[unknown, new Complex(x, 0)]]));
    if (value === undefined) return undefined;
    return Math.abs(value.im) < 1e-12 ? value.re : undefined;
  };
  const values = [0, 1, -1, 2.5, -7].map(at);
  const [zero, one] = values;
  if (zero === undefined || one === undefined) return undefined;
  const slope = one - zero;
  const expected = [zero, one, zero - slope, zero + 2.5 * slope, zero - 7 * slope];
  const linear = expected.every((value, i) => closeNumbers(value, values[i] ?? Number.NaN));
  if (!linear || Math.abs(slope) < 1e-12) return undefined;
  const root = realNumberRoot(left, right) ?? -zero / slope;
  const open = sign !== '≤';
  const below = { ...ALL, high: root, highOpen: open };
  const above = { ...ALL, low: root, lowOpen: open };
  if (sign === '≠') return [below, above];
  return [slope > 0 ? below : above];
}

/** The other side of an inequality whose one side is the unknown alone: exact where a quotient would round. */
function realNumberRoot(left: MathJson, right: MathJson): number | undefined {
  if (symbolName(left) !== undefined) return realNumber(right);
  return symbolName(right) !== undefined ? realNumber(left) : undefined;
}

/** Where a quotient of polynomials is below zero, at most zero, or other than zero: its sign changes at roots and holes only. */
function rationalSolutions(
  sign: Sign,
  difference: MathJson,
  unknown: string,
): Stretch[] | undefined {
  const found = rationalFunction(difference, unknown);
  if (!found) return undefined;
  const { top, bottom, holes } = found;
  const excluded = realRoots(holes);
  const roots = realRoots(top).filter((root) => !excluded.some((hole) => closeNumbers(hole, root)));
  const places = [...excluded, ...roots].sort((a, b) => a - b);
  const bounds = [ALL.low, ...places, ALL.high];
  const stretches: Stretch[] = [];
  for (const [at, low] of bounds.slice(0, -1).entries()) {
    const high = bounds[at + 1] ?? ALL.high;
    const x = new Fraction(between(low, high));
    const value = signAt(top, x) * signAt(bottom, x);
    const isIn = sign === '≠' ? value !== 0 : value < 0 || (value === 0 && sign === '≤');
    if (isIn) stretches.push({ low, high, lowOpen: true, highOpen: true });
  }
  const points = sign === '≤' ? roots : [];
  return unite([
    ...stretches,
    ...points.map((root) => ({ low: root, high: root, lowOpen: false, highOpen: false })),
  ]);
}

function between(low: number, high: number): number {
  if (low === ALL.low) return high === ALL.high ? 0 : high - 1;
  return high === ALL.high ? low + 1 : (low + high) / 2;
}
