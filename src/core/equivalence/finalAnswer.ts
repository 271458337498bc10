import { boxSpans, type BoxSpan, codeBlocks } from '../reasoning/answer.js';

/** Where a final answer was found. */
type AnswerSource = 'boxed' | 'stated' | 'bold' | 'code' | 'math' | 'number' | 'whole';

/** The final answer of a text. */
export interface FinalAnswer {
  readonly text: string;
  readonly source: AnswerSource;
}

/** Longest text that may be an answer as a whole, in characters. */
const WHOLE = 200;

/**
 * The final answer of a reply, or of a bare answer: what its last box holds, what "the answer is" names, the last words in
 * bold, the last code block, the last formula, the last number; undefined where there is none of these.
 */
export function finalAnswer(reply: string): FinalAnswer | undefined {
  const text = afterThought(reply).trim();
  if (text === '') return undefined;
  return (
    found('boxed', boxes(text)) ??
    found('whole', bare(text)) ??
    found('stated', stated(text)) ??
    found('bold', lastMatch(text, /\*\*([^*\n]+)\*\*/g)) ??
    found('code', codeBlocks(text).at(-1)?.code.trim()) ??
    found('math', lastMath(text)) ??
    found(
      'number',
      lastMatch(text, /(?<![\w.])([-+]?\d[\d,]*(?:\.\d+)?(?:\/\d+)?%?)(?!\w)/g)?.replace(/,$/, ''),
    )
  );
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

const LEAD_IN =
  /^(?:therefore|thus|hence|so|then|it is|(?:and )?we (?:get|have|find)(?: that)?)\s*[,:]?\s+(?=\S)/i;

/** A text that is an answer and nothing else. */
function bare(whole: string): string | undefined {
  const text = whole.replace(LEAD_IN, '');
  if (text.length > WHOLE || text.includes('\n') || text.includes('**')) return undefined;
  const outside = text
    .replaceAll(/\$\$[^$]*\$\$|\$[^$]*\$|\\\(.*?\\\)|\\\[.*?\\\]/g, ' ')
    .replaceAll(/\\[A-Za-z]+\s*(?:\{[^{}]*\})?/g, ' ');
  const words = outside.match(/[A-Za-z]{2,}/g) ?? [];
  const isMath = /[$\\=\d]/.test(text);
  if (words.length > (isMath ? 2 : 3)) return undefined;
  // Several formulas with only a connective between them are one answer without its marks.
  const formulas = text.match(/\$[^$]+\$/g) ?? [];
  if (formulas.length < 2) return text;
  return /^[\s,;.]*(?:(?:and|or)[\s,;]*)*$/i.test(outside) ? text.replaceAll('$', '') : undefined;
}

const STATED =
  /(?:final\s+answer|answer|result|solution)\s*(?:\*\*)?\s*(?:is|=|:|are)\s*:?\s*(?:\*\*)?\s*(?:equal to\s*)?(.+)/gi;

function stated(text: string): string | undefined {
  const rest = [...text.matchAll(STATED)].at(-1)?.[1];
  if (rest === undefined) return undefined;
  const math = /^\s*(\$\$[^$]+\$\$|\$[^$]+\$|\\\(.+?\\\)|\\\[.+?\\\])/.exec(rest)?.[1];
  const bold = /^\s*\*?\*?([^*]+)\*\*/.exec(rest)?.[1];
  return math ?? bold ?? rest.split(/(?<!\d)\.(?:\s|$)|(?<=\d)\.(?:\s|$)|\n/)[0];
}

function lastMath(text: string): string | undefined {
  return lastMatch(text, /(\$\$[^$]+\$\$|\$[^$\n]+\$|\\\([^\n]+?\\\)|\\\[[\s\S]+?\\\])/g);
}

function lastMatch(text: string, pattern: RegExp): string | undefined {
  return [...text.matchAll(pattern)].at(-1)?.[1];
}
