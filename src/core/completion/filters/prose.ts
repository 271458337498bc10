import { isProseLanguage } from '../../prompt/languages.js';
import { BracketScanner } from '../bracketScanner.js';
import { lastLine, opensBlock } from '../lines.js';
import type { GhostPlace } from './ghostPlace.js';

/** Languages whose text may hold sentences between the code. */
const MIXED = new Set([
  ...['html', 'xml', 'javascriptreact', 'typescriptreact', 'vue', 'svelte', 'php', 'yaml'],
  ...['handlebars', 'razor', 'plaintext'],
]);
/** A whole sentence, and nothing that code would have. */
const SENTENCE = /^[A-Z][\w'’,-]*(?: [\w'’"`,()/+-]+){3,}[.:!?]$/;
/** How models begin to talk about code, however the sentence ends. */
const TALK =
  /^(?:Sure|Okay|Ok|Alright|Certainly|Of course|Here(?: is|'s|’s)|To (?:solve|complete|fill|implement)|First,|Let me|Let's|Let’s|I (?:need|will|think|can)|We (?:need|can)|The (?:user|code|function|missing))\b[^;{}=]*$/;

/** Whether text of a language may be prose anywhere. */
function mayBeProse({ languageId }: GhostPlace): boolean {
  return isProseLanguage(languageId) || MIXED.has(languageId);
}

/**
 * The code of the first fenced block when the text begins with one, or leads to it with a sentence; on a line of its own
 * where the cursor stands behind the opening of a block. Documents in Markdown have fences of their own.
 */
export function withoutFences(text: string, place: GhostPlace): string {
  if (isProseLanguage(place.languageId)) return text;
  const opening = /(?:^|\n)[ \t]*(`{3,})[^\n`]*(?:\n|$)/.exec(text);
  if (!opening) return text;
  const before = text.slice(0, opening.index).trim();
  const isTalk =
    /^(?:[A-Z][^;{}=]*[:.])?$/.test(before) ||
    before.split('\n').every((line) => line === '' || isProse(line.trim()));
  if (!isTalk) return text.slice(0, opening.index);
  const inner = text.slice(opening.index + opening[0].length);
  const end = inner.search(/(?:^|\n)[ \t]*`{3,}/);
  const code = end === -1 ? inner : inner.slice(0, end);
  const ownLine = opensBlock(lastLine(place.prefix)) && !code.startsWith('\n');
  return ownLine ? `\n${code}` : code;
}

/** Cuts code where it goes over into sentences, except in comments, strings and languages that hold sentences. */
export function withoutProse(text: string, place: GhostPlace): string {
  if (mayBeProse(place)) return text;
  const scanner = new BracketScanner(place.languageId);
  for (const character of place.prefix) scanner.step(character);
  let start = 0;
  for (const line of text.split('\n')) {
    if (!scanner.inText && isProse(line.trim()) && (start > 0 || startsLine(place))) {
      return text.slice(0, start).trimEnd();
    }
    for (const character of `${line}\n`) scanner.step(character);
    start += line.length + 1;
  }
  return text;
}

function startsLine({ prefix }: GhostPlace): boolean {
  const line = lastLine(prefix);
  return line.trim() === '' || opensBlock(line) || /[=(,]\s*$/.test(line);
}

function isProse(line: string): boolean {
  return SENTENCE.test(line) || (TALK.test(line) && line.includes(' '));
}
