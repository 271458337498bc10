import { BracketScanner, bracketBalance, continueBalance } from '../bracketScanner.js';
import { isProseLanguage } from '../../prompt/languages.js';
import type { BracketBalance } from '../bracketScanner.js';
import type { GhostPlace } from './ghostPlace.js';

/**
 * Cuts a text back to where it leaves no more brackets of the document open, and none closed that nothing opened, than there were. Only the
 * brackets at the end of a lone line may stay open: a block or a list begins there.
 */
export function cutUnbalanced(text: string, place: GhostPlace): string {
  const { prefix, suffix, languageId } = place;
  if (text === '' || isProseLanguage(languageId)) return text;
  const scanner = new BracketScanner(languageId);
  const before = continueBalance(prefix, scanner, { open: 0, unmatched: 0 });
  const most = continueBalance(suffix, scanner.clone(), before);
  const mayOpen = (suffix.split('\n', 1)[0] ?? '').trim() === '';
  for (const end of possibleEnds(text)) {
    const kept = text.slice(0, end).trimEnd();
    const behind = scanner.clone();
    const own = continueBalance(kept, behind, before);
    const whole = continueBalance(suffix, behind, own);
    const begun = mayOpen && !kept.trim().includes('\n') ? openedAtEnd(kept, scanner) : 0;
    if (isNoWorse(whole, most, begun)) return kept;
  }
  return '';
}

function isNoWorse(whole: BracketBalance, most: BracketBalance, begun: number): boolean {
  return whole.open <= most.open + begun && whole.unmatched <= most.unmatched;
}

/** Where a text can be cut, the latest first: behind its lines, then beside the brackets and quotes of its first one. */
function* possibleEnds(text: string): Generator<number> {
  yield text.length;
  const first = text.search(/\S/);
  for (let end = text.lastIndexOf('\n'); end > first; end = text.lastIndexOf('\n', end - 1)) {
    yield end;
  }
  const border = text.indexOf('\n', first);
  for (let end = border === -1 ? text.length : border; end > first; end -= 1) {
    const isMark = (index: number): boolean => /[()[\]{}"'`]/.test(text.charAt(index));
    if (isMark(end - 1) || isMark(end)) yield end;
  }
}

/** Opening brackets that a text ends in, behind a text that was scanned. */
function openedAtEnd(text: string, before: BracketScanner): number {
  const scanner = before.clone();
  let run = 0;
  for (const character of text) {
    const change = scanner.step(character);
    if (change === 1) run += 1;
    else if (character.trim() !== '') run = 0;
  }
  return run;
}

/** Where a line closes a bracket that it did not open. */
export function firstUnmatchedCloser(line: string, languageId: string): number | undefined {
  const scanner = new BracketScanner(languageId);
  let depth = 0;
  for (let index = 0; index < line.length; index += 1) {
    depth += scanner.step(line.charAt(index));
    if (depth < 0) return index;
  }
  return undefined;
}

/** Whether a text leaves brackets open. */
export function leavesOpen(text: string, languageId: string): boolean {
  return bracketBalance(text, languageId).open > 0;
}
