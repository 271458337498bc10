import { isBlank, type TextBlock } from './textBlock.js';

const FUNCTION = /^\s*(?:async\s+)?def\s/;
const HEADER = /^\s*(?:async\s+)?(?:def|class|if|for|while|with|try|match)\b/;
const CONTINUES = /^\s*(?:elif|else|except|finally)\b/;
const BEFORE_FUNCTION = /^\s*(?:@|#)/;

/** The function, else the innermost statement with a body, around a line of a language that is structured by indentation. */
export function findIndentBlock(lines: readonly string[], line: number): TextBlock | undefined {
  const at = beforeHeader(lines, line);
  const headers = headersAround(lines, at);
  const header = headers.find((index) => FUNCTION.test(lines[index] ?? '')) ?? headers[0];
  if (header === undefined) {
    return undefined;
  }
  const isFunction = FUNCTION.test(lines[header] ?? '');
  let startLine = header;
  while (startLine > 0 && belongsToNext(lines, startLine - 1, header)) {
    startLine -= 1;
  }
  return {
    startLine,
    endLine: bodyEnd(lines, header),
    source: isFunction ? 'function' : 'block',
  };
}

/** The header that a decorator or comment at `line` belongs to, or the line itself. */
function beforeHeader(lines: readonly string[], line: number): number {
  let at = line;
  while (BEFORE_FUNCTION.test(lines[at] ?? '')) {
    at += 1;
  }
  return FUNCTION.test(lines[at] ?? '') ? at : line;
}

/** Headers whose body holds the line, innermost first. */
function headersAround(lines: readonly string[], line: number): number[] {
  const found: number[] = [];
  for (let index = line; index >= 0; index -= 1) {
    if (HEADER.test(lines[index] ?? '') && bodyEnd(lines, index) >= line) {
      found.push(index);
    }
  }
  return found;
}

/** The last line of the statement that begins at `header`. */
function bodyEnd(lines: readonly string[], header: number): number {
  const indent = indentOf(lines[header]);
  let end = header;
  for (let index = header + 1; index < lines.length; index += 1) {
    const text = lines[index];
    if (isBlank(text)) {
      continue;
    }
    const goesOn =
      indentOf(text) === indent && (/^\s*\)/.test(text ?? '') || CONTINUES.test(text ?? ''));
    if (indentOf(text) <= indent && !goesOn) {
      break;
    }
    end = index;
  }
  return end;
}

function belongsToNext(lines: readonly string[], index: number, header: number): boolean {
  const text = lines[index];
  return BEFORE_FUNCTION.test(text ?? '') && indentOf(text) === indentOf(lines[header]);
}

function indentOf(line: string | undefined): number {
  return line === undefined ? 0 : line.length - line.trimStart().length;
}
