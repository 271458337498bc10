/** A stretch of TeX found in text. */
export interface MathSpan {
  /** The text with its delimiters. */
  readonly raw: string;
  readonly tex: string;
  /** On a line of its own rather than within one. */
  readonly display: boolean;
}

const BLANK_LINE = /\n[ \t]*\n/;
const ASCII_WORD = /[\dA-Za-z]/;

/**
 * The math span that starts at the beginning of `src`, if it is closed: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, or a bare
 * `\boxed{…}`. None reaches over a blank line. Dollar amounts (`$5 and $10`) and shell variables are text.
 *
 * @param before The character before `src`, empty at the beginning of a line.
 */
export function inlineMath(src: string, before: string): MathSpan | undefined {
  if (src.startsWith('$$')) return delimited(src, '$$', '$$', true);
  if (src.startsWith('$')) return dollarMath(src, before);
  if (src.startsWith('\\(')) return delimited(src, '\\(', '\\)', false);
  if (src.startsWith('\\[')) return delimited(src, '\\[', '\\]', true);
  if (src.startsWith('\\boxed{')) return boxedMath(src);
  return undefined;
}

/** Display math that starts a block; `undefined` where a block does not start with any. */
export type BlockMath =
  | { readonly kind: 'closed'; readonly raw: string; readonly tex: string }
  /** The text ends before the math does: what comes next decides. */
  | { readonly kind: 'open'; readonly raw: string };

/** The `$$…$$` or `\[…\]` block at the beginning of `src`, alone on its lines. */
export function blockMath(src: string): BlockMath | undefined {
  const opener = /^ {0,3}(\$\$|\\\[)/.exec(src);
  if (opener === null) return undefined;
  const close = opener[1] === '$$' ? '$$' : '\\]';
  const start = opener[0].length;
  const paragraph = untilBlankLine(src);
  const end = paragraph.indexOf(close, start);
  if (end < 0) {
    return paragraph.length === src.length ? { kind: 'open', raw: src } : undefined;
  }
  const rest = /^[ \t]*[.,;]?[ \t]*(?:\n|$)/.exec(src.slice(end + close.length));
  const tex = paragraph.slice(start, end).trim();
  if (rest === null || tex === '') return undefined;
  const punctuation = rest[0].trim();
  const raw = src.slice(0, end + close.length + rest[0].length);
  return { kind: 'closed', raw, tex: punctuation === '' ? tex : `${tex}\\text{${punctuation}}` };
}

/** Where display math may start a block within the paragraph at the beginning of `src`; -1 for nowhere. */
export function blockMathStart(src: string): number {
  const found = /\n {0,3}(?:\$\$|\\\[)/.exec(untilBlankLine(src));
  return found === null ? -1 : found.index + 1;
}

/** Text of the same length whose math holds no Markdown marks. */
export function maskMath(src: string): string {
  let masked = '';
  for (let at = 0; at < src.length;) {
    const char = src.charAt(at);
    const span =
      char === '$' || char === '\\' ? inlineMath(src.slice(at), src.charAt(at - 1)) : undefined;
    masked += span === undefined ? char : 'a'.repeat(span.raw.length);
    at += span?.raw.length ?? 1;
    if (span === undefined && char === '\\' && at < src.length) {
      masked += src.charAt(at);
      at += 1;
    }
  }
  return masked;
}

function untilBlankLine(src: string): string {
  const blank = BLANK_LINE.exec(src);
  return blank === null ? src : src.slice(0, blank.index);
}

function delimited(
  src: string,
  open: string,
  close: string,
  display: boolean,
): MathSpan | undefined {
  const end = src.indexOf(close, open.length);
  if (end < 0) return undefined;
  const tex = src.slice(open.length, end);
  if (tex.trim() === '' || BLANK_LINE.test(tex)) return undefined;
  return { raw: src.slice(0, end + close.length), tex: tex.trim(), display };
}

function dollarMath(src: string, before: string): MathSpan | undefined {
  if (before === '$' || before === '\\' || ASCII_WORD.test(before)) return undefined;
  if (/^\$\s/.test(src)) return undefined;
  const end = closingDollar(src);
  if (end < 0) return undefined;
  return { raw: src.slice(0, end + 1), tex: src.slice(1, end), display: false };
}

/** A closing dollar follows no space and precedes no letter or digit; math in dollars holds no backtick. */
function closingDollar(src: string): number {
  for (let at = 1; at < src.length; at += 1) {
    const char = src.charAt(at);
    if (char === '`' || (char === '\n' && /^\n[ \t]*\n/.test(src.slice(at)))) return -1;
    if (char === '\\') {
      at += 1;
    } else if (char === '$') {
      const closes = at > 1 && !/\s/.test(src.charAt(at - 1));
      return closes && !/[\dA-Za-z$]/.test(src.charAt(at + 1)) ? at : -1;
    }
  }
  return -1;
}

function boxedMath(src: string): MathSpan | undefined {
  let depth = 0;
  for (let at = '\\boxed'.length; at < src.length; at += 1) {
    const char = src.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    if (depth === 0) {
      const raw = src.slice(0, at + 1);
      const inner = raw.slice('\\boxed{'.length, -1);
      if (inner.trim() === '' || BLANK_LINE.test(inner)) return undefined;
      return { raw, tex: raw, display: false };
    }
  }
  return undefined;
}
