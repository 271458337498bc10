import { Fraction } from 'fraction.js';
import { exactValue, isMixedNumber } from './exactValue.js';
import { holdsCall } from './functionCall.js';
import { args, freeSymbols, head, type MathJson, symbolName } from './mathJson.js';

/** Rational coefficients, that of the constant first; the last one is not zero. */
export type Polynomial = readonly Fraction[];

/** A quotient of polynomials of one unknown. */
export interface RationalFunction {
  readonly top: Polynomial;
  readonly bottom: Polynomial;
  /** Zero wherever something was divided by zero. */
  readonly holes: Polynomial;
}

/** Largest degree that is worked with. */
const MAX_DEGREE = 6;
/** Most bits of a coefficient that is worked with. */
const MAX_BITS = 160;

const ONE: Polynomial = [new Fraction(1)];
const ZERO = new Fraction(0);

/** Reads a formula of one unknown as a quotient of polynomials; undefined where it is none with rational coefficients. */
export function rationalFunction(json: MathJson, unknown: string): RationalFunction | undefined {
  if (symbolName(json) === unknown)
    return { top: [ZERO, new Fraction(1)], bottom: ONE, holes: ONE };
  if (freeSymbols(json).length === 0) {
    const value = exactValue(json);
    return value && { top: trimmed([value]), bottom: ONE, holes: ONE };
  }
  const parts = args(json);
  const name = head(json);
  if (name === 'Power') return raised(parts, unknown);
  if (name === 'InvisibleOperator' && (holdsCall(parts) || isMixedNumber(parts))) return undefined;
  let result: RationalFunction | undefined;
  for (const [at, part] of parts.entries()) {
    const next = rationalFunction(part, unknown);
    const joined = next && (at === 0 ? next : result && combined(name, result, next));
    result = joined && fits(joined) ? joined : undefined;
    if (!result) return undefined;
  }
  switch (name) {
    case 'Negate':
      return result && { ...result, top: scaled(result.top, new Fraction(-1)) };
    case 'Add':
    case 'Subtract':
    case 'Multiply':
    case 'InvisibleOperator':
      return result;
    case 'Divide':
      return parts.length === 2 ? result : undefined;
    case 'Delimiter':
      return parts.length === 1 ? result : undefined;
    default:
      return undefined;
  }
}

function combined(
  name: string | undefined,
  a: RationalFunction,
  b: RationalFunction,
): RationalFunction | undefined {
  const holes = times(a.holes, b.holes);
  switch (name) {
    case 'Add':
    case 'Subtract': {
      const second = times(b.top, a.bottom);
      const added = name === 'Add' ? second : scaled(second, new Fraction(-1));
      return { top: plus(times(a.top, b.bottom), added), bottom: times(a.bottom, b.bottom), holes };
    }
    case 'Multiply':
    case 'InvisibleOperator':
      return { top: times(a.top, b.top), bottom: times(a.bottom, b.bottom), holes };
    case 'Divide':
      return b.top.length === 0
        ? undefined
        : {
            top: times(a.top, b.bottom),
            bottom: times(a.bottom, b.top),
            holes: times(holes, b.top),
          };
    default:
      return undefined;
  }
}

function raised(
  [base, exponent]: readonly MathJson[],
  unknown: string,
): RationalFunction | undefined {
  if (base === undefined || exponent === undefined) return undefined;
  const of = rationalFunction(base, unknown);
  const power = freeSymbols(exponent).length === 0 ? exactValue(exponent) : undefined;
  if (!of || power?.d !== 1n || power.n === 0n || power.n > MAX_DEGREE) return undefined;
  let result: RationalFunction = of;
  for (let n = 1n; n < power.n; n++) {
    const next = combined('Multiply', result, of);
    if (!next || !fits(next)) return undefined;
    result = next;
  }
  return power.s > 0n ? result : combined('Divide', { top: ONE, bottom: ONE, holes: ONE }, result);
}

function fits({ top, bottom, holes }: RationalFunction): boolean {
  return [top, bottom, holes].every(
    (each) =>
      each.length <= MAX_DEGREE + 1 &&
      each.every(
        ({ n, d }) => (n < 0n ? -n : n) >> BigInt(MAX_BITS) === 0n && d >> BigInt(MAX_BITS) === 0n,
      ),
  );
}

function trimmed(coefficients: readonly Fraction[]): Polynomial {
  return coefficients.slice(0, coefficients.findLastIndex(({ n }) => n !== 0n) + 1);
}

function plus(a: Polynomial, b: Polynomial): Polynomial {
  const length = Math.max(a.length, b.length);
  return trimmed(Array.from({ length }, (_, at) => (a[at] ?? ZERO).add(b[at] ?? ZERO)));
}

function times(a: Polynomial, b: Polynomial): Polynomial {
  if (a.length === 0 || b.length === 0) return [];
  const product = Array.from({ length: a.length + b.length - 1 }, () => ZERO);
  for (const [at, left] of a.entries())
    for (const [by, right] of b.entries())
      product[at + by] = (product[at + by] ?? ZERO).add(left.mul(right));
  return trimmed(product);
}

function scaled(of: Polynomial, by: Fraction): Polynomial {
  return of.map((each) => each.mul(by));
}

/** Whether the value of a polynomial at a place is negative, zero or positive: -1, 0 or 1. */
export function signAt(of: Polynomial, x: Fraction): number {
  const value = of.reduceRight((sum, each) => sum.mul(x).add(each), ZERO);
  return value.n === 0n ? 0 : Number(value.s);
}

/** The polynomial, its derivative, and the remainders of them, each with its sign turned and up to a positive factor; the last one divides the first two. */
export function sturmChain(of: Polynomial): Polynomial[] {
  const chain = [of, trimmed(of.slice(1).map((each, at) => each.mul(at + 1)))];
  for (;;) {
    const [a, b] = chain.slice(-2);
    if (!a || !b || b.length === 0) return chain.slice(0, -1);
    const { rest } = divided(a, b);
    // Only signs count, so that numbers can be kept short.
    const size = rest.at(-1)?.abs() ?? new Fraction(1);
    chain.push(scaled(rest, new Fraction(-1).div(size)));
  }
}

/** Quotient and rest; the divisor is not zero. */
export function divided(a: Polynomial, b: Polynomial): { quotient: Polynomial; rest: Polynomial } {
  let rest = a;
  const quotient = Array.from({ length: Math.max(0, a.length - b.length + 1) }, () => ZERO);
  const leading = b.at(-1) ?? new Fraction(1);
  while (rest.length >= b.length && rest.length > 0) {
    const at = rest.length - b.length;
    const factor = (rest.at(-1) ?? ZERO).div(leading);
    quotient[at] = factor;
    rest = trimmed(
      rest.slice(0, -1).map((each, place) => each.sub((b[place - at] ?? ZERO).mul(factor))),
    );
  }
  return { quotient: trimmed(quotient), rest };
}
