import type { GhostPlace } from './ghostPlace.js';

/** Think tags, whole or cut off where no markup language has such a name, and control tokens of chat models. */
const SPECIAL = /<\/?think(?![A-Za-z])|<\/?thin?$|<｜|<\|[A-Za-z]\w*(?:\||$)|\[\/?INST\]/;

/** Longest tag that could stand across a border of the suggestion, in UTF-16 code units. */
const REACH = 32;

/**
 * Model text up to the first think tag or control token, line ends as `\n`, and up to the first character that would be
 * invisible or reorder the text on screen. Nothing is left when a tag would come about at its border with the document.
 */
export function withoutSpecials(raw: string, { prefix, suffix }: GhostPlace): string {
  let clean = upToUnsafe(raw.replaceAll('\r\n', '\n'));
  // What a cut leaves at the end may be a tag that is cut off.
  for (let tag = SPECIAL.exec(clean); tag; tag = SPECIAL.exec(clean)) {
    clean = clean.slice(0, tag.index);
  }
  const before = prefix.slice(-REACH);
  const around = before + clean + suffix.slice(0, REACH);
  for (const match of around.matchAll(new RegExp(SPECIAL, 'g'))) {
    const end = match.index + match[0].length;
    const inDocument =
      end <= before.length || match.index >= before.length + clean.length || clean === '';
    if (!inDocument) {
      return '';
    }
  }
  return clean;
}

function upToUnsafe(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    if (isUnsafe(text.charCodeAt(index))) {
      return text.slice(0, index);
    }
  }
  return text;
}

/** Control characters, zero-width and bidirectional marks, and the replacement character. */
function isUnsafe(code: number): boolean {
  return (
    (code < 0x20 && code !== 0x09 && code !== 0x0a) ||
    (code >= 0x7f && code <= 0x9f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff ||
    code === 0xfffd
  );
}
