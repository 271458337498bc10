import { infillMode, InfillStopper } from './infillStop.js';
import { indentWidth, lastLine, opensBlock } from './lines.js';
import { withoutSpecials } from './sanitize.js';
import { cutSuffixOverlap } from './suffixOverlap.js';

/** Where a suggestion would stand. */
export interface GhostPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
}

/** A line that repeats as often as this is a loop. */
const LOOP_LINES = 3;

/**
 * What of a raw continuation is worth showing at the cursor, or undefined. Think tags and control tokens never pass; nor do
 * code fences around the code, text that the document has already behind or before the cursor, loops, and white space
 * that leads to nothing.
 */
export function ghostText(raw: string, place: GhostPlace): string | undefined {
  const prefix = place.prefix.replaceAll('\r\n', '\n');
  const suffix = place.suffix.replaceAll('\r\n', '\n');
  let text = withoutSpecials(raw, prefix, suffix);
  if (place.languageId !== 'markdown') {
    text = withoutFences(text, opensBlock(lastLine(prefix)));
  }
  const mode = infillMode(prefix, suffix);
  const stopper = new InfillStopper({ mode, prefix, suffix });
  stopper.push(text);
  text = withoutRepeatedIndent(stopper.text, prefix);
  text = withoutLoop(text);
  text = cutSuffixOverlap(text, prefix, suffix).replace(/[^\S\n]+$/gm, '');
  // The filters may have brought a tag's halves together at a border.
  text = withoutSpecials(text.trimEnd(), prefix, suffix).trimEnd();
  return text === '' || repeatsNeighbour(text, prefix, suffix) ? undefined : text;
}

/**
 * The code of the first fenced block when the text begins with one, or leads to it with a sentence; on a line of its own
 * where the cursor stands behind the opening of a block.
 */
function withoutFences(text: string, ownLine: boolean): string {
  const opening = /(?:^|\n)[ \t]*(`{3,})[^\n`]*(?:\n|$)/.exec(text);
  if (!opening) {
    return text;
  }
  const before = text.slice(0, opening.index).trim();
  const prose = before === '' || /^[A-Z][^;{}=]*[:.]$/.test(before);
  if (!prose) {
    return text.slice(0, opening.index);
  }
  const inner = text.slice(opening.index + opening[0].length);
  const end = inner.search(/(?:^|\n)[ \t]*`{3,}/);
  const code = end === -1 ? inner : inner.slice(0, end);
  return ownLine && !code.startsWith('\n') ? `\n${code}` : code;
}

/** Drops white space that the cursor's line has already. */
function withoutRepeatedIndent(text: string, prefix: string): string {
  const line = lastLine(prefix);
  const blanks = /^[ \t]*/.exec(text)?.[0] ?? '';
  if (blanks === '' || text.length === blanks.length || text[blanks.length] === '\n') {
    return text;
  }
  if (line.trim() !== '') {
    return /\s$/.test(line) ? text.slice(blanks.length) : text;
  }
  const above = prefix.slice(0, prefix.length - line.length).trimEnd();
  const deeper = opensBlock(lastLine(above)) && indentWidth(lastLine(above)) >= indentWidth(line);
  if (line === '' || deeper) {
    return text;
  }
  return text.startsWith(line) ? text.slice(line.length) : text.slice(blanks.length);
}

/** Cuts a text where it begins to repeat one line over and over. */
function withoutLoop(text: string): string {
  const lines = text.split('\n');
  for (let index = 0; index + LOOP_LINES <= lines.length; index += 1) {
    const line = lines[index]?.trim() ?? '';
    const run = lines.slice(index, index + LOOP_LINES);
    if (/\w{2}/.test(line) && run.every((other) => other.trim() === line)) {
      return lines.slice(0, index + 1).join('\n');
    }
  }
  return text;
}

/** Whether accepting the text would only write the line above or below once more. */
function repeatsNeighbour(text: string, prefix: string, suffix: string): boolean {
  const [first = '', ...rest] = text.split('\n');
  const line = lastLine(prefix);
  const written = (line + first).trim();
  if (!/\w/.test(written)) {
    return rest.every((other) => other.trim() === '') && written === nextLine(suffix)?.trim();
  }
  const above = prefix.slice(0, prefix.length - line.length).trimEnd();
  const below = nextLine(suffix)?.trim();
  return (above !== '' && lastLine(above).trim() === written) || below === written;
}

/** The first line behind the cursor's own that has text. */
function nextLine(suffix: string): string | undefined {
  return suffix
    .split('\n')
    .slice(1)
    .find((line) => line.trim() !== '');
}
