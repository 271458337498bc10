import type { InfillSource } from './infillSources.js';
import { type Random, seededRandom } from './seededRandom.js';

/** What is missing: a line, two or more whole lines, or any stretch of characters. */
export const HOLE_KINDS = ['singleLine', 'multiLine', 'randomSpan'] as const;
/** One of {@link HOLE_KINDS}. */
type HoleKind = (typeof HOLE_KINDS)[number];

/** A document with a hole. */
export interface InfillCase {
  readonly name: string;
  readonly kind: HoleKind;
  readonly languageId: string;
  readonly prefix: string;
  readonly suffix: string;
  /** What stood in the hole. */
  readonly expected: string;
}

/** Lines at the most that a hole of whole lines, and a span, takes. */
const MOST_LINES = 4;
/** Shortest span, in characters. */
const SHORTEST_SPAN = 6;

/**
 * Cuts holes into functions, in the manner of the HumanEval infilling benchmark (Bavarian et al. 2022). The line that a function begins with
 * is never missing. The same seed gives the same holes.
 *
 * @param perKind Most holes of each kind; they are spread over the functions.
 */
export function infillCases(
  sources: readonly InfillSource[],
  perKind: number,
  seed: number,
): InfillCase[] {
  const random = seededRandom(seed);
  const cases: InfillCase[] = [];
  for (const kind of HOLE_KINDS) {
    const holes = sources.map((source) => shuffled(holesOf(source, kind, random), random));
    const taken: InfillCase[] = [];
    for (
      let round = 0;
      taken.length < perKind && holes.some((list) => round < list.length);
      round += 1
    ) {
      for (const list of holes) {
        const hole = list[round];
        if (hole && taken.length < perKind) taken.push(hole);
      }
    }
    cases.push(...taken);
  }
  return cases;
}

function holesOf(source: InfillSource, kind: HoleKind, random: Random): InfillCase[] {
  const { name, languageId, code } = source;
  const lines = lineSpans(code).slice(firstBodyLine(code));
  const make = (start: number, end: number): InfillCase => ({
    name: `${name}:${kind}:${start}-${end}`,
    kind,
    languageId,
    prefix: code.slice(0, start),
    suffix: code.slice(end),
    expected: code.slice(start, end),
  });
  if (kind === 'singleLine') {
    return lines.filter(hasWords).map(({ start, end }) => make(start, end));
  }
  const holes: InfillCase[] = [];
  for (const [index, first] of lines.entries()) {
    if (!hasWords(first)) continue;
    const most = Math.min(MOST_LINES, lines.length - index);
    if (kind === 'multiLine') {
      for (let count = 2; count <= most; count += 1) {
        const last = lines[index + count - 1];
        if (last && isWholeBlock(code.slice(first.start, last.end)))
          holes.push(make(first.start, last.end));
      }
      continue;
    }
    const last = lines[index + Math.floor(random() * Math.min(2, most))] ?? first;
    const start = first.start + Math.floor(random() * (first.end - first.start));
    const end = last.end - Math.floor(random() * (last.end - last.start) * 0.5);
    if (end - start >= SHORTEST_SPAN) holes.push(make(start, end));
  }
  return holes;
}

interface LineSpan {
  /** Behind the line's indentation. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function lineSpans(code: string): LineSpan[] {
  let at = 0;
  return code
    .trimEnd()
    .split('\n')
    .map((line) => {
      const start = at + line.length - line.trimStart().length;
      const end = at + line.length;
      at = end + 1;
      return { start, end, text: line.trim() };
    });
}

/** The line behind the first one that is no comment. */
function firstBodyLine(code: string): number {
  const lines = code.split('\n');
  return lines.findIndex((line) => !/^\s*(?:\/[/*]|#|\*)/.test(line)) + 1;
}

function hasWords({ text }: LineSpan): boolean {
  return /\w{2}/.test(text);
}

/** Whether a stretch of lines opens no more than it closes and the other way round. */
function isWholeBlock(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
