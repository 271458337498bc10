import type { Finding } from '../check/finding.js';
import type { JsonReader } from './jsonReader.js';
import { CHECK_KINDS, CHECKED_PARTS, VERDICTS } from './savedWords.js';

/** Reads what a check of a stored reply found. */
export function readFinding(finding: JsonReader): Finding {
  const found = finding.field('found').optional((reader) => reader.string());
  const points = finding.field('points').optional((reader) => reader.count());
  const at = finding.field('at').optional((place) => ({
    part: place.field('part').oneOf(CHECKED_PARTS),
    start: place.field('start').count(),
    end: place.field('end').count(),
  }));
  return {
    kind: finding.field('kind').oneOf(CHECK_KINDS),
    verdict: finding.field('verdict').oneOf(VERDICTS),
    claim: finding.field('claim').string(),
    ...(found !== undefined && { found }),
    ...(points !== undefined && { points }),
    ...(at && { at }),
  };
}
