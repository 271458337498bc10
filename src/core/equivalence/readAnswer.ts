import type { AnswerValue, Relation } from './answerValue.js';
import { cleanLatex, unwrap } from './cleanLatex.js';
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
import { splitTopLevel } from './splitTopLevel.js';
import { splitUnit } from './units.js';

/** Reads what an answer says: LaTeX or plain text, without the sentence around it. */
export function readAnswer(answer: string): AnswerValue {
  const text = cleanLatex(unwrap(answer));
  const inner = /^\\(?:text|mathrm|mbox|textbf)\s*\{([^{}]*\d[^{}]*)\}$/.exec(text)?.[1];
  return readClean(inner?.trim() ?? text) ?? { kind: 'text', text: unwrapText(text) };
}

/** As {@link readAnswer}, where `1,234` is a list of two numbers. */
export function readAsList(answer: string): AnswerValue | undefined {
  const text = cleanLatex(unwrap(answer));
  if (!THOUSANDS.test(text)) return undefined;
  return listOf(text.split(',').map((part) => part.trim()));
}

const THOUSANDS = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const CHOICE = /^(?:\\(?:text|mathrm|textbf)\s*\{\s*)?\(?\s*([A-H])\s*\)?\s*\}?[.:]?$/;
/** Three letters or more that LaTeX has no name for. */
const WORD = /(?<![\\A-Za-z])[A-Za-z]{3,}/;

function readClean(text: string): AnswerValue | undefined {
  if (text === '') return undefined;
  const choice = CHOICE.exec(text)?.[1];
  if (choice !== undefined && text !== choice) return { kind: 'text', text: choice };
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
  if (items.length > 1) return listOf(items);
  return readOne(text);
}

function readOne(text: string): AnswerValue | undefined {
  const condition =
    /^\\\{\s*[A-Za-z]\s*(?:\\in\s*\\mathbb\s*\{\s*R\s*\}\s*)?(?:\\mid|\\vert|\||:)\s*(.+)\\\}$/s.exec(
      text,
    )?.[1];
  if (condition !== undefined) return readClean(condition.trim());
  const measured = splitUnit(text);
  const json = parseClean(measured.text);
  if (json === undefined) return undefined;
  const value = fromJson(json);
  if (value?.kind === 'expression' && measured.unit !== undefined) {
    return { ...value, unit: measured.unit };
  }
  return value;
}

/** A formula in LaTeX or plain text as MathJSON; undefined where it is none. */
export function parseFormula(text: string): MathJson | undefined {
  return parseClean(cleanLatex(unwrap(text)));
}

function parseClean(text: string): MathJson | undefined {
  const number = THOUSANDS.test(text) ? text.replaceAll(',', '') : text;
  const formula = separators(mixedNumbers(number));
  return isProse(formula) ? undefined : parseLatex(formula);
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
  return WORD.test(
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
    const item = readClean(part) ?? { kind: 'text', text: unwrapText(part) };
    if (item.kind === 'list') items.push(...item.items);
    else items.push(item);
  }
  return items.length === 1 ? items[0] : { kind: 'list', items };
}

/** `x < 1 or x > 3` is a union; `x = 1 or x = 2` is a list. */
function either(parts: readonly string[]): AnswerValue | undefined {
  const list = listOf(parts.map((part) => part.replace(/,\s*$/, '')));
  if (list?.kind === 'list' && list.items.every(isRange))
    return { kind: 'union', items: list.items };
  return list;
}

function both(parts: readonly string[]): AnswerValue | undefined {
  const list = listOf(parts.map((part) => part.replace(/,\s*$/, '')));
  if (list?.kind === 'list' && list.items.every(isRange)) {
    return { kind: 'intersection', items: list.items };
  }
  return list;
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
  // In a = b = c the last is the result.
  const right = fromJson(name.startsWith('Greater') ? left : last);
  if (right === undefined || right.kind === 'relation') return undefined;
  // Arithmetic that was worked out: 1 + 2 = 3.
  if (name === 'Equal' && right.kind === 'expression' && isNumeric(left) && isNumeric(right.json)) {
    return right;
  }
  const unknown = name.startsWith('Greater') ? last : left;
  return { kind: 'relation', sign: SIGNS[name] ?? '=', left: unknown, right };
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
  if (symbolName(of) === undefined) return undefined;
  const rising = firstSign.startsWith('Less') && lastSign.startsWith('Less');
  if (!rising && !(firstSign.startsWith('Greater') && lastSign.startsWith('Greater'))) {
    return undefined;
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
