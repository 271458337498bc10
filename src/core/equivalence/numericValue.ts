import { Complex } from 'complex.js';
import { derivative, limit } from './analytic.js';
import { exactNumber, isMixedNumber } from './exactValue.js';
import { callValue, isCallAt } from './functionCall.js';
import { args, head, type MathJson, numberText, symbolName } from './mathJson.js';
import { definiteIntegral } from './quadrature.js';
import { indices, infiniteSum, type Series, seriesOf } from './series.js';

/** Values of symbols. */
export type NumericValues = ReadonlyMap<string, Complex>;

const CONSTANT_VALUES: ReadonlyMap<string, Complex> = new Map([
  ['Pi', new Complex(Math.PI, 0)],
  ['e', new Complex(Math.E, 0)],
  ['ExponentialE', new Complex(Math.E, 0)],
  ['i', new Complex(0, 1)],
  ['ImaginaryUnit', new Complex(0, 1)],
  ['GoldenRatio', new Complex((1 + Math.sqrt(5)) / 2, 0)],
  ['PositiveInfinity', new Complex(Number.POSITIVE_INFINITY, 0)],
  ['NegativeInfinity', new Complex(Number.NEGATIVE_INFINITY, 0)],
]);

/** The principal value of a formula in double precision; undefined where it holds what has no numeric value here. */
export function numericValue(
  json: MathJson,
  values: NumericValues = new Map(),
): Complex | undefined {
  const digits = numberText(json);
  if (digits !== undefined) {
    const exact = exactNumber(digits);
    return new Complex(exact ? exact.valueOf() : Number(digits), 0);
  }
  const symbol = symbolName(json);
  if (symbol !== undefined) return values.get(symbol) ?? CONSTANT_VALUES.get(symbol);
  const name = head(json);
  if (name === undefined) return undefined;
  const series = seriesOf(json);
  if (series) return numericSeries(series, values);
  if (name === 'Integrate') return definiteIntegral(json, numericValue);
  if (name === 'Limit') return limit(json, values, numericValue);
  if (name === 'D') return derivative(json, values, numericValue);
  const sources = args(json);
  // A bar over digits alone says nothing that can be relied on.
  if (name === 'Conjugate' && sources.some((each) => numberText(each) !== undefined))
    return undefined;
  const inverse = inverseFunction(name, sources);
  if (inverse) return numericValue(inverse, values);
  const parts: Complex[] = [];
  for (const arg of sources) {
    const part = numericValue(arg, values);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return apply(name, parts, sources);
}

function numericSeries(series: Series, values: NumericValues): Complex | undefined {
  const [low, high] = [series.low, series.high].map((bound) => numericValue(bound, values));
  if (!low || !high) return undefined;
  const termAt = (index: number): Complex | undefined => {
    const inside = new Map(values).set(series.index, new Complex(index, 0));
    return series.inner ? numericSeries(series.inner, inside) : numericValue(series.term, inside);
  };
  if (series.kind === 'Sum' && high.re === Number.POSITIVE_INFINITY && !series.inner)
    return infiniteSum(termAt, low.re) ?? new Complex(Number.NaN, 0);
  const at = low.im === 0 && high.im === 0 ? indices(low.re, high.re, series.most) : undefined;
  if (!at) return new Complex(Number.NaN, 0);
  const isSum = series.kind === 'Sum';
  let result = new Complex(isSum ? 0 : 1, 0);
  for (const index of at) {
    const term = termAt(index);
    if (!term) return undefined;
    result = isSum ? result.add(term) : result.mul(term);
  }
  return result;
}

const INVERSES: Readonly<Record<string, string>> = {
  Sin: 'Arcsin',
  Cos: 'Arccos',
  Tan: 'Arctan',
  Cot: 'Arccot',
};

/** `\sin^{-1} x` is the inverse function, not the reciprocal. */
function inverseFunction(name: string, sources: readonly MathJson[]): MathJson | undefined {
  const [base, exponent] = sources;
  if (name !== 'Power' || base === undefined || exponent === undefined) return undefined;
  const inverse = INVERSES[head(base) ?? ''];
  const isMinusOne =
    numberText(exponent) === '-1' ||
    (head(exponent) === 'Negate' && args(exponent).map(numberText)[0] === '1');
  return inverse !== undefined && isMinusOne ? [inverse, ...args(base)] : undefined;
}

const TRIGONOMETRIC: ReadonlySet<string> = new Set(['Sin', 'Cos', 'Tan', 'Cot', 'Sec', 'Csc']);

type Unary = (x: Complex) => Complex;

const UNARY: Readonly<Record<string, Unary>> = {
  Negate: (x) => x.neg(),
  Sqrt: (x) => x.sqrt(),
  Abs: (x) => new Complex(x.abs(), 0),
  Exp: (x) => x.exp(),
  Ln: (x) => x.log(),
  Lb: (x) => x.log().div(Math.LN2),
  Lg: (x) => x.log().div(Math.LN10),
  Sin: (x) => x.sin(),
  Cos: (x) => x.cos(),
  Tan: (x) => x.tan(),
  Cot: (x) => x.cot(),
  Sec: (x) => x.sec(),
  Csc: (x) => x.csc(),
  Arcsin: (x) => x.asin(),
  Arccos: (x) => x.acos(),
  Arctan: (x) => x.atan(),
  Arccot: (x) => x.acot(),
  Sinh: (x) => x.sinh(),
  Cosh: (x) => x.cosh(),
  Tanh: (x) => x.tanh(),
  Degrees: (x) => x.mul(Math.PI / 180),
  Floor: (x) => real(x, Math.floor),
  Ceil: (x) => real(x, Math.ceil),
  Factorial: (x) => real(x, factorial),
  Factorial2: (x) => real(x, doubleFactorial),
  Conjugate: (x) => x.conjugate(),
  Delimiter: (x) => x,
  Sequence: (x) => x,
};

function apply(
  name: string,
  parts: readonly Complex[],
  sources: readonly MathJson[],
): Complex | undefined {
  const [a, b] = parts;
  if (a === undefined) return undefined;
  const unary = UNARY[name];
  // What double precision leaves of a zero, such as that of \sin\pi, must not be divided by.
  if (unary) {
    if (parts.length !== 1) return undefined;
    return TRIGONOMETRIC.has(name) ? cleared(unary(a), 1) : unary(a);
  }
  switch (name) {
    case 'Add':
      return parts.reduce((sum, each) => cleared(sum.add(each), Math.max(sum.abs(), each.abs())));
    case 'Subtract':
      return b && cleared(a.sub(b), Math.max(a.abs(), b.abs()));
    case 'InvisibleOperator':
      return factors(withCalls(parts, sources), sources).reduce((product, each) =>
        product.mul(each),
      );
    case 'Multiply':
      return parts.reduce((product, each) => product.mul(each));
    case 'Divide':
    case 'Rational':
    case 'Colon':
      return b && a.div(b);
    case 'Power':
      return b && a.pow(b);
    case 'Root':
      return b && root(a, b);
    case 'Log':
      return a.log().div(b ? b.log() : new Complex(Math.LN10, 0));
    case 'Binomial':
      return b && real(a, (n) => binomial(n, b.re));
    case 'Mod':
      return b && real(a, (x) => x - b.re * Math.floor(x / b.re));
    case 'Max':
      return new Complex(Math.max(...parts.map(({ re }) => re)), 0);
    case 'Min':
      return new Complex(Math.min(...parts.map(({ re }) => re)), 0);
    case 'BaseForm':
      return a;
    default:
      return undefined;
  }
}

/** Zero in place of a part that is nothing but rounding beside values of a size. */
function cleared(value: Complex, size: number): Complex {
  const least = 1e-14 * size;
  if (Math.abs(value.re) >= least && Math.abs(value.im) >= least) return value;
  const clear = (part: number): number => (Math.abs(part) < least ? 0 : part);
  return new Complex(clear(value.re), clear(value.im));
}

/** The factors with one value in place of a function and its argument. */
function withCalls(parts: readonly Complex[], sources: readonly MathJson[]): Complex[] {
  return parts.flatMap((part, at) => {
    if (at > 0 && isCallAt(sources, at - 1)) return [];
    const argument = parts[at + 1];
    return argument && isCallAt(sources, at) ? callValue(part, argument) : part;
  });
}

/** The factors that stand side by side, the parts of a mixed number added. */
function factors(parts: readonly Complex[], sources: readonly MathJson[]): readonly Complex[] {
  const [a, b, ...others] = parts;
  if (!a || !b || !isMixedNumber(sources)) return parts;
  return [a.re < 0 ? a.sub(b) : a.add(b), ...others];
}

/** An odd root of a negative number is real, as school books have it. */
function root(value: Complex, degree: Complex): Complex {
  const isOdd = degree.im === 0 && Math.abs(degree.re % 2) === 1;
  if (isOdd && value.im === 0 && value.re < 0)
    return new Complex(-((-value.re) ** (1 / degree.re)), 0);
  return value.pow(new Complex(1, 0).div(degree));
}

function real(x: Complex, fn: (value: number) => number): Complex {
  return new Complex(x.im === 0 ? fn(x.re) : Number.NaN, 0);
}

function factorial(n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 170) return Number.NaN;
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

function doubleFactorial(n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > 300) return Number.NaN;
  let product = 1;
  for (let i = n; i > 1; i -= 2) product *= i;
  return product;
}

function binomial(n: number, k: number): number {
  if (!Number.isInteger(k) || k < 0 || k > 1000) return Number.NaN;
  let product = 1;
  for (let i = 1; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}
