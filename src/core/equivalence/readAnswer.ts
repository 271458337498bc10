import type { AnswerValue, Relation } from './answerValue.js';
import { cleanLatex, unwrap } from './cleanLatex.js';
import { readCompound } from './compoundQuantity.js';
import { realNumber } from './expressions.js';
import {
  args,
  freeSymbols,
  head,
  type MathJson,
  parseLatex,
  stringText,
  symbolName,
} from './mathJson.js';
import { alternatives } from './plusMinus.js';
import { type Cases, readCases } from './piecewise.js';
import { workedOutMatrices } from './matrixOperations.js';
import { realSet } from './realSet.js';
import { splitTopLevel } from './splitTopLevel.js';
import { splitUnit } from './units.js';
import { namedValue, readOption, readPhrase, readTime, WORD } from './wordedAnswer.js';

/** Reads what an answer says: LaTeX or plain text, without the sentence around it. */
export function readAnswer(answer: string): AnswerValue {
  const text = cleanLatex(unwrap(answer));
  const inner = /^\\(?:text|mathrm)\s*\{([^{}]*\d[^{}]*)\}$/.exec(text)?.[1];
  const [bare = ''] = splitTopLevel(
    withoutWords(inner?.trim() ?? text),
    /\\(?:Rightarrow|Longrightarrow|implies)(?![A-Za-z])/,
  ).slice(-1);
  return readClean(withoutIsoBrackets(bare)) ?? { kind: 'text', text: unwrapText(text) };
}

/** Words around a value that say nothing about it. */
function withoutWords(text: string): string {
  return text
    .replace(/^\\text\s*\{[^{}]*(?:\b(?:is|are|option|choice)|[:=])\s*\}\s*(?=\S)/i, '')
    .replace(/^(?:approximately|about|roughly|around|option|choice|=)\s*(?=\S)/i, '')
    .replace(/^\{([^{}\\]*,[^{}\\]*)\}$/, '\\{$1\\}')
    .replace(/\s*\((?:\s*=|about|approximately|approx)[^()]*\)$/, '');
}

/** `]1,2]` and `[1,2[` with parentheses at the open ends. */
function withoutIsoBrackets(text: string): string {
  if (!text.startsWith(']') && !text.endsWith('[')) return text;
  const ends = String.raw`([^\[\],;]+[,;][^\[\],;]+)`;
  return text
    .replaceAll(new RegExp(String.raw`\]${ends}\[`, 'g'), '($1)')
    .replaceAll(new RegExp(String.raw`\]${ends}\]`, 'g'), '($1]')
    .replaceAll(new RegExp(String.raw`\[${ends}\[`, 'g'), '[$1)');
}

/** As {@link readAnswer}, where `1,234` is a list of two numbers. */
export function readAsList(answer: string): AnswerValue | undefined {
  const text = cleanLatex(unwrap(answer));
  if (!THOUSANDS.test(text)) return undefined;
  return listOf(text.split(',').map((part) => part.trim()));
}

const THOUSANDS = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const CHOICE = /^(?:\\(?:text|mathrm|textbf)\s*\{\s*)?\(?\s*([A-H])\s*\)?\s*\}?[.:]?$/;
const A_WORD = new RegExp(WORD);

