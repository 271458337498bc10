import { Fraction } from 'fraction.js';
import { divided, type Polynomial, signAt, sturmChain } from './polynomial.js';

/** Bits of a root that are worked out: a few more than double precision has. */
const BITS = 58n;
/** Most halvings: a root that is smaller than this tells is zero. */
const MAX_HALVINGS = 400;

/** Whole coefficients, that of the constant first. */
type Whole = readonly bigint[];

/** Places between two multiples of 2^-halvings, the upper one included. */
interface Range {
  readonly low: bigint;
  readonly high: bigint;
  readonly halvings: number;
}

/** The real roots of a polynomial that is not zero, in ascending order and each of them once; rational ones as exact as double precision allows. */
export function realRoots(of: Polynomial): number[] {
  if (of.length < 2) return [];
  const common = sturmChain(of).at(-1) ?? [];
  const simple = common.length > 1 ? divided(of, common).quotient : of;
  const chain = sturmChain(simple).map(whole);
  const own = whole(simple);
  return isolated(chain, rangeOf(own)).map((range) => rounded(simple, closedIn(own, range)));
}

/** The polynomial times a positive number that makes its coefficients whole. */
function whole(of: Polynomial): Whole {
  const bottom = of.reduce((least, { d }) => (least * d) / gcd(least, d), 1n);
  const all = of.map(({ s, n, d }) => (s * n * bottom) / d);
  const common = all.reduce((most, each) => gcd(most, each), 0n);
  return common > 1n ? all.map((each) => each / common) : all;
}

function gcd(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (smaller > 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** A power of two on either side beyond all roots. */
function rangeOf(of: Whole): Range {
  const bits = Math.max(...of.map((each) => each.toString(2).length)) + 1;
  const end = 1n << BigInt(bits);
  return { low: -end, high: end, halvings: 0 };
}

/** Sign of the value at a multiple of 2^-halvings. */
function sign(of: Whole, place: bigint, halvings: number): number {
  const unit = BigInt(halvings);
  let [sum, scale] = [0n, 0n];
  for (const each of of.toReversed()) {
    sum = sum * place + (each << scale);
    scale += unit;
  }
  return sum === 0n ? 0 : sum < 0n ? -1 : 1;
}

function changes(chain: readonly Whole[], place: bigint, halvings: number): number {
  const signs = chain.map((each) => sign(each, place, halvings)).filter((each) => each !== 0);
  return signs.filter((each, at) => at > 0 && each !== signs[at - 1]).length;
}

function halved({ low, high, halvings }: Range): { lower: Range; upper: Range } {
  const middle = low + high;
  const next = halvings + 1;
  return {
    lower: { low: low * 2n, high: middle, halvings: next },
    upper: { low: middle, high: high * 2n, halvings: next },
  };
}

/** Ranges in ascending order with one root in each, by Sturm's theorem. */
function isolated(chain: readonly Whole[], all: Range): Range[] {
  const found: Range[] = [];
  const count = (place: bigint, { halvings }: Range): number => changes(chain, place, halvings);
  const open = [{ range: all, atLow: count(all.low, all), atHigh: count(all.high, all) }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { range, atLow, atHigh } = next;
    if (atLow - atHigh === 1) found.push(range);
    if (atLow - atHigh < 2 || range.halvings > MAX_HALVINGS) continue;
    const { lower, upper } = halved(range);
    const atMiddle = count(upper.low, upper);
    open.push({ range: upper, atLow: atMiddle, atHigh });
    open.push({ range: lower, atLow, atHigh: atMiddle });
  }
  return found;
}

function closedIn(of: Whole, range: Range): Range {
  const atHigh = sign(of, range.high, range.halvings);
  if (atHigh === 0) return { ...range, low: range.high };
  let next = range;
  while (next.halvings < MAX_HALVINGS) {
    const { low, high } = next;
    const size = low < 0n ? -low : high;
    if ((high - low) << BITS <= size) break;
    const { lower, upper } = halved(next);
    const at = sign(of, upper.low, upper.halvings);
    if (at === 0) return { ...upper, high: upper.low };
    next = at === atHigh ? lower : upper;
  }
  return next;
}

function rounded(of: Polynomial, { low, high, halvings }: Range): number {
  const near = Number(low + high) / 2 ** (halvings + 1);
  if (low === high || near === 0) return near;
  const simple = new Fraction(near).simplify(1e-9);
  const isNear = Math.abs(simple.valueOf() - near) < 1e-12 * Math.abs(near);
  return isNear && signAt(of, simple) === 0 ? simple.valueOf() : near;
}
