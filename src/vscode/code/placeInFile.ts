import { findBlock } from '../../core/text/selection.js';
import { fitCode, type TextSpan } from './targetRange.js';

/** Share of a file's lines from which on code is the whole file again. */
const WHOLE = 0.6;

const DECLARATION =
  /\b(?:def|function|fn|func|fun|class|interface|struct|enum|trait|type|const|let|var|val)\s+([A-Za-z_$][\w$]*)/;

/**
 * Where code belongs in a file that was attached whole, and how it should stand there: in place of the whole file when it is
 * about as long, else in place of what has its first line or declares the same name, else at the end.
 */
export function placeInFile(
  document: string,
  code: string,
  languageId: string,
): { readonly span: TextSpan; readonly code: string } {
  const lines = document.split('\n');
  const whole = { start: 0, end: document.length };
  if (lengthOf(code.split('\n')) >= WHOLE * lengthOf(lines)) {
    return { span: whole, code: `${code.replace(/\n+$/, '')}\n` };
  }
  const line = lineOf(lines, code);
  const block = line === undefined ? undefined : findBlock(lines, line, languageId);
  if (block?.startLine !== undefined && block.startLine === line) {
    const start = offsetOf(lines, block.startLine);
    const end = offsetOf(lines, block.endLine) + withoutReturn(lines[block.endLine]).length;
    const span = { start, end };
    return { span, code: fitCode(document, span, code) };
  }
  const gap = document.endsWith('\n') ? '\n' : '\n\n';
  const span = { start: document.length, end: document.length };
  return { span, code: `${gap}${code.replace(/\n+$/, '')}\n` };
}

/** The one line of a file that code begins with, or that declares what it declares. */
function lineOf(lines: readonly string[], code: string): number | undefined {
  const first = code.split('\n').find((line) => line.trim() !== '') ?? '';
  const name = DECLARATION.exec(first)?.[1];
  return (
    onlyLine(lines, (line) => line.trim() === first.trim()) ??
    onlyLine(lines, (line) => name !== undefined && DECLARATION.exec(line)?.[1] === name)
  );
}

function onlyLine(lines: readonly string[], fits: (line: string) => boolean): number | undefined {
  const found = lines.flatMap((line, index) => (fits(line) ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}

function lengthOf(lines: readonly string[]): number {
  return lines.filter((line) => line.trim() !== '').length;
}

function offsetOf(lines: readonly string[], line: number): number {
  return lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0);
}

function withoutReturn(line: string | undefined): string {
  return (line ?? '').replace(/\r$/, '');
}
