import type { AnswerValue } from './answerValue.js';
import { symbolName } from './mathJson.js';
import { realSet } from './realSet.js';

/** `x < 1 or x > 3` is a union; `x = 1 or x = 2` is a list. */
export function either(list: AnswerValue | undefined): AnswerValue | undefined {
  if (list?.kind !== 'list' || !list.items.some(isRange)) return list;
  const items = list.items.map((item): AnswerValue =>
    item.kind === 'relation' && item.sign === '='
      ? { kind: 'member', of: item.left, set: { kind: 'set', items: [item.right] } }
      : item,
  );
  return items.every(isRange) ? { kind: 'union', items } : list;
}

/** `x > 1 and x < 3` is what both hold for; where nothing is, as in `x < 1 and x > 3`, one of them was meant. */
export function both(list: AnswerValue | undefined): AnswerValue | undefined {
  if (list?.kind !== 'list' || !list.items.every(isRange)) return list;
  const intersection: AnswerValue = { kind: 'intersection', items: list.items };
  const isEmpty = realSet(intersection)?.stretches.length === 0;
  return isEmpty ? { kind: 'union', items: list.items } : intersection;
}

/** Inequalities side by side are conditions; `x \ne 1, 2` is two of them; `k \in \mathbb{Z}` only tells what an index is. */
export function sideBySide(list: AnswerValue | undefined): AnswerValue | undefined {
  if (list?.kind !== 'list') return list;
  const items = list.items.filter((item) => !isWholeIndex(item, list.items));
  const [first, ...others] = items;
  if (first === undefined) return list;
  if (others.length === 0) return first;
  if (first.kind === 'relation' && first.sign === '≠') {
    const conditions = items.map((item): AnswerValue =>
      item.kind === 'expression' ? { ...first, right: item } : item,
    );
    if (conditions.every(isRange)) return { kind: 'intersection', items: conditions };
  }
  return items.every(isCondition) ? both({ kind: 'list', items }) : { kind: 'list', items };
}

/** A range that names what lies in it. */
function isCondition(item: AnswerValue): boolean {
  if (item.kind === 'relation') return item.sign !== '=';
  return item.kind === 'interval' ? item.of !== undefined : item.kind === 'member';
}

/** An unknown that lies in a range is no index: `1 < x < 4, x \in \mathbb{Z}` are two whole numbers. */
function isWholeIndex(item: AnswerValue, items: readonly AnswerValue[]): boolean {
  if (item.kind !== 'member' || item.set.kind !== 'expression') return false;
  const name = symbolName(item.of);
  return (
    item.set.json === 'Integers' &&
    items.some((other) => other.kind !== 'member') &&
    !items.some((other) => bounds(other, name))
  );
}

/** Whether a condition bounds this unknown. */
function bounds(item: AnswerValue, name: string | undefined): boolean {
  if (item.kind === 'interval') return item.of !== undefined && symbolName(item.of) === name;
  if (item.kind !== 'relation' || item.sign === '=') return false;
  const { left, right } = item;
  return [left, right.kind === 'expression' ? right.json : left].some(
    (side) => symbolName(side) === name,
  );
}

function isRange(value: AnswerValue): boolean {
  return (
    value.kind === 'interval' ||
    value.kind === 'member' ||
    value.kind === 'union' ||
    (value.kind === 'relation' && value.sign !== '=')
  );
}
