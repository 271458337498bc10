import type { MathJson } from './mathJson.js';
import { unitName } from './units.js';
import { unitQuotient } from './unitScale.js';

/** A number of one unit; quotation marks stand for feet and inches. */
const PART =
  /^\s*(?:,|and\b|\\text\s*\{\s*and\s*\}|,\s*and\b)?\s*(\d+(?:\.\d+)?)\s*(?:\\(?:text|mathrm)\s*\{\s*([A-Za-z]+)\.?\s*\}|([A-Za-z]{1,8})\.?|(''|"|'))(?![A-Za-z^])/;
const QUOTES: Readonly<Record<string, string>> = { "'": 'ft', "''": 'in', '"': 'in' };
const MAX_PARTS = 4;

/** An amount in the smallest of its units. */
export interface Compound {
  readonly json: MathJson;
  readonly unit: string;
}

/** Reads `6 ft 2 in` or `2 hours and 30 minutes`: each unit a smaller one of the same kind; undefined for anything else. */
export function readCompound(text: string): Compound | undefined {
  const parts: { number: string; unit: string }[] = [];
  let rest = text.replace(/\.$/, '');
  while (rest.trim() !== '') {
    const [found, number, worded, bare, quotes] = PART.exec(rest) ?? [];
    if (found === undefined || number === undefined || parts.length >= MAX_PARTS) return undefined;
    parts.push({ number, unit: unitName(worded ?? bare ?? QUOTES[quotes ?? ''] ?? '') });
    rest = rest.slice(found.length);
  }
  const unit = parts.at(-1)?.unit;
  if (unit === undefined || parts.length < 2) return undefined;
  const terms: MathJson[] = [];
  for (const [at, part] of parts.entries()) {
    const quotient = unitQuotient(part.unit, unit);
    const isRepeated = parts.findIndex((each) => each.unit === part.unit) !== at;
    if (quotient === undefined || isRepeated) return undefined;
    terms.push(['Multiply', { num: part.number }, quotient]);
  }
  return { json: ['Add', ...terms], unit };
}
