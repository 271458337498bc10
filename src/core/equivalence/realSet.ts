import type { AnswerValue, Interval, Relation } from './answerValue.js';
import { closeNumbers, realNumber } from './expressions.js';
import { args, head, freeSymbols, type MathJson, symbolName } from './mathJson.js';
import { numericValue } from './numericValue.js';
import { Complex } from 'complex.js';

/** Stretch of the real line; a point where both bounds are the same. */
interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** Real numbers as stretches in ascending order that do not touch. */
export interface RealSet {
  readonly stretches: readonly Stretch[];
  /** Name of the unknown that the numbers are values of; absent for a bare set. */
  readonly of?: string;
}

const ALL: Stretch = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lowOpen: true,
  highOpen: true,
};

/** The real numbers that a set, an interval or an inequality stands for; undefined where it is none of one unknown. */
export function realSet(value: AnswerValue): RealSet | undefined {
  switch (value.kind) {
    case 'interval':
      return fromInterval(value);
    case 'tuple':
      return fromTuple(value.items);
    case 'set':
      return fromPoints(value.items);
    case 'expression':
      return value.json === 'RealNumbers' ? { stretches: [ALL] } : undefined;
    case 'relation':
      return value.sign === '=' ? undefined : fromInequality(value);
    case 'member': {
      const set = realSet(value.set);
      const name = symbolName(value.of);
      return set && name !== undefined ? { ...set, of: name } : undefined;
    }
    case 'union':
    case 'intersection':
    case 'difference':
      return combine(value.kind, value.items);
    case 'cases':
    case 'list':
    case 'matrix':
    case 'option':
    case 'ratio':
    case 'text':
      return undefined;
  }
}

/** Whether two sets hold the same numbers, of the same unknown where both name one. */
export function sameRealSet(a: RealSet, b: RealSet): boolean {
  if (a.of !== undefined && b.of !== undefined && a.of !== b.of) return false;
  return (
    a.stretches.length === b.stretches.length &&
    a.stretches.every((left, at) => {
      const right = b.stretches[at];
      return (
        left.lowOpen === right?.lowOpen &&
        left.highOpen === right.highOpen &&
        closeNumbers(left.low, right.low) &&
        closeNumbers(left.high, right.high)
      );
    })
  );
}

function fromInterval(interval: Interval): RealSet | undefined {
  const low = realNumber(interval.low);
  const high = realNumber(interval.high);
  if (low === undefined || high === undefined) return undefined;
  const of = interval.of === undefined ? undefined : symbolName(interval.of);
  const stretch = {
    low,
    high,
    lowOpen: interval.lowOpen || !Number.isFinite(low),
    highOpen: interval.highOpen || !Number.isFinite(high),
  };
  return { stretches: unite([stretch]), ...(of !== undefined && { of }) };
}

function fromTuple(items: readonly AnswerValue[]): RealSet | undefined {
  const [low, high] = items;
  if (items.length !== 2 || low?.kind !== 'expression' || high?.kind !== 'expression') {
    return undefined;
  }
  return fromInterval({
    kind: 'interval',
    low: low.json,
    high: high.json,
    lowOpen: true,
    highOpen: true,
  });
}

function fromPoints(items: readonly AnswerValue[]): RealSet | undefined {
  const points: Stretch[] = [];
  for (const item of items) {
    const point = item.kind === 'expression' ? realNumber(item.json) : undefined;
    if (point === undefined || !Number.isFinite(point)) return undefined;
    points.push({ low: point, high: point, lowOpen: false, highOpen: false });
  }
  return { stretches: unite(points) };
}

