import type { AnswerValue, Relation } from './answerValue.js';
import { realNumber } from './expressions.js';
import { args, freeSymbols, head, type MathJson, stringText, symbolName } from './mathJson.js';

/** Reads what stands on a side of a relation. */
type Read = (json: MathJson) => AnswerValue | undefined;

const SIGNS: Readonly<Record<string, Relation['sign']>> = {
  Equal: '=',
  NotEqual: '≠',
  Less: '<',
  LessEqual: '≤',
  Greater: '<',
  GreaterEqual: '≤',
};

/** An equation, an inequality or a chain of them, from the name of its sign and its sides; a chain of inequalities is an interval. */
export function relation(
  name: string,
  sides: readonly MathJson[],
  read: Read,
): AnswerValue | undefined {
  const chain = flatten(name, sides);
  const [left, second] = chain.terms;
  const last = chain.terms.at(-1);
  if (left === undefined || second === undefined || last === undefined) return undefined;
  if (chain.terms.length > 2 && !chain.signs.every((sign) => sign === 'Equal')) {
    return between(chain, read);
  }
  if (chain.terms.length > 2 && areNames(chain.terms.slice(0, -1)))
    return eachIs(chain.terms, read);
  // In a = b = c the last is the result.
  const right = read(name.startsWith('Greater') ? left : last);
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
function eachIs(terms: readonly MathJson[], read: Read): AnswerValue | undefined {
  const last = terms.at(-1);
  const right = last === undefined ? undefined : read(last);
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
function between({ signs, terms }: Chain, read: Read): AnswerValue | undefined {
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
    const sides = [relation(firstSign, [first, of], read), relation(lastSign, [of, last], read)];
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
