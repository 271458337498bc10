import { Complex } from 'complex.js';
import { args, freeSymbols, type MathJson, symbolName } from './mathJson.js';
import { holdsSeries } from './series.js';

/** Step of the finest rule, in the variable that the interval is mapped to. */
const FINEST = 1 / 32;
/** Where the weights of the rule vanish in double precision. */
const REACH = 3.4;
/** Difference of the two finest rules, relative to the area, from which on the finest one is no better than a guess: its own error is about the square. */
const SETTLED = 1e-10;

/** Value of a formula, given those of its symbols. */
type Evaluate = (json: MathJson, values: ReadonlyMap<string, Complex>) => Complex | undefined;

/** Integrals that were worked out: a list of formulas is compared pair by pair. */
const known = new WeakMap<object, Complex>();
const NONE = new Complex(Number.NaN, 0);

/** The value of `\\int_a^b f(x)\\,dx` without any other symbol; not a number where it has none, or none that can be told. */
export function definiteIntegral(json: MathJson, evaluate: Evaluate): Complex {
  if (typeof json !== 'object') return NONE;
  const before = known.get(json);
  if (before) return before;
  const found = freeSymbols(json).length > 0 ? NONE : workedOut(args(json), evaluate);
  known.set(json, found);
  return found;
}

function workedOut([term, limits, ...others]: readonly MathJson[], evaluate: Evaluate): Complex {
  const [name, from, to] = limits === undefined ? [] : args(limits);
  const variable = name === undefined ? undefined : symbolName(name);
  if (term === undefined || variable === undefined || from === undefined || to === undefined)
    return NONE;
  if (others.length > 0 || [term, from, to].some(holdsSeries)) return NONE;
  const [low, high] = [from, to].map((bound) => evaluate(bound, new Map()));
  if (!low || !high || low.im !== 0 || high.im !== 0) return NONE;
  const at = (x: number): Complex | undefined =>
    evaluate(term, new Map([[variable, new Complex(x, 0)]]));
  const isProper = Number.isFinite(low.re) && Number.isFinite(high.re);
  const value = isProper ? integral(at, low.re, high.re) : improper(at, low.re, high.re);
  return new Complex(value ?? Number.NaN, 0);
}

/** Where the variable that an endless interval is mapped to ends: there the interval is at 1e33. */
const ENDLESS_REACH = 4.6;
/** Share of the area that is nothing but rounding. */
const ROUNDING = 1e-14;
/** Most that the last terms may be of the area: what is left out is about as much. */
const VANISHES = 1e-13;

/**
 * The integral of a real function up to infinity, or from there, by the rules that belong to {@link integral}'s.
 *
 * @returns The integral; undefined where the rule does not settle, as where there is none, or where the function swings for ever.
 */
function improper(
  f: (x: number) => Complex | undefined,
  low: number,
  high: number,
): number | undefined {
  if (low === high || Number.isNaN(low) || Number.isNaN(high)) return undefined;
  if (low > high) {
    const turned = improper(f, high, low);
    return turned === undefined ? undefined : -turned;
  }
  let [fine, coarse, area, ends] = [0, 0, 0, 0];
  const steps = Math.round(ENDLESS_REACH / FINEST);
  for (let step = -steps; step <= steps; step++) {
    const t = step * FINEST;
    const slope = (Math.PI / 2) * Math.sinh(t);
    const place = endless(low, high, slope);
    const value = f(place.x);
    if (!value || !Number.isFinite(value.re) || Math.abs(value.im) > 1e-12) return undefined;
    const term = value.re * place.width * (Math.PI / 2) * Math.cosh(t);
    fine += term;
    area += Math.abs(term);
    if (Math.abs(step) === steps) ends += Math.abs(term);
    if (step % 2 === 0) coarse += 2 * term;
  }
  const isSettled = Math.abs(fine - coarse) <= SETTLED * area && ends <= VANISHES * area;
  // Zero wherever it was looked at: it may have a peak between.
  if (!isSettled || area === 0) return undefined;
  return Math.abs(fine) > ROUNDING * area ? fine * FINEST : 0;
}

/** A place of an endless interval, and how fast it moves there. */
function endless(low: number, high: number, slope: number): { x: number; width: number } {
  if (high !== Number.POSITIVE_INFINITY)
    return { x: high - Math.exp(slope), width: Math.exp(slope) };
  if (low !== Number.NEGATIVE_INFINITY) return { x: low + Math.exp(slope), width: Math.exp(slope) };
  return { x: Math.sinh(slope), width: Math.cosh(slope) };
}

/**
 * The integral of a real function between two finite bounds by the tanh-sinh rule, which bears what is singular at a bound.
 *
 * @returns The integral, off by about 1e-12 of the area under the amount; undefined where the rule does not settle, as across a pole.
 * @see Takahasi and Mori, Double exponential formulas for numerical integration, 1974.
 */
function integral(
  f: (x: number) => Complex | undefined,
  low: number,
  high: number,
): number | undefined {
  const half = (high - low) / 2;
  let [fine, coarse, area] = [0, 0, 0];
  const steps = Math.round(REACH / FINEST);
  for (let step = -steps; step <= steps; step++) {
    const t = step * FINEST;
    const slope = (Math.PI / 2) * Math.sinh(t);
    // The distance from the nearer bound, which keeps its digits where the place itself would round to the bound.
    const share = 1 / (1 + Math.exp(2 * Math.abs(slope)));
    const x = step < 0 ? low + 2 * half * share : high - 2 * half * share;
    if (x === low || x === high) continue;
    const value = f(x);
    if (!value || !Number.isFinite(value.re) || Math.abs(value.im) > 1e-12) return undefined;
    const term = (value.re * ((Math.PI / 2) * Math.cosh(t))) / Math.cosh(slope) ** 2;
    fine += term;
    area += Math.abs(term);
    if (step % 2 === 0) coarse += 2 * term;
  }
  const scale = FINEST * half;
  if (Math.abs(fine - coarse) > SETTLED * area) return undefined;
  return Math.abs(fine) > ROUNDING * area ? fine * scale : 0;
}
