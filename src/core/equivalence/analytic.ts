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

/** Distances of the centres that a function is continued from to a place beside it. */
const CENTRES = [0.12, 0.09] as const;
/** Radius of the circles around these, as a share of the distance. */
const SHARE = 0.8;
/** Most terms of the series around these: every one brings more of the rounding. */
const TERMS = 24;
/** Share of the values that a term may be for the next ones to be left out. */
const VANISHED = 1e-14;

/** Highest order of a coefficient whose rounding stays small. */
type Order = 0 | 1 | 2;
const FACTORIALS = [1, 1, 2] as const;

type Values = ReadonlyMap<string, Complex>;
type Evaluate = (json: MathJson, values: Values) => Complex | undefined;
type ComplexFunction = (z: Complex) => Complex | undefined;

const NONE = new Complex(Number.NaN, 0);

/**
 * The value of `\\lim_{x\\to a} f(x)`, where f is analytic around a: the mean of its values on a circle, as Cauchy's integral
 * formula has it; or where f is analytic on the side that x comes from, and goes on so at a. Towards infinity f is one of 1/x. Not a
 * number where f is neither, as at a pole.
 */
export function limit(json: MathJson, values: Values, evaluate: Evaluate): Complex {
  const [fn, towards, direction] = args(json);
  const [term, variable, ...others] = fn === undefined ? [] : args(fn);
  const name = variable === undefined ? undefined : symbolName(variable);
  if (term === undefined || towards === undefined || name === undefined) return NONE;
  if (others.length > 0 || holdsSeries(term)) return NONE;
  const at = evaluate(towards, values);
  if (!at) return NONE;
  const of = (x: Complex): Complex | undefined => evaluate(term, new Map(values).set(name, x));
  if (Number.isFinite(at.re)) {
    const side = direction === undefined ? undefined : evaluate(direction, values)?.re;
    return towardsPlace(of, at, side);
  }
  const ofInverse = (t: Complex): Complex | undefined => of(new Complex(1, 0).div(t));
  return towardsPlace(ofInverse, new Complex(0, 0), Math.sign(at.re));
}

/** @param side 1 or -1, where x comes from above or below. */
function towardsPlace(of: ComplexFunction, at: Complex, side: number | undefined): Complex {
  const around = settled(of, at, 0);
  return Number.isNaN(around.re) && side !== undefined ? continued(of, at, side) : around;
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
  return cleared(inner.value, size);
}

/** The value at a place of the series of powers around two centres beside it; not a number where these do not tell the same. */
function continued(of: ComplexFunction, at: Complex, side: number): Complex {
  const [far, near] = CENTRES.map((distance) => seriesAt(of, at, side * distance));
  if (!far || !near) return NONE;
  const size = Math.max(far.size, near.size);
  if (far.value.sub(near.value).abs() > SETTLED * size) return NONE;
  return cleared(far.value, size);
}

/** The series around a centre, worked out at the place that it is so far away from; undefined where its terms do not vanish. */
function seriesAt(
  of: ComplexFunction,
  at: Complex,
  distance: number,
): { value: Complex; size: number } | undefined {
  const found = valuesOnCircle(of, at.add(distance), SHARE * Math.abs(distance));
  if (!found) return undefined;
  const size = Math.max(...found.map((each) => each.abs()));
  let value = new Complex(0, 0);
  // An even or odd function has every other term alone.
  let [before, last] = [size, size];
  for (let order = 0; order < TERMS && before + last > VANISHED * size; order++) {
    const term = coefficient(found, order).mul((-Math.sign(distance) / SHARE) ** order);
    value = value.add(term);
    [before, last] = [last, term.abs()];
  }
  return before + last <= SETTLED * size ? { value, size } : undefined;
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
  const found = valuesOnCircle(of, centre, radius);
  if (!found) return undefined;
  const mean = coefficient(found, 0);
  const most = Math.max(...found.map((each) => each.abs()));
  const unit = radius ** order;
  return {
    value: coefficient(found, order).div(unit),
    size: most / unit,
    most,
    strays: Math.max(...found.map((each) => each.sub(mean).abs())),
  };
}

function valuesOnCircle(
  of: ComplexFunction,
  centre: Complex,
  radius: number,
): Complex[] | undefined {
  const found: Complex[] = [];
  for (let point = 0; point < POINTS; point++) {
    const step = new Complex({ abs: radius, arg: angleOf(point) });
    const value = of(centre.add(step));
    if (!value || !Number.isFinite(value.re) || !Number.isFinite(value.im)) return undefined;
    found.push(value);
  }
  return found;
}

/** The coefficient of that order, times the radius to the power of the order, by Cauchy's integral formula. */
function coefficient(found: readonly Complex[], order: number): Complex {
  const turned = found.map((value, point) =>
    value.mul(new Complex({ abs: 1, arg: -order * angleOf(point) })),
  );
  return turned.reduce((sum, each) => sum.add(each)).div(POINTS);
}

function angleOf(point: number): number {
  return TURN + (2 * Math.PI * point) / POINTS;
}

/** Zero in place of a part that is nothing but rounding. */
function cleared({ re, im }: Complex, size: number): Complex {
  const clear = (part: number): number => (Math.abs(part) < 1e-13 * size ? 0 : part);
  return new Complex(clear(re), clear(im));
}
