import type { AnswerValue, Interval, Relation } from './answerValue.js';
import { closeNumbers, realNumber } from './expressions.js';
import { solutions } from './inequality.js';
import { args, head, type MathJson, symbolName } from './mathJson.js';
import { ALL, complement, intersect, type Stretch, unite } from './stretches.js';

/** Real numbers as stretches in ascending order that do not touch. */
export interface RealSet {
  readonly stretches: readonly Stretch[];
  /** Name of the unknown that the numbers are values of; absent for a bare set. */
  readonly of?: string;
}

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

/** Inequalities that were solved: a list of them is compared pair by pair. */
const solved = new WeakMap<Relation, RealSet | 'none'>();

/** An inequality of one unknown: in the amount of something, or in a polynomial or a quotient of two. */
function fromInequality(relation: Relation): RealSet | undefined {
  const { sign, left, right } = relation;
  if (right.kind !== 'expression' || sign === '=') return undefined;
  const before = solved.get(relation);
  if (before) return before === 'none' ? undefined : before;
  const found = fromAmount(relation, right.json) ?? solutions(sign, left, right.json);
  solved.set(relation, found ?? 'none');
  return found;
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
