import { boxSpans, type BoxSpan, codeBlocks } from '../reasoning/answer.js';
import { readCompound } from './compoundQuantity.js';
import { quantities } from './quantities.js';
import { statedAnswer } from './statedAnswer.js';
import { leadingUnit as unitAfter } from './units.js';

/** Where a final answer was found. */
type AnswerSource = 'boxed' | 'stated' | 'bold' | 'code' | 'math' | 'number' | 'whole';

/** The final answer of a text. */
export interface FinalAnswer {
  readonly text: string;
  readonly source: AnswerSource;
}

/** Longest text that may be an answer as a whole, in characters. */
const WHOLE = 200;
/** Characters at the end of a reply where an answer is looked for that is not boxed. */
const TAIL = 20_000;

/**
 * The final answer of a reply, or of a bare answer: what its last box holds, what "the answer is" names, the text itself, the
 * last words in bold, the last code block, the last formula, the last number; undefined where there is none of these.
 */
export function finalAnswer(reply: string): FinalAnswer | undefined {
  const whole = afterThought(reply).trim();
  const text = whole.slice(-TAIL);
  const box = boxes(whole);
  const open = box === undefined ? OPEN_BOX.exec(whole) : null;
  // Where the text ends in a box, digits may be missing.
  if (open?.[2] === '' && !open[1]?.trimEnd().endsWith('}')) return undefined;
  return (
    found('boxed', box ?? open?.[1]?.replace(/[.\s]+$/, '')) ??
    found('stated', statedAnswer(text)) ??
    found('stated', yesOrNo(text)) ??
    found('whole', bare(text)) ??
    found('bold', lastBold(text)) ??
    found('code', codeBlocks(text).at(-1)?.code.trim()) ??
    found('math', lastMath(text)) ??
    found('number', quantities(text).at(-1))
  );
}

const YES_OR_NO = /^\W{0,4}(yes|no)\W{0,2}[,.:;—–]/i;

/** What a reply begins with that gives its reasons behind it; where it has numbers, these may be the answer. */
function yesOrNo(text: string): string | undefined {
  return /\d/.test(text) ? undefined : YES_OR_NO.exec(text)?.[1];
}

function found(source: AnswerSource, text: string | undefined): FinalAnswer | undefined {
  return text === undefined || text.trim() === '' ? undefined : { text: text.trim(), source };
}

function afterThought(reply: string): string {
  const end = reply.lastIndexOf('</think>');
  return end === -1 ? reply : reply.slice(end + '</think>'.length);
}

/** What stands between boxes that are one answer together. */
const LINK = /^[\s$,;.]*(?:(?:and|or|\\text\s*\{\s*(?:and|or)\s*\})[\s$,;]*)?$/;

/** The last box, with those that stand beside it: `\boxed{1}` and `\boxed{2}` are one answer. */
function boxes(text: string): string | undefined {
  const contents: string[] = [];
  let next: BoxSpan | undefined;
  for (const span of boxSpans(text).reverse()) {
    if (next && (span.end > next.from || !LINK.test(text.slice(span.end + 1, next.from)))) break;
    if (next?.from === span.end + 1) break;
    contents.unshift(text.slice(span.start, span.end).trim());
    next = span;
  }
  return contents.length === 0 ? undefined : contents.join(', ');
}

/** A box without its last brace, up to the end of its formula or of the text. */
const OPEN_BOX = /\\f?box(?:ed)?\s*\{((?:(?!\\f?box|\\[\])])[^$\n]){1,500})(\$|\\[\])]|\n|$)/;

const LEAD_IN =
  /^(?:therefore|thus|hence|so|then|it is|(?:and )?we (?:get|have|find)(?: that)?)\s*[,:]?\s+(?=\S)/i;
/** Words that formulas are written with. */
const MATH_WORD =
  /^(?:sqrt|cbrt|abs|a?(?:sin|cos|tan)h?|cot|sec|csc|arc(?:sin|cos|tan)|ln|log|exp|pi|inf|infinity|oo|and|or|approximately|about|option|choice|all|no)$/i;

