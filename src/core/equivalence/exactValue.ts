import { Fraction } from 'fraction.js';
import { holdsCall } from './functionCall.js';
import { args, head, type MathJson, numberText, symbolName } from './mathJson.js';
import { indices, type Series, seriesOf } from './series.js';

/** Largest exponent that is worked out exactly: a power tower must not take the memory of the machine. */
const MAX_EXPONENT = 100_000;
/** Most digits of a number that takes part in exact arithmetic. */
const MAX_DIGITS = 2000;
const MAX_FACTORIAL = 200;
/** As {@link MAX_DIGITS}, in base 16, for a sum of many terms: a common denominator of all of them is slow to come by. */
const MAX_SERIES_DIGITS = 300;

/** Values of symbols. */
export type ExactValues = ReadonlyMap<string, Fraction>;

/** The rational value of a formula; undefined where it has none, or where it is too large to work out exactly. */
export function exactValue(json: MathJson, values: ExactValues = new Map()): Fraction | undefined {
  const digits = numberText(json);
  if (digits !== undefined) return exactNumber(digits);
  const symbol = symbolName(json);
  if (symbol !== undefined) return values.get(symbol);
  const name = head(json);
  if (name === undefined) return undefined;
  const series = seriesOf(json);
  if (series) return exactSeries(series, values);
  if (name === 'InvisibleOperator' && holdsCall(args(json))) return undefined;
  const parts: Fraction[] = [];
  for (const arg of args(json)) {
    const part = exactValue(arg, values);
    if (part === undefined || !isSmall(part)) return undefined;
    parts.push(part);
  }
  return apply(name, parts, args(json));
}

function exactSeries(series: Series, values: ExactValues): Fraction | undefined {
  const low = exactValue(series.low, values)?.valueOf();
  const high = exactValue(series.high, values)?.valueOf();
  if (low === undefined || high === undefined) return undefined;
  const isSum = series.kind === 'Sum';
  let result = new Fraction(isSum ? 0 : 1);
  const at = indices(low, high, series.most);
  if (!at) return undefined;
  for (const index of at) {
    const inside = new Map(values).set(series.index, new Fraction(index));
    const term = series.inner ? exactSeries(series.inner, inside) : exactValue(series.term, inside);
    if (term === undefined || digitsOf(term) + digitsOf(result) > MAX_SERIES_DIGITS)
      return undefined;
    result = isSum ? result.add(term) : result.mul(term);
  }
  return result;
}

/** A number as written: with a decimal point, an exponent, or repeating digits in parentheses. */
export function exactNumber(digits: string): Fraction | undefined {
  const [mantissa = '', exponent] = digits.split(/e/i);
  if (!/^[-+]?\d*\.?\d*(?:\(\d+\))?$/.test(mantissa) || !/\d/.test(mantissa)) return undefined;
  if (mantissa.length > MAX_DIGITS) return undefined;
  const value = new Fraction(mantissa);
  if (exponent === undefined) return value;
  const power = Number(exponent);
  if (!Number.isInteger(power) || Math.abs(power) > MAX_EXPONENT) return undefined;
  return value.mul(tenTo(power));
}

/** Whether the first two of the factors read side by side are a mixed number, as in 3½. */
export function isMixedNumber(factors: readonly MathJson[]): boolean {
  const [whole, part] = factors;
  if (whole === undefined || part === undefined) return false;
  if (head(part) !== 'Divide' && head(part) !== 'Rational') return false;
  const [top, bottom] = args(part).map(numberText);
  const number = numberText(head(whole) === 'Negate' ? (args(whole)[0] ?? whole) : whole);
  return [number, top, bottom].every((text) => text !== undefined && /^\d+$/.test(text));
}

