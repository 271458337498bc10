import { Complex } from 'complex.js';
import { args, freeSymbols, head, type MathJson, symbolName } from './mathJson.js';
import { holdsSeries } from './series.js';

/** Points on a circle. */
const POINTS = 32;
/** Radii of the circles that must tell the same: small beside the distance of what hinders, large beside rounding. */
const RADII = [0.06, 0.04] as const;
/** Turn of the points, so that none lies on the real axis, where many functions have their cuts. */
const TURN = 0.1;
/** Difference, relative to the values on a circle, from which on two circles tell different things. */
const SETTLED = 1e-11;
/** Most that values may stray from their mean on the inner circle, as a share of what they stray on the outer one. */
const SHRINKS = 0.8;

/** Highest order of a coefficient whose rounding stays small. */
type Order = 0 | 1 | 2;
const FACTORIALS = [1, 1, 2] as const;

type Values = ReadonlyMap<string, Complex>;
type Evaluate = (json: MathJson, values: Values) => Complex | undefined;
type ComplexFunction = (z: Complex) => Complex | undefined;

const NONE = new Complex(Number.NaN, 0);

/**
 * The value of `\\lim_{x\\to a} f(x)`, where f is analytic around a: the mean of its values on a circle, as Cauchy's integral
 * formula has it. Towards infinity f is one of 1/x. Not a number where f is not analytic, as at a pole or along a cut.
 */
export function limit(json: MathJson, values: Values, evaluate: Evaluate): Complex {
  const [fn, towards] = args(json);
  const [term, variable, ...others] = fn === undefined ? [] : args(fn);
  const name = variable === undefined ? undefined : symbolName(variable);
  if (term === undefined || towards === undefined || name === undefined) return NONE;
  if (others.length > 0 || holdsSeries(term)) return NONE;
  const at = evaluate(towards, values);
  if (!at) return NONE;
  const of = (x: Complex): Complex | undefined => evaluate(term, new Map(values).set(name, x));
  if (Number.isFinite(at.re)) return settled(of, at, 0);
  return settled((t) => of(new Complex(1, 0).div(t)), new Complex(0, 0), 0);
}

/**
 * The value of `\\frac{d}{dx} f(x)`, or of the second derivative, where x has its value, for an f of x alone: another letter may
 * depend on x, too. Not a number where f is not analytic around that value.
 */
export function derivative(
  json: MathJson,
  values: Values,
  evaluate: Evaluate,
): Complex | undefined {
  const found = derivativeOf(json);
  const at = found && values.get(found.name);
  if (!at || freeSymbols(found.term).join() !== found.name || holdsSeries(found.term))
    return undefined;
  const of = (x: Complex): Complex | undefined =>
    evaluate(found.term, new Map(values).set(found.name, x));
  return settled(of, at, found.order).mul(FACTORIALS[found.order]);
}

/** Of which formula, by which variable and how often. */
function derivativeOf(json: MathJson): { term: MathJson; name: string; order: 1 | 2 } | undefined {
  const [term, variable, ...others] = args(json);
  const name = variable === undefined ? undefined : symbolName(variable);
  if (term === undefined || name === undefined || others.length > 0) return undefined;
  if (head(term) !== 'D') return { term, name, order: 1 };
  const inner = derivativeOf(term);
  return inner?.name === name && inner.order === 1 ? { ...inner, order: 2 } : undefined;
}

/** A coefficient of the series of powers around a centre; not a number where two circles do not tell the same. */
function settled(of: ComplexFunction, centre: Complex, order: Order): Complex {
  const [outer, inner] = RADII.map((radius) => onCircle(of, centre, radius, order));
  if (!outer || !inner) return NONE;
  const size = Math.max(outer.size, inner.size);
  if (outer.value.sub(inner.value).abs() > SETTLED * size) return NONE;
  // Around a pole the mean may be the same on all circles, but not what the values are.
  if (inner.strays > SHRINKS * outer.strays + SETTLED * inner.most) return NONE;
  const clear = (part: number): number => (Math.abs(part) < 1e-13 * size ? 0 : part);
  return new Complex(clear(inner.value.re), clear(inner.value.im));
}

/** What the values of a function on a circle tell. */
interface OnCircle {
  /** Coefficient of that order. */
  readonly value: Complex;
  /** The largest that the coefficient could be by the size of the values. */
  readonly size: number;
  /** The largest value. */
  readonly most: number;
  /** Most that a value is away from the mean of all. */
  readonly strays: number;
}

function onCircle(
  of: ComplexFunction,
  centre: Complex,
  radius: number,
  order: Order,
): OnCircle | undefined {
  const found: Complex[] = [];
  let [sum, all] = [new Complex(0, 0), new Complex(0, 0)];
  for (let point = 0; point < POINTS; point++) {
    const angle = TURN + (2 * Math.PI * point) / POINTS;
    const step = new Complex(Math.cos(angle), Math.sin(angle));
    const value = of(centre.add(step.mul(radius)));
    if (!value || !Number.isFinite(value.re) || !Number.isFinite(value.im)) return undefined;
    found.push(value);
    all = all.add(value);
    sum = sum.add(value.mul(new Complex(Math.cos(order * angle), -Math.sin(order * angle))));
  }
  const mean = all.div(POINTS);
  const most = Math.max(...found.map((each) => each.abs()));
  const unit = radius ** order;
  return {
    value: sum.div(POINTS * unit),
    size: most / unit,
    most,
    strays: Math.max(...found.map((each) => each.sub(mean).abs())),
  };
}
