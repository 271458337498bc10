import { indentWidth, lastLine, opensBlock } from '../lines.js';
import { firstUnmatchedCloser, leavesOpen } from './brackets.js';
import type { GhostPlace } from './ghostPlace.js';

/**
 * Cuts from a continuation what the document has already behind the cursor: the rest of the cursor's line, or the lines
 * below. When text follows the cursor on its line, only the first line of the continuation is kept, since more would
 * stand before that text.
 */
export function cutSuffixOverlap(text: string, place: GhostPlace): string {
  const { suffix } = place;
  const rest = suffix.split('\n', 1)[0] ?? '';
  if (rest.trim() !== '') {
    return cutRestOfLine(text.split('\n', 1)[0] ?? '', rest, place);
  }
  return cutFollowingLines(text, place);
}

function cutRestOfLine(line: string, rest: string, place: GhostPlace): string {
  const unmatched = firstUnmatchedCloser(line, place.languageId);
  const behind = rest.trimStart();
  if (unmatched !== undefined && behind.startsWith(line.charAt(unmatched))) {
    return line.slice(0, unmatched);
  }
  for (let length = Math.min(line.length, rest.length); length > 0; length -= 1) {
    const overlap = rest.slice(0, length);
    if (overlap.trim() !== '' && line.endsWith(overlap)) {
      const kept = line.slice(0, line.length - length);
      if (endsWhole(kept, overlap, place)) {
        return kept;
      }
    }
  }
  return line;
}

/** Whether a line without its overlap is whole: cutting took no bracket, quote or half a name of its own. */
function endsWhole(kept: string, overlap: string, { prefix, languageId }: GhostPlace): boolean {
  if (leavesOpen(kept, languageId)) {
    return false;
  }
  const quotes = /["'`]/.exec(overlap)?.[0];
  if (quotes !== undefined && overlap.length <= 2) {
    const before = countOf(lastLine(prefix), quotes);
    return (before + countOf(kept, quotes)) % 2 === 1;
  }
  return !(/^\w/.test(overlap) && /\w$/.test(kept === '' ? prefix : kept));
}

/** Following lines among which a copy of them may begin. */
const REACH = 4;

function cutFollowingLines(text: string, { suffix, languageId }: GhostPlace): string {
  const following = suffix
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.trimEnd());
  const [next] = following;
  if (next === undefined) return text;
  const lines = text.split('\n').map((line) => line.trimEnd());
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const isCopy =
      line === next || isSameHeader(line, next) || isTailOf(lines.slice(index), following);
    if (!isCopy) continue;
    const before = lines.slice(0, index).join('\n');
    const closesOwn = /^\s*[)\]}]/.test(line) && leavesOpen(before, languageId);
    if (!closesOwn) return before;
  }
  return text;
}

/** Whether lines are all a run of the following ones, at least one of them with words. */
function isTailOf(lines: readonly string[], following: readonly string[]): boolean {
  const own = lines.filter((line) => line !== '');
  if (!own.some((line) => /\w{2}/.test(line))) return false;
  for (let start = 0; start < REACH; start += 1) {
    if (own.every((line, index) => following[start + index] === line)) return true;
  }
  return false;
}

/** Whether two lines open the same block but for a name. */
function isSameHeader(a: string, b: string): boolean {
  if (!opensBlock(a) || !opensBlock(b) || indentWidth(a) !== indentWidth(b)) return false;
  const [left, right] = [tokensOf(a), tokensOf(b)];
  if (left.length !== right.length || left.length < 4) return false;
  const others = left.filter((token, index) => token !== right[index]);
  return others.length <= 1 && others.every((token) => /^[A-Za-z_]\w*$/.test(token));
}

function tokensOf(line: string): readonly string[] {
  return line.match(/\w+|[^\w\s]/g) ?? [];
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
