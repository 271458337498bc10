import { fenceLanguage } from '../prompt/languages.js';

/** Text of a document that code may take the place of. */
export interface ApplyCandidate {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** How alike code and a text are, from 0 to 1: the share of lines that they have in common, blank ones and indents aside. */
function likeness(code: string, text: string): number {
  const lines = bareLines(code);
  const known = new Set(bareLines(text));
  const common = lines.filter((line) => known.has(line)).length;
  return common / Math.max(1, Math.min(lines.length, known.size));
}

/**
 * The candidates for a code block of an answer, likeliest first: those in its language before others, then by the lines they
 * share with it.
 *
 * @returns the one candidate where there is no doubt, else all of them.
 */
export function applyTargets<T extends ApplyCandidate>(
  candidates: readonly T[],
  block: { readonly language: string; readonly code: string },
): readonly T[] {
  const language = fenceLanguage(block.language);
  const ranked = candidates
    .map((candidate) => {
      const isSame = candidate.languageId === language;
      return { candidate, isSame, alike: likeness(block.code, candidate.text) };
    })
    .sort((a, b) => Number(b.isSame) - Number(a.isSame) || b.alike - a.alike);
  const [first, second] = ranked;
  if (!first) return [];
  const isClear =
    !second ||
    (first.isSame && !second.isSame && second.alike <= first.alike) ||
    (first.alike > 0.3 && first.alike > 2 * second.alike);
  return isClear ? [first.candidate] : ranked.map(({ candidate }) => candidate);
}

function bareLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line));
}
