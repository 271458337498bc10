import type { AnswerValue, Relation } from './answerValue.js';
import { closeNumbers, constantQuotient, realNumber, sameExpression } from './expressions.js';
import { args, freeSymbols, head, type MathJson, stringText, symbolName } from './mathJson.js';
import { realSet, sameRealSet } from './realSet.js';
import { readAnswer, readAsList } from './readAnswer.js';

/** Longest answer that is read as mathematics, in characters. */
const MAX_LENGTH = 2000;
/** Most values of a list or set whose pairs are tried. */
const MAX_ITEMS = 64;

/**
 * Whether two answers say the same: numbers, formulas, equations, inequalities, intervals, sets, tuples, matrices and words, in
 * LaTeX or plain text. A unit, or the name of the unknown, may be missing on one side; where both name one, they must agree.
 * In doubt the answers are different.
 */
export function sameAnswer(a: string, b: string): boolean {
  if (a.replaceAll(/\s+/g, '') === b.replaceAll(/\s+/g, '')) return true;
  if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) return false;
  const left = readAnswer(a);
  const right = readAnswer(b);
  if (sameValue(left, right)) return true;
  // Digits in groups of three may be a list after all, as the other side tells.
  const leftList = right.kind === 'expression' ? undefined : readAsList(a);
  const rightList = left.kind === 'expression' ? undefined : readAsList(b);
  return (
    (leftList !== undefined && sameValue(leftList, right)) ||
    (rightList !== undefined && sameValue(left, rightList))
  );
}

/** Whether two answers that were read say the same. */
function sameValue(a: AnswerValue, b: AnswerValue): boolean {
  if (a.kind === 'text' || b.kind === 'text') return words(a) === words(b) && words(a) !== '';
  const assigned = sameAssignment(a, b);
  if (assigned !== undefined) return assigned;
  if (isItems(a) && isItems(b) && (a.kind !== 'tuple' || b.kind !== 'tuple')) {
    return a.kind !== 'tuple' && b.kind !== 'tuple' && sameUnordered(a.items, b.items);
  }
  if (a.kind === 'list' || b.kind === 'list') return false;
  if (a.kind === 'set' && b.kind === 'expression') return sameUnordered(a.items, [b]);
  if (a.kind === 'expression' && b.kind === 'set') return sameUnordered([a], b.items);
  if (a.kind === 'tuple' && b.kind === 'tuple') return sameOrdered(a.items, b.items);
  if (a.kind === 'matrix' && b.kind === 'matrix') return sameMatrix(a.rows, b.rows);
  if (a.kind === 'expression' && b.kind === 'expression') return sameMeasured(a, b);
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
    if (nameA === nameB && sameValue(valueA, valueB)) return true;
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
  if (name !== undefined) return name.replace(/_\d+$/, '');
  if (stringText(left) !== undefined || NAMING.has(head(left) ?? '')) return JSON.stringify(left);
  return isCall(left) || isPoint(left) ? JSON.stringify(left) : undefined;
}

/** Functions that name a thing rather than work something out. */
const NAMING: ReadonlySet<string> = new Set([
  'Angle',
  'Apply',
  'Conjugate',
  'OverArc',
  'OverHat',
  'OverRightArrow',
  'OverVector',
]);

function isCall(json: MathJson): boolean {
  const [fn, argument] = args(json);
  if (head(json) === 'InvisibleOperator' && args(json).length === 2) {
    const name = fn === undefined ? undefined : symbolName(fn);
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

type Expression = Extract<AnswerValue, { readonly kind: 'expression' }>;

/** Formulas with units: one may leave the unit out; a share may be written in percent. */
function sameMeasured(a: Expression, b: Expression): boolean {
  if (a.unit !== undefined && b.unit !== undefined && a.unit !== b.unit) return false;
  if (sameExpression(a.json, b.json)) return true;
  if (a.unit === '%' && b.unit === undefined)
    return sameExpression(['Divide', a.json, 100], b.json);
  if (b.unit === '%' && a.unit === undefined)
    return sameExpression(a.json, ['Divide', b.json, 100]);
  return false;
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
  return text
    .toLowerCase()
    .replaceAll(/\\(?:text|mathrm|textbf|mbox)(?![a-z])/g, '')
    .replaceAll(/[\s{}$"'.]+/g, '');
}