/** A text that is an answer and nothing else. */
function bare(whole: string): string | undefined {
  const text = whole.replace(LEAD_IN, '');
  if (text.length > WHOLE || text.includes('\n') || BOLD.test(text)) return undefined;
  if (readCompound(text)) return text;
  const outside = text
    .replaceAll(/\$\$[^$]*\$\$|\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]/g, ' $ ')
    .replaceAll(/\\[A-Za-z]+\s*(?:\{[^{}]*\})?/g, ' \\ ');
  const words = outside.match(/[A-Za-z]{2,}/g) ?? [];
  const isMath = /[$\\=\d]/.test(text);
  if (words.length > (isMath ? 2 : 5)) return undefined;
  const isSentence = (leadingWords(outside).length > 1 && isMath) || words.length > 3;
  if (isSentence && !/^(?:all|no|does)\s/i.test(text)) return undefined;
  // Several formulas with only a connective between them are one answer without its marks.
  const formulas = text.match(/\$[^$]+\$/g) ?? [];
  if (formulas.length < 2) return text;
  const between = outside.replaceAll('$', ' ');
  return /^[\s,;.]*(?:(?:and|or)[\s,;]*)*$/i.test(between) ? text.replaceAll('$', '') : undefined;
}

/** Words of a sentence before the first formula or number; a name that is given a value is none. */
function leadingWords(text: string): string[] {
  const [lead = ''] = /^[^\d$\\=:({[<>|]*/.exec(text) ?? [];
  if (/^[=:]/.test(text.slice(lead.length))) return [];
  return (lead.match(/[A-Za-z]{2,}/g) ?? []).filter((word) => !MATH_WORD.test(word));
}

const BOLD = /(?<![\w)*\]])\*\*(?=[^\s*])([^*\n]+)(?<=\S)\*\*(?![\w*([])/;
/** What is bold because it heads a paragraph. */
const HEADING =
  /:$|^(?:(?:the )?final answer|answer|solution|step\b.*|note|conclusion|proof|explanation)$/i;

/** The last words in bold that may be an answer: no heading, and no emphasis before a formula that follows. */
function lastBold(text: string): string | undefined {
  const marks = [...text.matchAll(new RegExp(BOLD, 'g'))];
  const last = marks.findLast(([, words = '']) => !HEADING.test(words.trim()));
  const words = last?.[1];
  if (last === undefined || words === undefined) return undefined;
  const rest = text.slice(last.index + last[0].length);
  return /[\d$\\]|^\(?[A-H]\)?$/.test(words) || !/[\d$\\]/.test(rest) ? words : undefined;
}

const FORMULA =
  /\$\$[^$]+\$\$|\$[^$\n]+\$|\\\([^\n]{1,2000}?\\\)|\\\[[\s\S]{1,2000}?\\\]|\\begin\{(?:align|gather|equation)\*?\}[\s\S]{1,2000}?\\end\{(?:align|gather|equation)\*?\}/g;
const MARKS = /^(?:\$\$?|\\[([])|(?:\$\$?|\\[)\]])$/g;
/** What a formula says of the ones before it, not an answer of its own. */
const CONDITION = /(?:\bwhere|\bwith|\bfor(?: (?:all|any|some|every|each|integers?))?)\s*$/i;

/** The last formula, with the ones that are listed before it, and the unit behind it. */
function lastMath(text: string): string | undefined {
  const formulas = [...text.matchAll(FORMULA)];
  let at = formulas.length - 1;
  const gap = (index: number): string => {
    const [before, after] = [formulas[index - 1], formulas[index]];
    return before && after ? text.slice(before.index + before[0].length, after.index) : ' . ';
  };
  if (CONDITION.test(gap(at))) at--;
  const last = formulas[at];
  if (!last) return undefined;
  const listed = [last[0]];
  if (/^\s*,?\s*(?:and|or)\s*$/i.test(gap(at))) {
    do listed.unshift(formulas[--at]?.[0] ?? '');
    while (/^\s*,\s*$/.test(gap(at)));
  }
  if (listed.length > 1) return listed.map((each) => each.replaceAll(MARKS, '')).join(', ');
  return `${last[0]}${unitAfter(text.slice(last.index + last[0].length))}`;
}
