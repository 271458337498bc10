import { indentWidth, lastLine, opensBlock } from '../lines.js';
import type { GhostPlace } from './ghostPlace.js';

/** What the lines of a file are indented with. */
export interface IndentStyle {
  readonly kind: 'tabs' | 'spaces';
  /** Spaces of one level; of tabs what a model that writes spaces most likely means by a level. */
  readonly unit: number;
}

const INDENT = /^[ \t]*/;
/** Spaces of a level where nothing tells. */
const USUAL_UNIT = 4;

/** What the indented lines of a text mostly have; undefined where there is none. */
export function indentStyle(text: string): IndentStyle | undefined {
  let tabs = 0;
  let spaces = 0;
  let above = 0;
  const steps = new Map<number, number>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = INDENT.exec(line)?.[0] ?? '';
    if (indent.startsWith('\t')) tabs += 1;
    else if (indent.length > 1) spaces += 1;
    const step = indent.length - above;
    if (!indent.includes('\t') && step > 1) steps.set(step, (steps.get(step) ?? 0) + 1);
    above = indent.length;
  }
  if (tabs === 0 && spaces === 0) return undefined;
  if (tabs > spaces) return { kind: 'tabs', unit: USUAL_UNIT };
  const [best] = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return { kind: 'spaces', unit: best?.[0] ?? USUAL_UNIT };
}

/** Drops white space that the cursor's line has already. */
export function withoutRepeatedIndent(text: string, { prefix }: GhostPlace): string {
  const line = lastLine(prefix);
  const blanks = INDENT.exec(text)?.[0] ?? '';
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

/** Indents lines as the file does: with tabs or spaces, and by as many spaces a level. */
export function withFileIndent(text: string, { prefix, suffix }: GhostPlace): string {
  if (!text.includes('\n') && !/^[ \t]/.test(text)) return text;
  // The cursor's line counts, too, although nothing may stand in it yet.
  const style = indentStyle(`${prefix}|${suffix}`);
  if (!style) return text;
  const lines = text.split('\n');
  const line = lastLine(prefix);
  const startsLine = line.trim() === '';
  const base = INDENT.exec(line)?.[0] ?? '';
  const isOwnLine = (index: number): boolean => index > 0 || (startsLine && base === '');
  const level = ownLevel(
    lines.filter((_, index) => isOwnLine(index)),
    indentWidth(base),
    style,
  );
  return lines
    .map((each, index) => (isOwnLine(index) ? indented(each, base, level, style) : each))
    .join('\n');
}

/** Spaces that a model means by one level: its first deeper line tells, if all others are whole levels away from the cursor's line. */
function ownLevel(lines: readonly string[], base: number, style: IndentStyle): number {
  const depths = lines
    .filter((line) => line.trim() !== '')
    .map((line) => indentWidth(line) - base)
    .filter((depth) => depth > 0);
  const level = Math.min(...depths);
  return depths.length > 0 && depths.every((depth) => depth % level === 0) && level > 1
    ? level
    : style.unit;
}

function indented(line: string, base: string, level: number, style: IndentStyle): string {
  const own = INDENT.exec(line)?.[0] ?? '';
  const rest = line.slice(own.length);
  if (rest === '') return '';
  const depth = indentWidth(own) - indentWidth(base);
  const isSame = style.kind === 'tabs' ? !own.includes(' ') : !own.includes('\t');
  if (isSame && (level === style.unit || style.kind === 'tabs')) return line;
  if (depth < 0)
    return (
      (style.kind === 'tabs' ? tabs(indentWidth(own), USUAL_UNIT) : ' '.repeat(indentWidth(own))) +
      rest
    );
  if (style.kind === 'tabs') return base.replace(/ /g, '') + tabs(depth, level) + rest;
  return base + ' '.repeat(Math.floor(depth / level) * style.unit + (depth % level)) + rest;
}

function tabs(width: number, level: number): string {
  return '\t'.repeat(Math.round(width / level));
}