/** An inequality that is linear in its one unknown, or in the amount of something linear. */
function fromInequality(relation: Relation): RealSet | undefined {
  const { sign, left, right } = relation;
  if (right.kind !== 'expression') return undefined;
  const amount = fromAmount(relation, right.json);
  if (amount) return amount;
  const difference: MathJson = ['Subtract', left, right.json];
  const [name, ...others] = freeSymbols(difference);
  if (name === undefined || others.length > 0) return undefined;
  const at = (x: number): number | undefined => {
    const value = numericValue(difference, new Map([[name, new Complex(x, 0)]]));
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
  const root = realNumberRoot(left, right.json) ?? -zero / slope;
  const open = sign !== '≤';
  const below = { ...ALL, high: root, highOpen: open };
  const above = { ...ALL, low: root, lowOpen: open };
  if (sign === '≠') return { stretches: [below, above], of: name };
  return { stretches: [slope > 0 ? below : above], of: name };
}

/** `|u| < c` is `-c < u < c`; `c < |u|` is what is left. */
function fromAmount({ sign, left, right }: Relation, rightJson: MathJson): RealSet | undefined {
  const inside = head(left) === 'Abs';
  const [linear] = args(inside ? left : rightJson);
  const limit = inside ? rightJson : left;
  if ((!inside && head(rightJson) !== 'Abs') || linear === undefined || sign === '=')
    return undefined;
  const value = realNumber(limit);
  if (value === undefined || value < 0) return undefined;
  const negative: MathJson = ['Negate', limit];
  if (inside && sign !== '≠') {
    return combine('intersection', [
      { kind: 'relation', sign, left: linear, right },
      { kind: 'relation', sign, left: negative, right: { kind: 'expression', json: linear } },
    ]);
  }
  if (sign === '≠') return undefined;
  return combine('union', [
    { kind: 'relation', sign, left: limit, right: { kind: 'expression', json: linear } },
    { kind: 'relation', sign, left: linear, right: { kind: 'expression', json: negative } },
  ]);
}

/** The other side of an inequality whose one side is the unknown alone: exact where a quotient would round. */
function realNumberRoot(left: MathJson, right: MathJson): number | undefined {
  if (symbolName(left) !== undefined) return realNumber(right);
  return symbolName(right) !== undefined ? realNumber(left) : undefined;
}

function combine(
  kind: 'union' | 'intersection' | 'difference',
  items: readonly AnswerValue[],
): RealSet | undefined {
  const sets: RealSet[] = [];
  for (const item of items) {
    const set = realSet(item);
    if (!set) return undefined;
    sets.push(set);
  }
  const names = new Set(sets.flatMap(({ of }) => of ?? []));
  const [first, ...others] = sets;
  if (!first || names.size > 1) return undefined;
  const [name] = names;
  const stretches =
    kind === 'union'
      ? unite(sets.flatMap((set) => set.stretches))
      : others.reduce<readonly Stretch[]>(
          (left, { stretches: right }) =>
            intersect(left, kind === 'difference' ? complement(right) : right),
          first.stretches,
        );
  return { stretches, ...(name !== undefined && { of: name }) };
}

/** Joins stretches that overlap or touch, and drops empty ones. */
function unite(stretches: readonly Stretch[]): Stretch[] {
  const sorted = stretches
    .filter(
      ({ low, high, lowOpen, highOpen }) => low < high || (low === high && !lowOpen && !highOpen),
    )
    .sort((a, b) => a.low - b.low || Number(a.lowOpen) - Number(b.lowOpen));
  const joined: Stretch[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    const touches =
      last &&
      (next.low < last.high || (next.low === last.high && !(next.lowOpen && last.highOpen)));
    if (!touches) {
      joined.push(next);
      continue;
    }
    const longer = next.high > last.high || (next.high === last.high && !next.highOpen);
    joined[joined.length - 1] = longer
      ? { ...last, high: next.high, highOpen: next.highOpen }
      : last;
  }
  return joined;
}

function intersect(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  return unite(a.flatMap((left) => b.map((right) => overlap(left, right))));
}

function overlap(a: Stretch, b: Stretch): Stretch {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  const isOpen = (side: 'low' | 'high', at: number): boolean =>
    [a, b].some((each) => each[side] === at && (side === 'low' ? each.lowOpen : each.highOpen));
  return { low, high, lowOpen: isOpen('low', low), highOpen: isOpen('high', high) };
}

function complement(stretches: readonly Stretch[]): Stretch[] {
  const gaps: Stretch[] = [];
  let { low, lowOpen } = ALL;
  for (const each of stretches) {
    gaps.push({ low, lowOpen, high: each.low, highOpen: !each.lowOpen });
    ({ high: low } = each);
    lowOpen = !each.highOpen;
  }
  gaps.push({ ...ALL, low, lowOpen });
  return unite(gaps);
}
