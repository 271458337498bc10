import type { CheckKind, Finding, Verdict } from '../core/check/finding.js';

const MARKS: Readonly<Record<Verdict, string>> = {
  checked: '✓',
  contradicted: '✗',
  notCheckable: '?',
};

const KINDS: Readonly<Record<CheckKind, string>> = {
  arithmetic: 'worked out again',
  substitution: 'put into the equation',
  derivative: 'compared with difference quotients',
  integral: 'compared with numbers',
  limit: 'worked out around its place',
  series: 'worked out term by term',
  identity: 'tried with values',
  answer: 'not checkable',
};

/** What a check found, one line each, and how many of each kind. */
export function findingWords(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing here can be checked.';
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const lines = findings.map(
    ({ kind, verdict, claim, found, points }) =>
      `${MARKS[verdict]} ${claim.replaceAll(/\s+/g, ' ')} (${KINDS[kind]}${result(found)}${tried(points)})`,
  );
  const sum = `${count('checked')} checked, ${count('contradicted')} contradicted, ${count('notCheckable')} not checkable`;
  return [...lines, sum].join('\n');
}

function result(found: string | undefined): string {
  return found === undefined ? '' : `: ${found}`;
}

function tried(points: number | undefined): string {
  return points === undefined ? '' : `: ${points} values`;
}
