import { commonIndent, reindent } from './indentation.js';

/** Where a piece of text stands in a document, as offsets. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds text that was taken from a document: at its old lines if it still stands there, else anywhere if there is only
 * one such place. Line ends of document and text must be alike.
 *
 * @param startLine where it stood, counted from 0.
 */
export function locate(document: string, text: string, startLine: number): TextSpan | undefined {
  if (text === '') return undefined;
  const lineStart = offsetOfLine(document, startLine);
  const lineEnd = document.indexOf('\n', lineStart);
  const there = document.indexOf(text, lineStart);
  if (there !== -1 && (lineEnd === -1 || there <= lineEnd)) return spanAt(there, text);
  const first = document.indexOf(text);
  const isOnlyOne = first !== -1 && first === document.lastIndexOf(text);
  return isOnlyOne ? spanAt(first, text) : undefined;
}

/** Code of an answer as it should stand in place of `span`: indented as the text there, and ending as it does. */
export function fitCode(document: string, span: TextSpan, code: string): string {
  const lineStart = document.lastIndexOf('\n', span.start - 1) + 1;
  const before = document.slice(lineStart, span.start);
  const startsInLine = before.trim() !== '';
  const old = document.slice(span.start, span.end);
  const indent = commonIndent(startsInLine ? '' : before + old);
  const body = reindent(code.replace(/\n+$/, ''), indent, !startsInLine && before === '');
  return old.endsWith('\n') ? `${body}\n` : body;
}

function spanAt(start: number, text: string): TextSpan {
  return { start, end: start + text.length };
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let count = 0; count < line; count += 1) {
    const next = text.indexOf('\n', offset);
    if (next === -1) return text.length;
    offset = next + 1;
  }
  return offset;
}
