import { withoutCis } from './cis.js';
import { CALLS, CHARACTERS, LOWERED, RAISED, RULES } from './latexForms.js';

/**
 * An answer in one way of writing: LaTeX without what is for the eye alone, and with the plain-text forms of operators,
 * functions and signs as LaTeX.
 */
export function cleanLatex(answer: string): string {
  let text = levelled(withoutDollars(answer), RAISED, '^');
  text = levelled(text, LOWERED, '_');
  for (const call of CALLS) text = withBraces(text, call);
  text = text.replaceAll(/[^\n -~]/gu, (mark) => CHARACTERS[mark] ?? mark);
  for (const [pattern, replacement] of RULES) text = text.replaceAll(pattern, replacement);
  text = text.replaceAll(CHOSEN, asBinomial);
  return withoutCis(text).replaceAll(/\s+/g, ' ').trim();
}

/** `C_5^2`, the ways to choose 2 of 5. */
const CHOSEN = /(?<![A-Za-z\\])C_\s*(?:\{\s*(\d+)\s*\}|(\d))\s*\^\s*(?:\{\s*(\d+)\s*\}|(\d))/g;

function asBinomial(found: string, ...numbers: readonly (string | undefined)[]): string {
  const [n, k] = [numbers[0] ?? numbers[1], numbers[2] ?? numbers[3]];
  // A square of one of two constants is none.
  return Number(n) > 2 && Number(k) <= Number(n) ? `\\binom{${n ?? ''}}{${k ?? ''}}` : found;
}

/** Raised or lowered characters in a row as one exponent or index. */
function levelled(text: string, marks: ReadonlyMap<string, string>, sign: '^' | '_'): string {
  const row = new RegExp(`[${[...marks.keys()].join('')}]+`, 'gu');
  return text.replaceAll(
    row,
    (found) => `${sign}{${Array.from(found, (mark) => marks.get(mark) ?? '').join('')}}`,
  );
}

/** Braces in place of the parentheses of a call, whatever is nested in them. */
function withBraces(text: string, [opener, before, after]: (typeof CALLS)[number]): string {
  const isCall: boolean[] = [];
  return text.replaceAll(new RegExp(`${opener.source}|[()]`, 'g'), (mark) => {
    if (mark === ')') return isCall.pop() === true ? after : mark;
    isCall.push(mark !== '(');
    return mark === '(' ? mark : before;
  });
}

/** Formulas among words lose their marks; a single dollar is a currency. */
function withoutDollars(text: string): string {
  const marks = text.match(/(?<!\\)\$/g)?.length ?? 0;
  return marks > 1 ? text.replaceAll(/(?<!\\)\$/g, '') : text;
}

/** The content of `$…$`, `\(…\)`, `\[…\]`, bold marks or outer braces that hold the whole text; else the text itself. */
export function unwrap(text: string): string {
  let inner = text.trim();
  for (;;) {
    const next = unwrapOnce(inner);
    if (next === inner) return inner;
    inner = next;
  }
}

const WRAPPERS: readonly RegExp[] = [
  /^\$\$((?:\\.|[^$\\])*)\$\$$/s,
  /^\$((?:\\.|[^$\\])+)\$$/s,
  /^\\\(((?:(?!\\\)).)*)\\\)$/s,
  /^\\\[((?:(?!\\\]).)*)\\\]$/s,
  /^\*\*([^*]*)\*\*$/,
  /^`([^`]*)`$/,
];

function unwrapOnce(text: string): string {
  // A full stop of the sentence around it, not one of a number or of dots.
  const sentence = text.replace(/(?<![.])[.,;:]$/, '').trim();
  for (const wrapper of WRAPPERS) {
    const content = wrapper.exec(sentence)?.[1];
    if (content !== undefined) return content.trim();
  }
  return sentence;
}
