import { realNumber } from '../equivalence/expressions.js';
import { head, type MathJson } from '../equivalence/mathJson.js';
import { parseFormula } from '../equivalence/readAnswer.js';
import { sameAnswer } from '../equivalence/sameAnswer.js';
import { formulasIn } from './equations.js';
import type { CheckKind, Finding } from './finding.js';

/** What can be worked out, by the outermost operator. */
const KINDS: Readonly<Record<string, CheckKind>> = {
  Limit: 'limit',
  Sum: 'series',
  Product: 'series',
  Integrate: 'integral',
};
const COMMAND = /\\(?:lim|sum|prod|int)(?![A-Za-z])/;
/** Difference, relative to the value, from which on an answer is no rounding of it. */
const APART = 0.01;

/** Works out the one limit, sum, product or integral between bounds that a question asks for, and compares the answer with it. */
export function checkAskedValue(question: string, answer: string): Finding[] {
  const [asked, ...others] = formulasIn(question).flatMap((text) => {
    const formula = COMMAND.test(text)
      ? text.slice(text.search(COMMAND)).replace(/[\s.,;]+$/, '')
      : '';
    const json = formula === '' ? undefined : parseFormula(formula);
    return json === undefined ? [] : [{ formula, json }];
  });
  if (!asked || others.length > 0) return [];
  const kind = KINDS[head(asked.json) ?? ''];
  const value = numberOf(asked.json);
  const stated = numberOf(parseFormula(answer));
  if (kind === undefined || value === undefined || stated === undefined) return [];
  const claim = `${asked.formula} = ${answer.trim()}`;
  const found = String(Number(value.toPrecision(8)));
  if (sameAnswer(asked.formula, answer)) return [{ kind, verdict: 'checked', claim, found }];
  return areApart(value, stated) ? [{ kind, verdict: 'contradicted', claim, found }] : [];
}

/** Whether one number cannot be what the other one is rounded to. */
function areApart(a: number, b: number): boolean {
  if (Number.isInteger(a) && Number.isInteger(b)) return a !== b;
  return Math.abs(a - b) > APART * Math.max(Math.abs(a), Math.abs(b));
}

function numberOf(json: MathJson | undefined): number | undefined {
  const value = json === undefined ? undefined : realNumber(json);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
