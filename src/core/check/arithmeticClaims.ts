import { exactValue } from '../equivalence/exactValue.js';
import { args, freeSymbols, head, type MathJson } from '../equivalence/mathJson.js';
import { numericValue } from '../equivalence/numericValue.js';
import { parseFormula } from '../equivalence/readAnswer.js';
import type { TextRange, Verdict } from './finding.js';

/** A calculation that a text claims. */
export interface ArithmeticClaim extends TextRange {
  readonly verdict: Exclude<Verdict, 'notCheckable'>;
  /** The claim as written. */
  readonly claim: string;
  /** The value of its left side, in digits. */
  readonly value: string;
}

/** Longest side of a claim that is worked out, in characters. */
const LONGEST = 300;
/** What calculations are written with: digits, operators, brackets, and a few commands of LaTeX. */
const SIDE = String.raw`(?:\\(?:d|t)?frac\s*\{[^{}=]*\}\s*\{[^{}=]*\}|\\(?:times|cdot|div|left|right|sqrt)(?![A-Za-z])|\\[,; ]|[\d.,+\-*/^()\[\]{}×·÷−²³ \t])+`;
const CLAIM = new RegExp(`(?<left>${SIDE})(?<sign>=|≈|\\\\approx)(?=(?<right>${SIDE}))`, 'g');
const OPERATOR = /[+\-*/^×·÷−²³]|\\(?:d|t)?frac|\\times|\\cdot|\\div|\\sqrt/;
/** A rest in words behind the quotient: `17 / 5 = 3 remainder 2`. */
const REMAINDER =
  /^\s*(?:\\\)|\$)?\s*,?\s*(?:with )?(?:a )?(?:R|r|rem|remainder)\.?\s*(?:of\s*)?(\d+)/;

/**
 * Finds what a text says two numbers come to, and works it out again. Only calculations with numbers alone are looked at; a
 * decimal result may be rounded to the digits it is written with.
 */
