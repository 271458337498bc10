import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { LemmaError } from '../core/errors.js';
import type { EditorContext } from '../core/messages.js';
import { checkSelection } from '../core/text/selection.js';
import { languageIdOf } from './languageId.js';

/** Lines of a file, counted from 1, both included. */
export interface FileRange {
  readonly file: string;
  readonly lines?: { readonly first: number; readonly last: number };
}

/** A place in a file, line and column counted from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Reads `FILE`, `FILE:a` or `FILE:a-b`; undefined when the lines make no sense. */
export function parseFileRange(argument: string): FileRange | undefined {
  const match = /^(?<file>.+):(?<first>\d+)(?:-(?<last>\d+))?$/.exec(argument)?.groups;
  if (match?.['file'] === undefined) return { file: argument };
  const first = Number(match['first']);
  const last = Number(match['last'] ?? match['first']);
  return first >= 1 && last >= first ? { file: match['file'], lines: { first, last } } : undefined;
}

/** Reads `FILE:line:column`. */
export function parseFilePosition(argument: string): FilePosition | undefined {
  const match = /^(?<file>.+):(?<line>\d+):(?<column>\d+)$/.exec(argument)?.groups;
  if (match?.['file'] === undefined) return undefined;
  const [line, column] = [Number(match['line']), Number(match['column'])];
  return line >= 1 && column >= 1 ? { file: match['file'], line, column } : undefined;
}

/**
 * The text a range names, as a command in the editor would see it.
 *
 * @throws LemmaError `noEditor` when the file cannot be read, `emptySelection`, `binarySelection`.
 */
export async function readContext(range: FileRange): Promise<EditorContext> {
  const lines = (await readText(range.file)).split('\n');
  const first = range.lines?.first ?? 1;
  const last = Math.min(range.lines?.last ?? lines.length, lines.length);
  const selectedText = lines.slice(first - 1, last).join('\n');
  checkSelection(selectedText);
  return {
    uri: path.resolve(range.file),
    path: range.file,
    languageId: languageIdOf(range.file),
    selectedText,
    startLine: first - 1,
    endLine: last - 1,
    source: 'selection',
  };
}

/**
 * What stands before and after a place.
 *
 * @throws LemmaError `noEditor` when the file cannot be read or has no such place, `binarySelection`.
 */
export async function readAround(at: FilePosition): Promise<{ prefix: string; suffix: string }> {
  const text = await readText(at.file);
  const lines = text.split('\n');
  const line = lines[at.line - 1];
  if (line === undefined || at.column > line.length + 1) {
    throw new LemmaError('noEditor', { path: at.file, line: at.line, column: at.column });
  }
  const offset = lines.slice(0, at.line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const cut = offset + at.column - 1;
  return { prefix: text.slice(0, cut), suffix: text.slice(cut) };
}

async function readText(file: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new LemmaError('noEditor', { path: file }, error);
  }
  if (text.includes('\0')) throw new LemmaError('binarySelection', { path: file });
  return text.replaceAll('\r\n', '\n');
}
