import { toBlockEnd } from './filters/blockEnd.js';
import { cutUnbalanced } from './filters/brackets.js';
import type { GhostFilter, GhostPlace } from './filters/ghostPlace.js';
import { withoutNextCell } from './filters/cellBorder.js';
import { withFileIndent, withoutRepeatedIndent } from './filters/indentation.js';
import { withoutNeighbours } from './filters/neighbours.js';
import { withoutFences, withoutProse } from './filters/prose.js';
import { withoutRepetition } from './filters/repetition.js';
import { withoutSpecials } from './filters/specials.js';
import { cutSuffixOverlap } from './filters/suffixOverlap.js';
import { withoutUnreachable } from './filters/unreachable.js';
import { withoutTrailingSpace } from './filters/whiteSpace.js';
import { trimInfillContext } from './infillContext.js';

/** How far around the cursor the filters look, in characters. */
const WINDOW = { prefixChars: 8000, suffixChars: 4000 };

/** What a raw text goes through, in this order. */
const FILTERS: readonly GhostFilter[] = [
  withoutSpecials,
  withoutFences,
  withoutProse,
  withoutNextCell,
  toBlockEnd,
  withoutRepeatedIndent,
  withFileIndent,
  withoutRepetition,
  cutSuffixOverlap,
  withoutUnreachable,
  withoutTrailingSpace,
  cutUnbalanced,
  withoutNeighbours,
];

/**
 * What of a raw continuation is worth showing at the cursor, or undefined. Think tags and control tokens never pass; nor do
 * code fences and sentences around the code, text that the document has already behind or before the cursor, loops, brackets that would
 * leave the document worse than it is, and white space that leads to nothing.
 */
export function ghostText(
  raw: string,
  { prefix, suffix, languageId }: GhostPlace,
): string | undefined {
  const near = trimInfillContext(
    prefix.replaceAll('\r\n', '\n'),
    suffix.replaceAll('\r\n', '\n'),
    WINDOW,
  );
  const place: GhostPlace = { ...near, languageId };
  let text = raw;
  for (const filter of FILTERS) {
    text = filter(text, place);
    if (text === '') return undefined;
  }
  // What was cut may have brought a tag's halves together at a border with the document.
  return withoutSpecials(text, place) === text ? text : undefined;
}
