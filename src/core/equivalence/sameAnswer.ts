import type { AnswerValue, Case, Relation } from './answerValue.js';
import { sameZeros } from './clearedEquation.js';
import { closeNumbers, constantQuotient, realNumber, sameExpression } from './expressions.js';
import { args, freeSymbols, head, type MathJson, stringText, symbolName } from './mathJson.js';
import { realSet, sameRealSet } from './realSet.js';
import { readAnswer, readAsList } from './readAnswer.js';
import { unwrap } from './cleanLatex.js';
import { sameQuantity } from './sameQuantity.js';
import { splitTopLevel } from './splitTopLevel.js';
import { withOneIndex } from './wholeIndex.js';
import { numberWord } from './wordedAnswer.js';

/** Longest answer that is read as mathematics, in characters. */
const MAX_LENGTH = 2000;
/** Most sums, products, integrals, limits and derivatives of an answer that is read as mathematics: each takes many values. */
const MAX_SERIES = 8;
/** Most values of a list or set whose pairs are tried. */
const MAX_ITEMS = 64;

/**
 * Whether two answers say the same: numbers, formulas, equations, inequalities, intervals, sets, tuples, matrices and words, in
 * LaTeX or plain text. A unit, or the name of the unknown, may be missing on one side; where both name one, they must agree.
 * In doubt the answers are different.
 */
export function sameAnswer(a: string, b: string): boolean {
  if (a.replaceAll(/\s+/g, '') === b.replaceAll(/\s+/g, '')) return true;
  if ([a, b].some((each) => each.length > MAX_LENGTH || seriesIn(each) > MAX_SERIES)) return false;
  const left = readAnswer(a);
  const right = readAnswer(b);
  if (namesApart(left, right)) return false;
  if (sameValue(left, right)) return true;
  // What stands before ≈ is the answer as well, and an exact one.
  const [leftExact, rightExact] = [exactPart(a), exactPart(b)];
  if (leftExact !== undefined && sameValue(leftExact, right)) return true;
  if (rightExact !== undefined && sameValue(left, rightExact)) return true;
  const oneIndex = withOneIndex(a, b);
  if (oneIndex && sameValue(readAnswer(oneIndex[0]), readAnswer(oneIndex[1]))) return true;
  // Digits in groups of three may be a list after all, as the other side tells.
  const leftList = right.kind === 'expression' ? undefined : readAsList(a);
  const rightList = left.kind === 'expression' ? undefined : readAsList(b);
  return (
    (leftList !== undefined && sameValue(leftList, right)) ||
    (rightList !== undefined && sameValue(left, rightList))
  );
}

