import type { CheckKind, Finding, Verdict } from '../../src/core/check/finding.js';
import { count, dotted } from './wording.js';

/** How a verdict is shown. */
export const VERDICT_LOOKS: Readonly<
  Record<Verdict, { readonly icon: string; readonly name: string }>
> = {
  checked: { icon: 'check', name: 'Checked' },
  contradicted: { icon: 'error', name: 'Contradicted' },
  notCheckable: { icon: 'question', name: 'Not checkable' },
};

const DONE: Readonly<Record<CheckKind, string>> = {
  arithmetic: 'worked out again',
  substitution: 'put into the equation',
  derivative: 'compared with difference quotients',
  integral: 'compared with numbers',
  limit: 'worked out around its place',
  series: 'worked out term by term',
  identity: 'both sides worked out for values',
  answer: 'nothing here can tell',
};

/** What was checked, how, and what came out: "Contradicted: 2 + 2 = 5, worked out again: 4". */
export function findingWords(finding: Finding): string {
  return `${VERDICT_LOOKS[finding.verdict].name}: ${oneLine(finding.claim)}, ${findingDone(finding)}`;
}

/** How it was checked, and what came out. */
export function findingDone({ kind, verdict, found, points }: Finding): string {
  const how = verdict === 'notCheckable' ? DONE.answer : DONE[kind];
  const tried = points === undefined ? '' : ` at ${count(points)} points`;
  return found === undefined ? `${how}${tried}` : `${how}${tried}: ${oneLine(found)}`;
}

/** How many claims came to what. */
export function findingsSummary(findings: readonly Finding[]): string {
  const of = (wanted: Verdict): number =>
    findings.filter(({ verdict }) => verdict === wanted).length;
  const [checked, contradicted, open] = [of('checked'), of('contradicted'), of('notCheckable')];
  if (findings.length === 0) return 'Nothing here can be checked';
  return dotted(
    checked > 0 ? `${count(checked)} checked` : undefined,
    contradicted > 0 ? `${count(contradicted)} contradicted` : undefined,
    open > 0 ? `${count(open)} not checkable` : undefined,
  );
}

/** The verdict that stands out: what is contradicted first. */
export function overallVerdict(findings: readonly Finding[]): Verdict {
  const has = (wanted: Verdict): boolean => findings.some(({ verdict }) => verdict === wanted);
  return has('contradicted') ? 'contradicted' : has('checked') ? 'checked' : 'notCheckable';
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
