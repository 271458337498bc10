import { sessionTitle } from './sessionTitle.js';
import { shownTurns } from './savedTree.js';
import type { SavedSession } from './savedSession.js';

/** Where a chat says what was searched for. */
export type FoundIn = 'title' | 'question' | 'thinking' | 'answer';

/** One text of a chat that can be searched. */
export interface SearchText {
  readonly where: FoundIn;
  readonly text: string;
}

/** What was found in a chat. */
export interface SessionMatch {
  readonly where: FoundIn;
  /** What stands around the first place, on one line. */
  readonly excerpt: string;
}

/** Characters of an excerpt before and after the place found. */
const BEFORE = 30;
const AFTER = 90;

/** Everything in a chat that can be searched, its title first: every branch, shown or not. */
export function searchTexts(saved: SavedSession): SearchText[] {
  const title = sessionTitle({ title: saved.title, turns: shownTurns(saved) });
  const texts: SearchText[] = [{ where: 'title', text: title }];
  for (const { prompt, attachments = [], parts } of saved.turns) {
    texts.push({ where: 'question', text: prompt });
    for (const { path, text } of attachments) {
      texts.push({ where: 'question', text: path }, { where: 'question', text });
    }
    for (const { kind, text } of parts) {
      texts.push({ where: kind === 'thinking' ? 'thinking' : 'answer', text });
    }
  }
  return texts.filter(({ text }) => text !== '');
}

/** The words of a query, in small letters. */
export function queryWords(query: string): string[] {
  return [...new Set(query.toLowerCase().split(/\s+/u))].filter((word) => word !== '');
}

/** Where a chat says what a query asks for: all of its words, in any order, in any of its texts. */
export function findInChat(texts: readonly SearchText[], query: string): SessionMatch | undefined {
  const words = queryWords(query);
  const missing = new Set(words);
  const phrase = words.join(' ');
  let best:
    { readonly found: SearchText; readonly at: number; readonly whole: boolean } | undefined;
  for (const found of texts) {
    const lower = found.text.toLowerCase();
    for (const word of missing) if (lower.includes(word)) missing.delete(word);
    if (best?.whole === true) continue;
    const whole = lower.indexOf(phrase);
    if (whole !== -1) best = { found, at: whole, whole: true };
    else best ??= firstWord(found, lower, words);
  }
  if (missing.size > 0 || best === undefined) return undefined;
  return { where: best.found.where, excerpt: excerpt(best.found.text, best.at) };
}

function firstWord(
  found: SearchText,
  lower: string,
  words: readonly string[],
): { readonly found: SearchText; readonly at: number; readonly whole: false } | undefined {
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place !== -1);
  return places.length === 0 ? undefined : { found, at: Math.min(...places), whole: false };
}

function excerpt(text: string, at: number): string {
  const start = wholeCharacter(text, Math.max(0, at - BEFORE));
  const end = wholeCharacter(text, Math.min(text.length, at + AFTER));
  const cut = text.slice(start, end).replace(/\s+/gu, ' ').trim();
  return `${start > 0 ? '…' : ''}${cut}${end < text.length ? '…' : ''}`;
}

/** The place itself, or the one before it where it would cut a character in two. */
function wholeCharacter(text: string, at: number): number {
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) && at > 0 ? at - 1 : at;
}