function seriesIn(answer: string): number {
  return answer.match(/\\(?:sum|prod|int|lim)(?![A-Za-z])|\\frac\s*\{\s*d/g)?.length ?? 0;
}

function exactPart(answer: string): AnswerValue | undefined {
  const [exact, ...others] = splitTopLevel(unwrap(answer), /\\approx(?![A-Za-z])|≈/);
  return exact === undefined || others.length !== 1 ? undefined : readAnswer(exact);
}

/** `a_1 = 2` and `a_2 = 2`: only among several solutions may an index be any. */
function namesApart(a: AnswerValue, b: AnswerValue): boolean {
  if (a.kind !== 'relation' || b.kind !== 'relation' || a.sign !== '=' || b.sign !== '=')
    return false;
  const [nameA, nameB] = [symbolName(a.left), symbolName(b.left)];
  return nameA !== nameB && assignedName(a) === assignedName(b) && nameA !== undefined;
}

/** Whether two answers that were read say the same. */
function sameValue(a: AnswerValue, b: AnswerValue): boolean {
  if (a.kind === 'option' || b.kind === 'option') return sameOption(a, b);
  if (a.kind === 'text' || b.kind === 'text') return words(a) === words(b) && words(a) !== '';
  const points = samePoint(a, b);
  if (points !== undefined) return points;
  const members = sameMembers(a, b) ?? sameMembers(b, a);
  if (members !== undefined) return members;
  const assigned = sameAssignment(a, b);
  if (assigned !== undefined) return assigned;
  if (isItems(a) && isItems(b) && (a.kind !== 'tuple' || b.kind !== 'tuple')) {
    return a.kind !== 'tuple' && b.kind !== 'tuple' && sameUnordered(a.items, b.items);
  }
  if (a.kind === 'list' && b.kind === 'union') return sameUnion(a.items, b);
  if (a.kind === 'union' && b.kind === 'list') return sameUnion(b.items, a);
  if (a.kind === 'list' || b.kind === 'list') return isOneValue(a, b) || isOneValue(b, a);
  if (a.kind === 'set' && b.kind === 'expression') return sameUnordered(a.items, [b]);
  if (a.kind === 'expression' && b.kind === 'set') return sameUnordered([a], b.items);
  if (a.kind === 'tuple' && b.kind === 'tuple') return sameOrdered(a.items, b.items);
  if (a.kind === 'matrix' && b.kind === 'matrix') return sameMatrix(a.rows, b.rows);
  if (a.kind === 'matrix' && b.kind === 'tuple') return sameVector(a.rows, b.items);
  if (a.kind === 'tuple' && b.kind === 'matrix') return sameVector(b.rows, a.items);
  if (a.kind === 'cases' && b.kind === 'cases') return sameCases(a.cases, b.cases);
  if (a.kind === 'ratio' && b.kind === 'ratio') return sameRatio(a.parts, b.parts);
  if (a.kind === 'expression' && b.kind === 'expression') return sameQuantity(a, b);
  const setA = realSet(a);
  const setB = realSet(b);
  if (setA && setB) return sameRealSet(setA, setB);
  if (a.kind === 'interval' && b.kind === 'interval') {
    return (
      a.lowOpen === b.lowOpen &&
      a.highOpen === b.highOpen &&
      sameOptional(a.of, b.of) &&
      sameExpression(a.low, b.low) &&
      sameExpression(a.high, b.high)
    );
  }
  if (a.kind === 'interval' && b.kind === 'tuple') return sameValue(b, a);
  if (a.kind === 'tuple' && b.kind === 'interval') {
    const [low, high] = a.items;
    return (
      b.lowOpen &&
      b.highOpen &&
      a.items.length === 2 &&
      low?.kind === 'expression' &&
      high?.kind === 'expression' &&
      sameExpression(low.json, b.low) &&
      sameExpression(high.json, b.high)
    );
  }
  if (a.kind === 'member' && b.kind === 'member') {
    return sameExpression(a.of, b.of) && sameValue(a.set, b.set);
  }
  if (a.kind === 'member') return sameValue(a.set, b);
  if (b.kind === 'member') return sameValue(a, b.set);
  if (isCombined(a) && isCombined(b)) return a.kind === b.kind && sameUnordered(a.items, b.items);
  return a.kind === 'relation' && b.kind === 'relation' && sameRelation(a, b);
}

/** An option is told by its letter, or by what it says. */
function sameOption(a: AnswerValue, b: AnswerValue): boolean {
  if (a.kind === 'option' && b.kind === 'option')
    return a.letter === b.letter && sameValue(a.content, b.content);
  const [option, other] = a.kind === 'option' ? [a, b] : [b, a];
  if (option.kind !== 'option') return false;
  return words(other) === option.letter.toLowerCase() || sameValue(option.content, other);
}

/** `x = 1, y = 2` against `(1, 2)` or `(x, y) = (1, 2)`; undefined where neither gives the parts of a point by name. */
function samePoint(a: AnswerValue, b: AnswerValue): boolean | undefined {
  const [partsA, partsB] = [namedParts(a), namedParts(b)];
  if (partsA && partsB) {
    // Two lists of solutions may name an unknown more than once.
    if (a.kind === b.kind) return undefined;
    return sameOrdered(partsA.items, partsB.items) && partsA.names === partsB.names;
  }
  if (partsA && a.kind === 'list' && b.kind === 'tuple') return sameOrdered(partsA.items, b.items);
  if (partsB && b.kind === 'list' && a.kind === 'tuple') return sameOrdered(partsB.items, a.items);
  return undefined;
}

/** The values that a list of equations, or one for a point, gives to unlike names, by their names. */
function namedParts(value: AnswerValue): { names: string; items: AnswerValue[] } | undefined {
  let parts: (readonly [string | undefined, AnswerValue])[] = [];
  if (value.kind === 'list') {
    parts = value.items.map((item) =>
      item.kind === 'relation' && item.sign === '='
        ? [symbolName(item.left), item.right]
        : [undefined, item],
    );
  } else if (value.kind === 'relation' && value.right.kind === 'tuple' && isPoint(value.left)) {
    const names = args(args(value.left)[0] ?? value.left).map(symbolName);
    if (names.length !== value.right.items.length) return undefined;
    parts = value.right.items.map((item, at) => [names[at], item]);
  }
  const sorted = parts.toSorted(([nameA = ''], [nameB = '']) => (nameA < nameB ? -1 : 1));
  const names = sorted.flatMap(([name]) => name ?? []);
  if (names.length < 2 || new Set(names).size !== parts.length) return undefined;
  return { names: names.join(' '), items: sorted.map(([, item]) => item) };
}

/** `x ∈ {1, 2}` against `x = 1` or `x = 2`, and against bare values; undefined where neither side is of that form. */
function sameMembers(a: AnswerValue, b: AnswerValue): boolean | undefined {
  if (a.kind !== 'member' || a.set.kind !== 'set' || b.kind !== 'list') return undefined;
  const name = symbolName(a.of);
  const isOfName = b.items.every((item) => [undefined, name].includes(assignedName(item)));
  return isOfName && sameUnordered(a.set.items, b.items);
}

/** `3/4 or 0.75` is one value, written twice. */
function isOneValue(list: AnswerValue, other: AnswerValue): boolean {
  const [only, ...others] = list.kind === 'list' ? distinct(list.items) : [];
  return only !== undefined && others.length === 0 && sameValue(only, other);
}

/** Intervals side by side are what is joined. */
function sameUnion(items: readonly AnswerValue[], union: AnswerValue): boolean {
  return (
    items.every(({ kind }) => kind === 'tuple' || kind === 'interval') &&
    sameValue({ kind: 'union', items }, union)
  );
}

/** The same values under the same conditions, in any order. */
function sameCases(a: readonly Case[], b: readonly Case[]): boolean {
  if (a.length !== b.length) return false;
  const rest = b.map((each) => ({ ...each, condition: conditionOf(each, b) }));
  return a.every((each) => {
    const condition = conditionOf(each, a);
    const at = rest.findIndex(
      (other) =>
        sameValue(each.value, other.value) &&
        (condition && other.condition
          ? sameValue(condition, other.condition)
          : condition === other.condition),
    );
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}

/** When a case holds: otherwise is where none of the others does, where that can be told. */
function conditionOf({ condition }: Case, cases: readonly Case[]): AnswerValue | undefined {
  if (condition) return condition;
  const others = cases.flatMap((each) => each.condition ?? []);
  const otherwise: AnswerValue = {
    kind: 'difference',
    items: [
      { kind: 'expression', json: 'RealNumbers' },
      { kind: 'union', items: others },
    ],
  };
  return realSet(otherwise) && otherwise;
}

/** The same up to a common factor. */
function sameRatio(a: readonly MathJson[], b: readonly MathJson[]): boolean {
  const [firstA, firstB] = [a[0], b[0]];
  if (a.length !== b.length || firstA === undefined || firstB === undefined) return false;
  return a.every((part, at) =>
    sameExpression(['Multiply', part, firstB], ['Multiply', b[at] ?? 0, firstA]),
  );
}

type Items = Extract<AnswerValue, { readonly items: readonly AnswerValue[] }>;

function isItems(value: AnswerValue): value is Items & { kind: 'list' | 'set' | 'tuple' } {
  return value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple';
}

function isCombined(
  value: AnswerValue,
): value is Extract<Items, { kind: 'union' | 'intersection' | 'difference' }> {
  return value.kind === 'union' || value.kind === 'intersection' || value.kind === 'difference';
}

/** `x = 3` against `3`, and against another equation for the same name; undefined where no name is given a value. */
function sameAssignment(a: AnswerValue, b: AnswerValue): boolean | undefined {
  const nameA = assignedName(a);
  const nameB = assignedName(b);
  if (nameA !== undefined && nameB !== undefined) {
    const { right: valueA } = a as Relation;
    const { right: valueB } = b as Relation;
    const isGraph =
      (nameA === 'y' && isFunction((b as Relation).left)) ||
      (nameB === 'y' && isFunction((a as Relation).left));
    if ((nameA === nameB || isGraph) && sameValue(valueA, valueB)) return true;
    return sameRelation(a as Relation, b as Relation);
  }
  if (nameA !== undefined && !isRelation(b)) return sameValue((a as Relation).right, b);
  if (nameB !== undefined && !isRelation(a)) return sameValue(a, (b as Relation).right);
  return undefined;
}

function isRelation(value: AnswerValue): boolean {
  // A list of equations, or a range, says more than the value of one name.
  return value.kind === 'relation' || (value.kind === 'list' && value.items.some(isRelation));
}

/** What an equation gives a value to: a symbol, one of its indices, a function of symbols such as `f(x)`, or something named. */
function assignedName(value: AnswerValue): string | undefined {
  if (value.kind !== 'relation' || value.sign !== '=') return undefined;
  const { left } = value;
  const name = symbolName(left);
  // x_1 and x_2 are solutions for the same unknown.
  if (name !== undefined) return name.replace(/^([xyzt])_\d+$/, '$1');
  const worded = stringText(left);
  if (worded !== undefined) return `'${worded.toLowerCase().trim()}'`;
  if (NAMING.has(head(left) ?? '')) return JSON.stringify(left);
  if (isTotal(left)) return `total of ${freeSymbols(left).join(' ')}`;
  return isCall(left) || isPoint(left) ? JSON.stringify(left) : undefined;
}

/** `m + n`, which is asked for more often than it is the side of an equation; not that of a line. */
function isTotal(left: MathJson): boolean {
  const names = args(left).map((each) => symbolName(each) ?? '');
  return head(left) === 'Add' && names.every((name) => /^[a-w]$/.test(name));
}

/** Functions that name a thing rather than work something out. */
const NAMING: ReadonlySet<string> = new Set([
  'Angle',
  'Apply',
  'Conjugate',
  'D',
  'Integrate',
  'Limit',
  'OverArc',
  'OverHat',
  'OverRightArrow',
  'OverVector',
  'Product',
  'Sum',
]);

/** `f(x)`, which a graph calls y. */
function isFunction(json: MathJson): boolean {
  return isCall(json) && !FUNCTIONS.has(head(json) ?? '');
}

function isCall(json: MathJson): boolean {
  const [fn, argument] = args(json);
  if (head(json) === 'InvisibleOperator' && args(json).length === 2) {
    // f(x), or f^{-1}(x).
    const of = fn !== undefined && head(fn) === 'Power' ? args(fn)[0] : fn;
    const name = of === undefined ? undefined : symbolName(of);
    return name !== undefined && argument !== undefined && head(argument) === 'Delimiter';
  }
  const named = head(json) ?? '';
  const ofSymbol = argumentIsSymbol(fn);
  return /^[A-Za-z]$/.test(named) || (FUNCTIONS.has(named) && ofSymbol);
}

function argumentIsSymbol(argument: MathJson | undefined): boolean {
  return argument !== undefined && symbolName(argument) !== undefined;
}

/** Functions whose value is often all that an answer gives: `\\sin\\theta = 3/5`. */
const FUNCTIONS: ReadonlySet<string> = new Set(['Sin', 'Cos', 'Tan', 'Cot', 'Sec', 'Csc']);

/** `(x, y)`. */
function isPoint(json: MathJson): boolean {
  const [content] = args(json);
  return (
    head(json) === 'Delimiter' &&
    content !== undefined &&
    args(content).length > 0 &&
    args(content).every((each) => symbolName(each) !== undefined)
  );
}

function sameUnordered(a: readonly AnswerValue[], b: readonly AnswerValue[]): boolean {
  const left = distinct(a);
  const right = distinct(b);
  if (left.length !== right.length || left.length > MAX_ITEMS) return false;
  if (!sameNames(left, right)) return false;
  const rest = [...right];
  for (const item of left) {
    const at = rest.findIndex((other) => sameValue(item, other));
    if (at === -1) return false;
    rest.splice(at, 1);
  }
  return true;
}

/** Values of several unknowns are not a list of bare values. */
function sameNames(a: readonly AnswerValue[], b: readonly AnswerValue[]): boolean {
  const names = [a, b].map((items) => new Set(items.flatMap((item) => assignedName(item) ?? [])));
  return names.every((each) => each.size <= 1) || names.every((each) => each.size > 1);
}

function distinct(items: readonly AnswerValue[]): AnswerValue[] {
  const kept: AnswerValue[] = [];
  for (const item of items.slice(0, MAX_ITEMS + 1)) {
    if (!kept.some((each) => sameValue(each, item))) kept.push(item);
  }
  return kept;
}

function sameOrdered(a: readonly AnswerValue[], b: readonly AnswerValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((item, at) => {
      const other = b[at];
      return other !== undefined && sameValue(item, other);
    })
  );
}

function sameMatrix(
  a: readonly (readonly MathJson[])[],
  b: readonly (readonly MathJson[])[],
): boolean {
  return (
    a.length === b.length &&
    a.every((row, at) => {
      const other = b[at] ?? [];
      return (
        row.length === other.length &&
        row.every((cell, column) => {
          const otherCell = other[column];
          return otherCell !== undefined && sameExpression(cell, otherCell);
        })
      );
    })
  );
}

/** A column of coordinates against the point they belong to. */
function sameVector(
  rows: readonly (readonly MathJson[])[],
  items: readonly AnswerValue[],
): boolean {
  const [first = []] = rows;
  const entries = rows.length === 1 ? first : rows.flatMap((row) => (row.length === 1 ? row : []));
  if (entries.length !== Math.max(rows.length, first.length)) return false;
  return sameOrdered(
    entries.map((json) => ({ kind: 'expression', json })),
    items,
  );
}

function sameOptional(a: MathJson | undefined, b: MathJson | undefined): boolean {
  return a === undefined || b === undefined || sameExpression(a, b);
}

/** Equations and inequalities: the same up to a factor, a positive one where the direction counts. */
function sameRelation(a: Relation, b: Relation): boolean {
  if (a.sign !== b.sign) return false;
  if (sameExpression(a.left, b.left) && sameValue(a.right, b.right)) return true;
  if (a.right.kind !== 'expression' || b.right.kind !== 'expression') return false;
  const differenceA: MathJson = ['Subtract', a.left, a.right.json];
  const differenceB: MathJson = ['Subtract', b.left, b.right.json];
  const symbols = [differenceA, differenceB].map((each) => freeSymbols(each).join(' '));
  if (symbols[0] !== symbols[1]) return false;
  const quotient = constantQuotient(differenceA, differenceB);
  if (quotient === undefined && a.sign === '=') return sameZeros(differenceA, differenceB);
  if (quotient === undefined || Math.abs(quotient.im) > 1e-8 * quotient.abs()) return false;
  return a.sign === '=' || a.sign === '≠' ? quotient.abs() > 0 : quotient.re > 0;
}

/** The letters and digits of words, or of a formula that may be one. */
function words(value: AnswerValue): string {
  if (value.kind === 'text') return plain(value.text);
  if (value.kind !== 'expression') return '';
  const name = symbolName(value.json);
  if (name !== undefined) return plain(name);
  const number = realNumber(value.json);
  return number !== undefined && closeNumbers(number, Math.round(number)) ? String(number) : '';
}

function plain(text: string): string {
  const letters = text
    .toLowerCase()
    .replaceAll(/\\(?:text|mathrm|textbf|mbox)(?![a-z])/g, '')
    .replace(/^[\s{]*(?:an?\s+(?=[a-z]{2})|the\s+)/, '')
    .replaceAll(/[\s{}$"'.]+/g, '');
  return numberWord(letters) ?? letters;
}
