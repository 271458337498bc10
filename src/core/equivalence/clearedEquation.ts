import { Complex } from 'complex.js';
import { isMixedNumber } from './exactValue.js';
import { constantQuotient } from './expressions.js';
import { holdsCall } from './functionCall.js';
import { args, freeSymbols, head, type MathJson, numberText } from './mathJson.js';
import { numericValue } from './numericValue.js';

/** Most nodes of an equation without fractions: clearing nested ones multiplies terms. */
const MAX_NODES = 400;
/** Largest power of a fraction that is cleared. */
const MAX_POWER = 12;
/** Where roots of a denominator are looked for: another start finds another root. */
const STARTS: readonly (readonly [number, number])[] = [
  [0.31, 0],
  [-0.7, 0.3],
  [2.9, 0],
  [-3.3, 0.1],
  [0.4, 1.9],
];
const MAX_STEPS = 60;

/** A formula as a fraction. */
interface Quotient {
  readonly top: MathJson;
  readonly bottom: MathJson;
  /** What was multiplied with: the denominators that hold symbols. */
  readonly factors: readonly MathJson[];
}

/**
 * Whether two formulas are zero for the same values once they are multiplied with their denominators, as those of `y = 3/x` and
 * `xy = 3`. Where a formula is zero all along a zero of its own denominator, as that of `y(x-1) = x^2-1` after
 * `y = (x^2-1)/(x-1)`, they count as different.
 */
export function sameZeros(a: MathJson, b: MathJson): boolean {
  const [clearedA, clearedB] = [cleared(a), cleared(b)];
  if (!clearedA || !clearedB || clearedA.factors.length + clearedB.factors.length === 0)
    return false;
  const quotient = constantQuotient(clearedA.top, clearedB.top);
  if (quotient === undefined || quotient.abs() === 0) return false;
  return [clearedA, clearedB].every(({ top, factors }) =>
    factors.every((factor) => isNonzeroWhere(factor, top)),
  );
}

function cleared(json: MathJson): Quotient | undefined {
  const budget = { left: MAX_NODES };
  const found = quotientOf(json);
  return found && fits(found.top, budget) ? found : undefined;
}

function fits(json: MathJson, budget: { left: number }): boolean {
  return --budget.left > 0 && args(json).every((arg) => fits(arg, budget));
}

/** Undefined where the formula grows too much. */
function quotientOf(json: MathJson): Quotient | undefined {
  const name = head(json);
  const parts = args(json);
  const [first, second] = parts;
  const whole = { top: json, bottom: 1, factors: [] };
  if (first === undefined || freeSymbols(json).length === 0) return whole;
  switch (name) {
    case 'Delimiter':
      return parts.length === 1 ? quotientOf(first) : whole;
    case 'Negate': {
      const inner = quotientOf(first);
      return inner && { ...inner, top: ['Negate', inner.top] };
    }
    case 'Add':
      return folded(parts, (a, b) => sum('Add', a, b));
    case 'Subtract':
      return folded(parts, (a, b) => sum('Subtract', a, b));
    case 'Multiply':
    case 'InvisibleOperator':
      return isMixedNumber(parts) || holdsCall(parts) ? whole : folded(parts, product);
    case 'Divide':
      return second === undefined ? whole : folded([first, second], divided);
    case 'Power':
      return second === undefined ? whole : (raised(first, second) ?? whole);
    default:
      return whole;
  }
}

function folded(
  parts: readonly MathJson[],
  join: (a: Quotient, b: Quotient) => Quotient,
): Quotient | undefined {
  let result: Quotient | undefined;
  for (const part of parts) {
    const next = quotientOf(part);
    if (!next) return undefined;
    result = result ? join(result, next) : next;
    if (!fits(result.top, { left: MAX_NODES }) || !fits(result.bottom, { left: MAX_NODES }))
      return undefined;
  }
  return result;
}

function sum(sign: 'Add' | 'Subtract', a: Quotient, b: Quotient): Quotient {
  return {
    top: [sign, times(a.top, b.bottom), times(b.top, a.bottom)],
    bottom: times(a.bottom, b.bottom),
    factors: [...a.factors, ...b.factors],
  };
}

function product(a: Quotient, b: Quotient): Quotient {
  return {
    top: times(a.top, b.top),
    bottom: times(a.bottom, b.bottom),
    factors: [...a.factors, ...b.factors],
  };
}

function divided(a: Quotient, b: Quotient): Quotient {
  const isNumber = freeSymbols(b.top).length === 0;
  return {
    top: isNumber ? ['Divide', times(a.top, b.bottom), b.top] : times(a.top, b.bottom),
    bottom: isNumber ? a.bottom : times(a.bottom, b.top),
    factors: [...a.factors, ...b.factors, ...(isNumber ? [] : [b.top])],
  };
}

function raised(base: MathJson, exponent: MathJson): Quotient | undefined {
  const digits = numberText(head(exponent) === 'Negate' ? (args(exponent)[0] ?? '') : exponent);
  const size = Math.abs(Number(digits));
  const inner = quotientOf(base);
  if (!inner || !Number.isInteger(size) || size > MAX_POWER || size === 0) return undefined;
  const isNegative = head(exponent) === 'Negate' || digits?.startsWith('-') === true;
  const [top, bottom] = isNegative ? [inner.bottom, inner.top] : [inner.top, inner.bottom];
  return {
    top: power(top, size),
    bottom: power(bottom, size),
    factors: [...inner.factors, ...(isNegative ? [inner.top] : [])],
  };
}

function times(a: MathJson, b: MathJson): MathJson {
  if (a === 1) return b;
  return b === 1 ? a : ['Multiply', a, b];
}

function power(base: MathJson, exponent: number): MathJson {
  return base === 1 || exponent === 1 ? base : ['Power', base, exponent];
}

/** Whether a formula has a value other than zero at the zeros of a factor that are found, its other symbols being any. */
function isNonzeroWhere(factor: MathJson, formula: MathJson): boolean {
  const symbols = freeSymbols(factor);
  const all = freeSymbols(formula);
  const [unknown] = symbols;
  if (unknown === undefined) return true;
  return STARTS.every((start) => {
    const values = new Map(
      [...new Set([...symbols, ...all])].map((name, at) => [
        name,
        new Complex(1.37 + 0.61 * at, 0.23 - 0.17 * at),
      ]),
    );
    const root = rootFrom(
      (x) => numericValue(factor, new Map(values).set(unknown, x)),
      new Complex(...start),
    );
    // From some starts no root is found; and some factors, such as e^x, have none.
    if (!root) return true;
    const value = numericValue(formula, values.set(unknown, root));
    return value !== undefined && value.abs() > 1e-5;
  });
}

/** A zero by the secant method. */
function rootFrom(f: (x: Complex) => Complex | undefined, start: Complex): Complex | undefined {
  let [a, b] = [start, start.add(new Complex(0.01, 0.01))];
  let [fa, fb] = [f(a), f(b)];
  for (let step = 0; step < MAX_STEPS; step++) {
    if (!fa || !fb) return undefined;
    if (fb.abs() < 1e-12) return b;
    const rise = fb.sub(fa);
    if (!(rise.abs() > 0)) return undefined;
    const next = b.sub(fb.mul(b.sub(a)).div(rise));
    [a, fa] = [b, fb];
    [b, fb] = [next, f(next)];
  }
  return undefined;
}