function readClean(text: string): AnswerValue | undefined {
  if (text === '') return undefined;
  const choice = CHOICE.exec(text)?.[1];
  if (choice !== undefined && text !== choice) return { kind: 'text', text: choice };
  const option = readOption(text);
  if (option) {
    return { kind: 'option', letter: option.letter, content: readText(option.content) };
  }
  const phrase = readPhrase(unwrapText(text));
  if (phrase) return phrase;
  const compound = readCompound(text);
  if (compound) return { kind: 'expression', ...compound, isCompound: true };
  const byCases = readCases(text);
  if (byCases) return casesOf(byCases);
  const alternativesOf = splitTopLevel(
    text,
    /\\(?:text|mbox|textrm|mathrm)\s*\{\s*or\s*\}|(?<![A-Za-z\\])or(?![A-Za-z])|\\lor(?![A-Za-z])|\\vee(?![A-Za-z])/,
  );
  if (alternativesOf.length > 1) return either(alternativesOf);
  const all = splitTopLevel(
    text,
    /\\(?:text|mbox|textrm|mathrm)\s*\{\s*and\s*\}|(?<![A-Za-z\\])and(?![A-Za-z])|\\land(?![A-Za-z])|\\wedge(?![A-Za-z])/,
  );
  if (all.length > 1) return both(all);
  const items = THOUSANDS.test(splitUnit(text).text) ? [text] : splitTopLevel(text, /[,;]/);
  if (items.length > 1) return sideBySide(items);
  return readOne(text);
}

function casesOf({ name, cases }: Cases): AnswerValue | undefined {
  const right: AnswerValue = {
    kind: 'cases',
    cases: cases.map(({ value, condition }) => ({
      value: readText(value),
      condition: condition === undefined ? undefined : readText(condition),
    })),
  };
  const left = name === undefined ? undefined : parseClean(name);
  return left === undefined ? right : { kind: 'relation', sign: '=', left, right };
}

/** A part of an answer, which is words where it is nothing else. */
function readText(text: string): AnswerValue {
  return readClean(text) ?? { kind: 'text', text: unwrapText(text) };
}

function readOne(text: string): AnswerValue | undefined {
  const condition =
    /^\\\{\s*[A-Za-z]\s*(?:\\in\s*\\mathbb\s*\{\s*R\s*\}\s*)?(?:\\mid|\\vert|\||:)\s*(.+)\\\}$/s.exec(
      text,
    )?.[1];
  if (condition !== undefined) return readClean(condition.trim());
  const time = readTime(text);
  if (time) return time;
  const named = namedValue(text);
  if (named) {
    const right = readClean(named.rest);
    if (right === undefined || right.kind === 'text') return undefined;
    return { kind: 'relation', sign: '=', left: { str: named.name }, right };
  }
  const measured = splitUnit(text);
  const json = parseClean(measured.text);
  const value = json === undefined ? undefined : fromJson(json);
  return value && measured.unit !== undefined ? withUnit(value, measured.unit) : value;
}

function withUnit(value: AnswerValue, unit: string): AnswerValue {
  if (value.kind === 'expression') return { ...value, unit };
  return value.kind === 'relation' ? { ...value, right: withUnit(value.right, unit) } : value;
}

/** A formula in LaTeX or plain text as MathJSON; undefined where it is none. */
export function parseFormula(text: string): MathJson | undefined {
  return parseClean(cleanLatex(unwrap(text)));
}

function parseClean(text: string): MathJson | undefined {
  const number = THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
  const formula = separators(mixedNumbers(number));
  const json = isProse(formula) ? undefined : parseLatex(formula);
  return json === undefined ? undefined : workedOutMatrices(json);
}

/** `3 1/2` and `3 \frac{1}{2}` are mixed numbers. */
function mixedNumbers(text: string): string {
  return text.replaceAll(/(?<![\d.}])(\d+)\s+(\d+)\s*\/\s*(\d+)(?!\d)/g, '$1\\frac{$2}{$3}');
}

