import { lineCommentMark } from './languages.js';

/** Comments at the start of a piece of code, and what follows them. */
export interface LeadingComment {
  /** Text without comment marks; empty when the code begins with none. */
  readonly comment: string;
  /** The rest, without blank lines at its start. */
  readonly code: string;
}

const BLOCKS: readonly { open: RegExp; close: string; onlyIn?: string }[] = [
  { open: /^\s*\/\*+/, close: '*/' },
  { open: /^\s*<!--/, close: '-->' },
  { open: /^\s*[rRuU]?"""/, close: '"""', onlyIn: 'python' },
  { open: /^\s*[rRuU]?'''/, close: "'''", onlyIn: 'python' },
];

/** Splits the comments that a piece of code begins with from the code. */
export function splitLeadingComment(text: string, languageId: string): LeadingComment {
  const lines = text.split(/\r?\n/);
  const mark = lineCommentMark(languageId);
  const comment: string[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const block = BLOCKS.find((b) => b.open.test(line) && (b.onlyIn ?? languageId) === languageId);
    if (block) {
      const end = readBlock(lines, index, block.open, block.close, comment);
      if (end === undefined) {
        break;
      }
      index = end + 1;
    } else if (isLineComment(line, mark)) {
      comment.push(line.trimStart().slice(mark.length).replace(/^[/!]/, '').replace(/^ /, ''));
      index += 1;
    } else if (line.trim() === '') {
      comment.push('');
      index += 1;
    } else {
      break;
    }
  }
  return { comment: comment.join('\n').trim(), code: lines.slice(index).join('\n').trimEnd() };
}

/** The text of comments when a piece of code is nothing else. */
export function commentOnly(text: string, languageId: string): string | undefined {
  const { comment, code } = splitLeadingComment(text, languageId);
  return code === '' && comment !== '' ? comment : undefined;
}

function isLineComment(line: string, mark: string): boolean {
  const text = line.trimStart();
  // `#!` begins a script, and `#include` a C file; neither is said to a reader.
  return text.startsWith(mark) && !(mark === '#' && text.startsWith('#!'));
}

/** Reads a block comment from line `start`; gives its last line, or nothing when code follows on that line. */
function readBlock(
  lines: readonly string[],
  start: number,
  open: RegExp,
  close: string,
  into: string[],
): number | undefined {
  let rest = (lines[start] ?? '').replace(open, '');
  const found: string[] = [];
  for (let index = start; index < lines.length; index += 1) {
    if (index > start) {
      rest = (lines[index] ?? '').replace(/^\s*\*(?!\/) ?/, '').trim();
    }
    const end = rest.indexOf(close);
    if (end !== -1) {
      found.push(rest.slice(0, end).replace(/\*+$/, '').trim());
      if (rest.slice(end + close.length).trim() !== '') {
        return undefined;
      }
      into.push(...found);
      return index;
    }
    found.push(rest.trim());
  }
  into.push(...found);
  return lines.length - 1;
}