function apply(
  name: string,
  parts: readonly Fraction[],
  sources: readonly MathJson[],
): Fraction | undefined {
  const [a, b] = parts;
  if (a === undefined) return undefined;
  switch (name) {
    case 'Delimiter':
    case 'Sequence':
      return parts.length === 1 ? a : undefined;
    case 'Add':
      return parts.reduce((sum, each) => sum.add(each));
    case 'Subtract':
      return b && a.sub(b);
    case 'Negate':
      return a.neg();
    case 'InvisibleOperator':
      return factors(parts, sources).reduce((product, each) => product.mul(each));
    case 'Multiply':
      return parts.reduce((product, each) => product.mul(each));
    case 'Divide':
    case 'Rational':
    case 'Colon':
      return b && b.n !== 0n ? a.div(b) : undefined;
    case 'Power':
      return b && power(a, b);
    case 'Sqrt':
      return root(a, 2);
    case 'Root':
      return b?.d === 1n && b.s > 0n && b.n < 64n ? root(a, Number(b.n)) : undefined;
    case 'Abs':
      return a.abs();
    case 'Floor':
      return a.floor();
    case 'Ceil':
      return a.ceil();
    case 'Factorial':
      return factorial(a);
    case 'Binomial':
      return b && binomial(a, b);
    case 'GCD':
      return b && a.gcd(b);
    case 'LCM':
      return b && a.lcm(b);
    case 'Max':
      return parts.reduce((most, each) => (each.gt(most) ? each : most));
    case 'Min':
      return parts.reduce((least, each) => (each.lt(least) ? each : least));
    case 'BaseForm':
      return a;
    default:
      return undefined;
  }
}

/** The factors that stand side by side, the parts of a mixed number added. */
function factors(parts: readonly Fraction[], sources: readonly MathJson[]): readonly Fraction[] {
  const [a, b, ...others] = parts;
  if (!a || !b || !isMixedNumber(sources)) return parts;
  return [a.s < 0n ? a.sub(b) : a.add(b), ...others];
}

function power(base: Fraction, exponent: Fraction): Fraction | undefined {
  if (exponent.d !== 1n) {
    if (exponent.d > 64n) return undefined;
    const rooted = root(base, Number(exponent.d));
    return rooted && power(rooted, new Fraction(exponent.s * exponent.n, 1n));
  }
  if (exponent.n > MAX_EXPONENT || (base.n === 0n && exponent.s <= 0n)) return undefined;
  const times = Number(exponent.n);
  if (digitsOf(base) * times > MAX_DIGITS * 4) return undefined;
  const raised = new Fraction(
    base.s ** BigInt(times) * base.n ** BigInt(times),
    base.d ** BigInt(times),
  );
  return exponent.s < 0n ? raised.inverse() : raised;
}

/** The exact root, where it is rational and real. */
function root(value: Fraction, degree: number): Fraction | undefined {
  if (value.s < 0n) {
    // An even root is not real, and the principal value of an odd one is not, either.
    return undefined;
  }
  const top = integerRoot(value.n, degree);
  const bottom = integerRoot(value.d, degree);
  return top === undefined || bottom === undefined ? undefined : new Fraction(top, bottom);
}

function integerRoot(value: bigint, degree: number): bigint | undefined {
  if (value < 2n) return value;
  let low = 1n;
  let high = 1n << (BigInt(value.toString(2).length) / BigInt(degree) + 1n);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(degree) <= value) low = middle;
    else high = middle - 1n;
  }
  return low ** BigInt(degree) === value ? low : undefined;
}

function factorial(value: Fraction): Fraction | undefined {
  if (value.d !== 1n || value.s < 0n || value.n > MAX_FACTORIAL) return undefined;
  let product = 1n;
  for (let n = 2n; n <= value.n; n++) product *= n;
  return new Fraction(product, 1n);
}

function binomial(n: Fraction, k: Fraction): Fraction | undefined {
  if (n.d !== 1n || k.d !== 1n || n.s < 0n || k.s < 0n || n.n > MAX_FACTORIAL) return undefined;
  if (k.n > n.n) return new Fraction(0);
  let product = 1n;
  for (let i = 1n; i <= k.n; i++) product = (product * (n.n - k.n + i)) / i;
  return new Fraction(product, 1n);
}

function tenTo(power: number): Fraction {
  const ten = 10n ** BigInt(Math.abs(power));
  return power < 0 ? new Fraction(1n, ten) : new Fraction(ten, 1n);
}

function digitsOf(value: Fraction): number {
  return Math.max(value.n.toString(16).length, value.d.toString(16).length);
}

function isSmall(value: Fraction): boolean {
  return digitsOf(value) <= MAX_DIGITS * 4;
}