export function arithmeticClaims(written: string): ArithmeticClaim[] {
  const text = withoutBold(written);
  const claims: ArithmeticClaim[] = [];
  for (const match of text.matchAll(CLAIM)) {
    const { left = '', right = '', sign = '=' } = match.groups ?? {};
    if (left.length > LONGEST || right.length > LONGEST) continue;
    const before = text.charAt(match.index - 1);
    const leftSide = lastFormula(left, before);
    const rightSide = firstFormula(right);
    const rightStart = match.index + left.length + sign.length;
    const after = text.slice(rightStart + rightSide.offset + rightSide.text.length);
    // Letters or signs beside it: part of something larger, such as 2x + 3 = 11.
    if (
      leftSide.joined ||
      /^(?:[A-Za-z^_!%°'(:]|\.?\\(?![)\]]))/.test(after) ||
      !OPERATOR.test(leftSide.text.trim().replace(/^[-−]/, ''))
    ) {
      continue;
    }
    const judged = judge(leftSide.text, rightSide.text, sign !== '=', REMAINDER.exec(after)?.[1]);
    if (!judged) continue;
    const start = match.index + leftSide.offset;
    const end = rightStart + rightSide.offset + rightSide.text.length;
    claims.push({ ...judged, start, end, claim: text.slice(start, end) });
  }
  return claims;
}

/** The text with blanks for the marks of bold words, which are no powers: every place stays where it is. */
function withoutBold(text: string): string {
  return text.replaceAll(
    /(?<=^|[\s(:])\*\*(?=\S)([^*\n]+)(?<=\S)\*\*(?=$|[\s.,;:)])/gm,
    (_marked, words: string) => `  ${words}  `,
  );
}

/** The one calculation with numbers alone that a question asks for, such as `384 + 257`; undefined where there is none, or several. */
export function askedCalculation(question: string): string | undefined {
  if (/[=<>]/.test(question)) return undefined;
  const found = [...question.matchAll(new RegExp(SIDE, 'g'))].flatMap(({ 0: stretch, index }) => {
    const side = lastFormula(stretch.replace(/[\s.,;({[]+$/, ''), question.charAt(index - 1));
    const after = question.charAt(index + stretch.length);
    const isPart = side.joined || (/[A-Za-z\\_^!%°'(]/.test(after) && !/\s$/.test(stretch));
    const json = isPart || !/\d/.test(side.text) ? undefined : parseFormula(side.text);
    return json === undefined ? [] : [{ text: side.text, json }];
  });
  const [only, ...others] = found;
  // Several numbers in a text are a story, not a calculation.
  if (!only || others.length > 0 || !OPERATOR.test(only.text.replace(/^[-−]/, '')))
    return undefined;
  return isPlain(only.json) ? only.text : undefined;
}

interface Side {
  readonly text: string;
  /** Where it begins in what it was taken from. */
  readonly offset: number;
}

/** The formula that a stretch ends with: sentences, items of a list and bullets before it are left out. */
function lastFormula(stretch: string, before: string): Side & { readonly joined: boolean } {
  if (before === '\\' && /^[([]/.test(stretch)) {
    // The mark that begins a formula.
    const inner = lastFormula(stretch.slice(1), '');
    return { ...inner, offset: inner.offset + 1 };
  }
  const startsLine = before === '' || before === '\n';
  const borders = startsLine ? /[.,]\s+|^\s*[-*+]\s+(?=[\d(\\])/g : /[.,]\s+/g;
  const border = [...stretch.matchAll(borders)].at(-1);
  const afterBorder = border ? border.index + border[0].length : 0;
  const from = afterBorder + openEnd(stretch.slice(afterBorder));
  const text = stretch.slice(from);
  const blank = text.length - text.trimStart().length;
  const begins = text.trimStart();
  const opener = stretch.charAt(from - 1);
  const isInside =
    /[([{]/.test(opener) && /[_^]/.test(from > 1 ? stretch.charAt(from - 2) : before);
  const joined = isInside || (from === 0 && blank === 0 && /[A-Za-z\\_}^'%!]/.test(before));
  // An operator at the beginning continues something that is not part of the calculation.
  const continues = /^[+*/^×·÷)\]}=]|^[-−]\s/.test(begins) || /^\\(?:times|cdot|div)/.test(begins);
  return { text: begins, offset: from + blank, joined: joined || continues };
}

/** Where what stands in the last bracket begins that is not closed; 0 where all are. */
function openEnd(text: string): number {
  const open: number[] = [];
  for (const { 0: mark, index } of text.matchAll(/\\[^]|[()[\]{}]/g)) {
    if ('([{'.includes(mark)) open.push(index + 1);
    else if (')]}'.includes(mark)) open.pop();
  }
  return open.at(-1) ?? 0;
}

/** A text up to the first bracket that closes more than was opened in it. */
function balanced(text: string): string {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/\\[^]|[()[\]{}]/g)) {
    if ('([{'.includes(mark)) depth++;
    else if (')]}'.includes(mark) && --depth < 0) return text.slice(0, index);
  }
  return text;
}

function firstFormula(stretch: string): Side {
  const blank = stretch.length - stretch.trimStart().length;
  const [line = ''] = stretch.trimStart().split(/[.,](?=\s|$)|\s{2,}/);
  const first = balanced(line);
  return { text: first.replace(/[\s.,;(\[{]+$/, ''), offset: blank };
}

function judge(
  left: string,
  right: string,
  approximately: boolean,
  remainder: string | undefined,
): Pick<ArithmeticClaim, 'verdict' | 'value'> | undefined {
  const a = parseFormula(left);
  const b = parseFormula(right);
  if (a === undefined || b === undefined || !isPlain(a) || !isPlain(b)) return undefined;
  if (remainder !== undefined) return judgeRemainder(a, b, Number(remainder));
  const exactA = exactValue(a);
  const exactB = exactValue(b);
  if (exactA && exactB && exactA.equals(exactB))
    return { verdict: 'checked', value: exactA.toFraction() };
  const [x, y] = [a, b].map((json) => numericValue(json));
  if (!x || !y || !Number.isFinite(x.re) || !Number.isFinite(y.re)) return undefined;
  if (Math.abs(x.im) > 1e-9 || Math.abs(y.im) > 1e-9) return undefined;
  const value = exactA?.d === 1n ? exactA.toFraction() : String(Number(x.re.toPrecision(12)));
  const digits = /\.(\d+)$/.exec(right.trim())?.[1]?.length;
  const rounding = digits === undefined ? 0 : 0.5000001 * 10 ** -digits;
  const tolerance = approximately
    ? Math.max(rounding, 0.01 * Math.abs(x.re))
    : Math.max(rounding, exactA && exactB ? 0 : 1e-9 * Math.abs(x.re));
  return { verdict: Math.abs(x.re - y.re) <= tolerance ? 'checked' : 'contradicted', value };
}

function judgeRemainder(
  a: MathJson,
  quotient: MathJson,
  remainder: number,
): Pick<ArithmeticClaim, 'verdict' | 'value'> | undefined {
  if (head(a) !== 'Divide' || !Array.isArray(a)) return undefined;
  const [top, bottom, q] = [a[1] as MathJson, a[2] as MathJson, quotient].map((json) =>
    exactValue(json),
  );
  if (!top || !bottom || !q || bottom.n === 0n) return undefined;
  const right = bottom.mul(q).add(remainder).equals(top) && bottom.abs().gt(remainder);
  const whole = top.div(bottom).floor();
  const rest = top.sub(whole.mul(bottom));
  return {
    verdict: right ? 'checked' : 'contradicted',
    value: `${whole.toFraction()} R ${rest.toFraction()}`,
  };
}

/** A number, or a calculation with numbers. */
function isPlain(json: MathJson): boolean {
  return (
    freeSymbols(json).length === 0 && !holds(json, ['Interval', 'Set', 'List', 'Matrix', 'Equal'])
  );
}

function holds(json: MathJson, names: readonly string[]): boolean {
  return names.includes(head(json) ?? '') || args(json).some((each) => holds(each, names));
}
