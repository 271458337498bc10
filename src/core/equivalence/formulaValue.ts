import type { AnswerValue } from './answerValue.js';
import { args, head, type MathJson, stringText } from './mathJson.js';
import { alternatives } from './plusMinus.js';
import { relation } from './relationValue.js';

/** What a formula is by its outermost operator. */
export function formulaValue(json: MathJson): AnswerValue | undefined {
  const text = stringText(json);
  if (text !== undefined) return { kind: 'text', text: text.trim() };
  const name = head(json);
  switch (name) {
    case 'Delimiter':
      return delimited(json);
    case 'Degrees': {
      const [angle] = args(json);
      return angle === undefined ? undefined : { kind: 'expression', json: angle, unit: 'degree' };
    }
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
      const value = set === undefined ? undefined : formulaValue(set);
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
      return relation(name, args(json), formulaValue);
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
    const value = formulaValue(json) ?? { kind: 'expression', json };
    return value.kind === 'list' && head(json) !== 'Delimiter' ? value.items : [value];
  });
}

function delimited(json: MathJson): AnswerValue | undefined {
  const [content] = args(json);
  if (content === undefined) return undefined;
  if (head(content) !== 'Sequence') return formulaValue(content);
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
