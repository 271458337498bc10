import { lastLine } from '../lines.js';
import type { GhostPlace } from './ghostPlace.js';

/** Nothing is left of a text whose lines are only those above or below once more. */
export function withoutNeighbours(text: string, { prefix, suffix }: GhostPlace): string {
  const line = lastLine(prefix);
  const written = significant(line + text);
  const [first = ''] = written;
  const below = firstSignificant(suffix.split('\n').slice(1));
  if (!/\w/.test(first)) return written.length <= 1 && first === below ? '' : text;
  if (first === below) return '';
  const above = significant(prefix.slice(0, prefix.length - line.length)).slice(-written.length);
  if (above.at(-1) === first) return '';
  const copies = written.length > 1 && written.every((each, index) => each === above[index]);
  return copies ? '' : text;
}

/** The lines of a text that are not blank, as they compare. */
function significant(text: string): string[] {
  return text
    .split('\n')
    .map(comparable)
    .filter((line) => line !== '');
}

function firstSignificant(lines: readonly string[]): string | undefined {
  const line = lines.find((each) => each.trim() !== '');
  return line === undefined ? undefined : comparable(line);
}

/** A line without what makes no difference to a reader. */
function comparable(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}
