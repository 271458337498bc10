import { plainMath } from './stepTitle.js';

/** Longer results are no values to look for. */
const LONGEST = 80;
/** What stands before a value that a sentence comes to, rather than one that it starts from. */
const COMES_TO =
  /(?:[=≈→⇒:]|\\(?:approx|to|implies|Rightarrow|boxed\s*\{)|\b(?:is|equals?|get|gets|gives?|giving|be|becomes?|left with|makes?|answer|result|option|choose|yields?|obtain))[\s*_"'“‘]*(?:(?:about|approximately|just|simply|exactly|indeed|then|also|the|an?|to|equal to|option|letter|number)[\s*_"'“‘]+)*(?:\\[([]|\$\$?|\\boxed\s*\{|\\text\s*\{|[\s({*"'“‘])*$/i;
/** As much text before a value is looked at. */
const CONTEXT = 60;

const NUMBER = String.raw`\d+(?:\{?,\}?\d{3})*(?:\.\d+)?`;
const VALUE = new RegExp(
  String.raw`(?<![\w.])(?:\\[dt]?frac\s*\{(${NUMBER})\}\s*\{(${NUMBER})\}|(${NUMBER})(?:\s*\/\s*(${NUMBER}))?)(\s*\\?%)?(?![\w]|\.\d)`,
  'g',
);

/**
 * Where a trace first came to a value: the first place that states an equivalent one as what something is, or else the
 * first that holds one at all. Numbers are equivalent across decimals, fractions and percentages, other values by their letters.
 *
 * @param trace A thought.
 * @param result A result of the answer, in Markdown or TeX.
 * @returns An offset in the trace, in UTF-16 code units; `undefined` where it holds no such value.
 */
export function reachedAt(trace: string, result: string): number | undefined {
  // What ends in a colon is a heading.
  if (result.length > LONGEST || /:[\s*]*$/.test(result)) return undefined;
  const bare = valueOf(result);
  if (bare === '') return undefined;
  const number = asNumber(bare);
  const places = number === undefined ? placesOfText(trace, bare) : placesOf(trace, number);
  let first: number | undefined;
  for (const place of places) {
    first ??= place;
    if (COMES_TO.test(trace.slice(Math.max(0, place - CONTEXT), place))) return place;
  }
  return first;
}

/** A result without what is around its value: math delimiters, the name it is given to, a full stop. */
function valueOf(result: string): string {
  return plainMath(result)
    .replace(/^\s*(?:[A-Za-z]\w{0,2}\s*=\s*)?/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/[\s.,;]+$/, '')
    .trim();
}

function asNumber(text: string): number | undefined {
  const [, sign, digits = ''] = /^([-−])?\s*\$?\s*(.+)$/.exec(text) ?? [];
  const [value] = digits.matchAll(VALUE);
  if (value?.[0] !== digits) return undefined;
  return sign === undefined ? numberOf(value) : -numberOf(value);
}

function numberOf(match: RegExpMatchArray): number {
  const [, top, bottom, plain, divisor, percent] = match;
  const read = (digits: string | undefined): number =>
    Number((digits ?? '1').replace(/[{},]/g, ''));
  const value = top === undefined ? read(plain) / read(divisor) : read(top) / read(bottom);
  return percent === undefined ? value : value / 100;
}

function* placesOf(trace: string, wanted: number): Generator<number> {
  for (const match of trace.matchAll(VALUE)) {
    const before = trace.slice(Math.max(0, match.index - 6), match.index);
    // Between two values a minus takes one from the other.
    const [, minus] = /(?:^|[^\w\s)\]}])\s*([-−]\s?)$/.exec(before) ?? [];
    const value = minus === undefined ? numberOf(match) : -numberOf(match);
    if (isClose(value, wanted)) yield match.index - (minus?.length ?? 0);
  }
}

/** Equal, up to the rounding of a decimal that stands for a fraction. */
function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

const LETTER = /[\p{L}\p{N}]/u;

function* placesOfText(trace: string, text: string): Generator<number> {
  const characters = Array.from(text.replace(/\s+/g, ''), (each) =>
    each.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`),
  );
  // A letter alone is a name, and names mind their case.
  const pattern = new RegExp(characters.join(String.raw`\s*`), characters.length <= 2 ? 'g' : 'gi');
  for (const match of trace.matchAll(pattern)) {
    const end = match.index + match[0].length;
    const inWord = LETTER.test(trace.charAt(match.index - 1)) || LETTER.test(trace.charAt(end));
    if (!inWord) yield match.index;
  }
}