/** Groups of three digits inside a longer formula: `2{,}000 x`, `x = 2,000`; not where commas separate values. */
function separators(text: string): string {
  if (/[([{]/.test(text)) return text;
  return text.replaceAll(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g, (digits) =>
    digits.replaceAll(',', ''),
  );
}

function isProse(text: string): boolean {
  const outside = text.replaceAll(/\\(?:text|mathrm|mbox|operatorname)\s*\{[^{}]*\}/g, ' ');
  return A_WORD.test(
    outside.replaceAll(/\\(?:begin|end)\s*\{[^{}]*\}/g, ' ').replaceAll(/\\[A-Za-z]+/g, ' '),
  );
}

/** Words without the commands around them. */
function unwrapText(text: string): string {
  return text
    .replaceAll(/\\(?:text|mathrm|mbox|textbf|textit|operatorname)\s*\{([^{}]*)\}/g, '$1')
    .trim();
}

function listOf(parts: readonly string[]): AnswerValue | undefined {
  const items: AnswerValue[] = [];
  for (const part of parts) {
    const item = readText(part);
    if (item.kind === 'list') items.push(...item.items);
    else items.push(item);
  }
  return items.length === 1 ? items[0] : { kind: 'list', items };
}

/** `x < 1 or x > 3` is a union; `x = 1 or x = 2` is a list. */
function either(parts: readonly string[]): AnswerValue | undefined {
  const list = listOf(parts.map((part) => part.replace(/,\s*$/, '')));
  if (list?.kind !== 'list' || !list.items.some(isRange)) return list;
  const items = list.items.map((item): AnswerValue =>
    item.kind === 'relation' && item.sign === '='
      ? { kind: 'member', of: item.left, set: { kind: 'set', items: [item.right] } }
      : item,
  );
  return items.every(isRange) ? { kind: 'union', items } : list;
}

/** `x > 1 and x < 3` is what both hold for; where nothing is, as in `x < 1 and x > 3`, one of them was meant. */
function both(parts: readonly string[]): AnswerValue | undefined {
  const list = listOf(parts.map((part) => part.replace(/,\s*$/, '')));
  if (list?.kind !== 'list' || !list.items.every(isRange)) return list;
  const intersection: AnswerValue = { kind: 'intersection', items: list.items };
  const isEmpty = realSet(intersection)?.stretches.length === 0;
  return isEmpty ? { kind: 'union', items: list.items } : intersection;
}

/** Inequalities side by side are conditions; `x \ne 1, 2` is two of them; `k \in \mathbb{Z}` only tells what an index is. */
function sideBySide(parts: readonly string[]): AnswerValue | undefined {
  const list = listOf(parts);
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
  return items.every(isCondition) ? both(parts) : { kind: 'list', items };
}

/** A range that names what lies in it. */
function isCondition(item: AnswerValue): boolean {
  if (item.kind === 'relation') return item.sign !== '=';
  return item.kind === 'interval' ? item.of !== undefined : item.kind === 'member';
}

function isWholeIndex(item: AnswerValue, items: readonly AnswerValue[]): boolean {
  if (item.kind !== 'member' || item.set.kind !== 'expression') return false;
  return item.set.json === 'Integers' && items.some((other) => other.kind !== 'member');
}

function isRange(value: AnswerValue): boolean {
  return (
    value.kind === 'interval' ||
    value.kind === 'member' ||
    value.kind === 'union' ||
    (value.kind === 'relation' && value.sign !== '=')
  );
}

/** What a formula is by its outermost operator. */
function fromJson(json: MathJson): AnswerValue | undefined {
  const text = stringText(json);
  if (text !== undefined) return { kind: 'text', text: text.trim() };
  const name = head(json);
  switch (name) {
    case 'Delimiter':
      return delimited(json);
    case 'Set':
      return args(json).some((arg) => head(arg) === 'Condition')
        ? undefined
        : { kind: 'set', items: all(args(json)) };
    case 'Interval':
      return interval(json);
    case 'Union':
      return { kind: 'union', items: all(args(json)) };
    case 'Intersection':
      return { kind: 'intersection', items: all(args(json)) };
    case 'SetMinus':
      return { kind: 'difference', items: all(args(json)) };
    case 'Element': {
      const [of, set] = args(json);
      const value = set === undefined ? undefined : fromJson(set);
      return of === undefined || value === undefined
        ? undefined
        : { kind: 'member', of, set: value };
    }
    case 'Subtract': {
      const [, taken] = args(json);
      const isSet = taken !== undefined && head(taken) === 'Set';
      return isSet ? { kind: 'difference', items: all(args(json)) } : expression(json);
    }
    case 'Colon':
      return ratio(json);
    case 'AngleBracket':
      return { kind: 'tuple', items: all(args(json)) };
    case 'Matrix':
    case 'List':
      return matrix(json);
    case 'Equal':
    case 'NotEqual':
    case 'Less':
    case 'LessEqual':
    case 'Greater':
    case 'GreaterEqual':
      return relation(name, args(json));
    default:
      return json === 'EmptySet' ? { kind: 'set', items: [] } : expression(json);
  }
}

/** A formula; two of them where it holds ±. */
function expression(json: MathJson): AnswerValue {
  const [first, ...others] = alternatives(json).map((each): AnswerValue => ({
    kind: 'expression',
    json: each,
  }));
  return first && others.length === 0
    ? first
    : { kind: 'list', items: first ? [first, ...others] : others };
}

function all(list: readonly MathJson[]): AnswerValue[] {
  return list.flatMap((json) => {
    const value = fromJson(json) ?? { kind: 'expression', json };
    return value.kind === 'list' && head(json) !== 'Delimiter' ? value.items : [value];
  });
}

function delimited(json: MathJson): AnswerValue | undefined {
  const [content] = args(json);
  if (content === undefined) return undefined;
  if (head(content) !== 'Sequence') return fromJson(content);
  const items = all(args(content));
  const marks = stringText(args(json)[1] ?? '');
  return marks === '(,)' || marks === '(;)' ? { kind: 'tuple', items } : { kind: 'list', items };
}

function interval(json: MathJson): AnswerValue | undefined {
  const [first, second] = args(json);
  if (first === undefined || second === undefined) return undefined;
  return {
    kind: 'interval',
    low: bound(first),
    high: bound(second),
    lowOpen: head(first) === 'Open',
    highOpen: head(second) === 'Open',
  };
}

/** `1:2:3`; the ratio of two numbers is their quotient. */
function ratio(json: MathJson): AnswerValue {
  const parts = ratioParts(json);
  if (parts.length < 3) return expression(json);
  return { kind: 'ratio', parts };
}

function ratioParts(json: MathJson): MathJson[] {
  return head(json) === 'Colon' ? args(json).flatMap(ratioParts) : [json];
}

function bound(json: MathJson): MathJson {
  const [inner] = args(json);
  return head(json) === 'Open' && inner !== undefined ? inner : json;
}

function matrix(json: MathJson): AnswerValue | undefined {
  const list = head(json) === 'Matrix' ? (args(json)[0] ?? json) : json;
  const rows = args(list);
  if (rows.every((row) => head(row) === 'List')) {
    return { kind: 'matrix', rows: rows.map((row) => args(row)) };
  }
  // `cases` gives its lines, and brackets around values give these.
  const items = all(rows);
  const [low, high] = rows;
  if (
    items.length === 2 &&
    low !== undefined &&
    high !== undefined &&
    items.every((item) => item.kind === 'expression')
  ) {
    return { kind: 'interval', low, high, lowOpen: false, highOpen: false };
  }
  return items.every((item) => item.kind === 'relation')
    ? { kind: 'list', items }
    : { kind: 'matrix', rows: [rows] };
}

const SIGNS: Readonly<Record<string, Relation['sign']>> = {
  Equal: '=',
  NotEqual: '≠',
  Less: '<',
  LessEqual: '≤',
  Greater: '<',
  GreaterEqual: '≤',
};

function relation(name: string, sides: readonly MathJson[]): AnswerValue | undefined {
  const chain = flatten(name, sides);
  const [left, second] = chain.terms;
  const last = chain.terms.at(-1);
  if (left === undefined || second === undefined || last === undefined) return undefined;
  if (chain.terms.length > 2 && !chain.signs.every((sign) => sign === 'Equal')) {
    return between(chain);
  }
  if (chain.terms.length > 2 && areNames(chain.terms.slice(0, -1))) return eachIs(chain.terms);
  // In a = b = c the last is the result.
  const right = fromJson(name.startsWith('Greater') ? left : last);
  if (right === undefined || right.kind === 'relation') return undefined;
  // Arithmetic that was worked out: 1 + 2 = 3, or a + b = 1 + 2 = 3.
  const [worked = left] = chain.terms.slice(-2);
  if (name === 'Equal' && right.kind === 'expression' && isNumeric(right.json)) {
    if (isNumeric(worked) && symbolName(left) === undefined) return right;
  }
  const unknown = name.startsWith('Greater') ? last : left;
  const sign = SIGNS[name] ?? '=';
  if (right.kind === 'list' && (sign === '=' || sign === '≠')) {
    const items = right.items.map((item): AnswerValue => ({
      kind: 'relation',
      sign,
      left: unknown,
      right: item,
    }));
    return { kind: sign === '=' ? 'list' : 'intersection', items };
  }
  return { kind: 'relation', sign, left: unknown, right };
}

/** Unlike single letters. */
function areNames(terms: readonly MathJson[]): boolean {
  const names = terms.map((term) => symbolName(term) ?? '');
  return (
    names.every((name) => /^[a-z](?:_\d+)?$/.test(name)) && new Set(names).size === names.length
  );
}

/** `m = n = 2` gives a value to each. */
function eachIs(terms: readonly MathJson[]): AnswerValue | undefined {
  const last = terms.at(-1);
  const right = last === undefined ? undefined : fromJson(last);
  if (right?.kind !== 'expression') return undefined;
  return {
    kind: 'list',
    items: terms.slice(0, -1).map((left) => ({ kind: 'relation', sign: '=', left, right })),
  };
}

interface Chain {
  readonly signs: readonly string[];
  /** One more than there are signs. */
  readonly terms: readonly MathJson[];
}

/** A chain such as `a < b ≤ c`, which the parser nests to the left, to the right, or not at all. */
function flatten(name: string, sides: readonly MathJson[]): Chain {
  const signs: string[] = [];
  const terms: MathJson[] = [];
  sides.forEach((side, at) => {
    if (at > 0) signs.push(name);
    const inner = head(side);
    if (inner !== undefined && inner in SIGNS) {
      const nested = flatten(inner, args(side));
      signs.push(...nested.signs);
      terms.push(...nested.terms);
    } else {
      terms.push(side);
    }
  });
  return { signs, terms };
}

/** `1 < x ≤ 3`, either way round. */
function between({ signs, terms }: Chain): AnswerValue | undefined {
  const [first, of, last, ...others] = terms;
  const [firstSign = '', lastSign = ''] = signs;
  if (first === undefined || of === undefined || last === undefined || others.length > 0) {
    return undefined;
  }
  const rising = firstSign.startsWith('Less') && lastSign.startsWith('Less');
  if (!rising && !(firstSign.startsWith('Greater') && lastSign.startsWith('Greater'))) {
    return undefined;
  }
  if (symbolName(of) === undefined) {
    const sides = [relation(firstSign, [first, of]), relation(lastSign, [of, last])];
    const items = sides.filter((side) => side !== undefined);
    return items.length === 2 ? { kind: 'intersection', items } : undefined;
  }
  const firstOpen = !firstSign.endsWith('Equal');
  const lastOpen = !lastSign.endsWith('Equal');
  return rising
    ? { kind: 'interval', low: first, high: last, lowOpen: firstOpen, highOpen: lastOpen, of }
    : { kind: 'interval', low: last, high: first, lowOpen: lastOpen, highOpen: firstOpen, of };
}

function isNumeric(json: MathJson): boolean {
  return (
    stringText(json) === undefined &&
    freeSymbols(json).length === 0 &&
    realNumber(json) !== undefined
  );
}
