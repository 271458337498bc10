import { realNumber } from '../equivalence/expressions.js';
import { args, head, type MathJson } from '../equivalence/mathJson.js';
import { parseFormula } from '../equivalence/readAnswer.js';
import { sameAnswer } from '../equivalence/sameAnswer.js';
import { formulasIn } from './equations.js';
import type { CheckKind, Finding } from './finding.js';

/** What is worked out, by its operator. */
const KINDS: Readonly<Record<string, CheckKind>> = {
  Limit: 'limit',
  Sum: 'series',
  Product: 'series',
  Integrate: 'integral',
};
/** Difference, relative to the value, from which on an answer is no rounding of it. */
const APART = 0.01;
/** The question around a formula that asks for its value and nothing else. */
const ASKS =
  /^(?:solve this:\s*)?(?:please )?(?:find|evaluate|compute|calculate|determine|work out|solve|simplify|what is|what's)?:?(?: the)?(?: exact)?(?: value| limit| sum| product| integral)?(?: of)?:?\s*[.?]?$/i;
const DIRECTIVE = /please reason step by step[^]*$/i;
/** A name that the value is given, as in `S = …`. */
const NAME = /^\s*[A-Za-z]\s*=(?!=)/;

/** Whether a question asks for the value of a formula of it and says nothing else. */
export function asksOnlyFor(question: string, formula: string): boolean {
  const words = question
    .replace(DIRECTIVE, '')
    .replace(formula, '')
    .replaceAll(/\\[()[\]]|\$/g, '');
  return ASKS.test(words.replaceAll(/\s+/g, ' ').trim());
}

/**
 * Works out the limit, sum, product or integral that is all a question asks for, and compares the answer with it. Where a question
 * says more, its answer may be something else.
 */
export function checkAskedValue(question: string, answer: string): Finding[] {
  const [formula, ...others] = formulasIn(question);
  if (formula === undefined || others.length > 0 || !asksOnlyFor(question, formula)) return [];
  const asked = formula
    .replace(NAME, '')
    .replace(/[\s.,;]+$/, '')
    .trim();
  const json = parseFormula(asked);
  const kind = json === undefined ? undefined : kindIn(json);
  const value = numberOf(json);
  const stated = numberOf(parseFormula(answer.replace(NAME, '')));
  if (kind === undefined || value === undefined || stated === undefined) return [];
  const claim = `${asked} = ${answer.trim()}`;
  const found = String(Number(value.toPrecision(8)));
  if (sameAnswer(asked, answer)) return [{ kind, verdict: 'checked', claim, found }];
  return areApart(value, stated) ? [{ kind, verdict: 'contradicted', claim, found }] : [];
}

function kindIn(json: MathJson): CheckKind | undefined {
  return (
    KINDS[head(json) ?? ''] ??
    args(json)
      .map(kindIn)
      .find((each) => each !== undefined)
  );
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
