import { finalAnswer } from '../equivalence/finalAnswer.js';
import { canonicalAnswer } from '../equivalence/canonicalAnswer.js';
import { sameAnswer } from '../equivalence/sameAnswer.js';
import { arithmeticClaims, askedCalculation } from './arithmeticClaims.js';
import { checkAskedValue } from './askedValue.js';
import { checkCalculus } from './calculus.js';
import type { Finding } from './finding.js';
import { checkIdentities } from './identity.js';
import { checkSolutions } from './substitution.js';

/** A reply and the question it is to. */
export interface CheckedReply {
  readonly question: string;
  readonly thinking: string;
  readonly answer: string;
}

/** Longest text whose calculations are looked for, in characters. */
const LONGEST = 1_000_000;

/**
 * Checks what a reply says without running any of it: calculations are done again, solutions are put into the question's
 * equations, derivatives and integrals are compared with numbers, limits and sums are worked out, and counter-examples to
 * identities are looked for. The answer as a whole is checked only as far as one of these concerns it; else a finding says that
 * it is not checkable.
 */
export function checkReply({ question, thinking, answer }: CheckedReply): Finding[] {
  const result = finalAnswer(answer)?.text;
  const ofAnswer = [
    ...(result === undefined
      ? []
      : [
          ...checkCalculation(question, result),
          ...checkSolutions(question, result),
          ...calculus(question, result),
        ]),
    ...checkIdentities(question),
  ];
  const whole: Finding[] =
    ofAnswer.length > 0 || result === undefined
      ? ofAnswer
      : [{ kind: 'answer', verdict: 'notCheckable', claim: result }];
  return [...whole, ...claimsOf(thinking, 'thinking'), ...claimsOf(answer, 'answer')];
}

function calculus(question: string, result: string): Finding[] {
  const found = checkCalculus(question, result);
  return found.length > 0 ? found : checkAskedValue(question, result);
}

function checkCalculation(question: string, result: string): Finding[] {
  const asked = askedCalculation(question);
  if (asked === undefined) return [];
  const verdict = sameAnswer(asked, result) ? 'checked' : 'contradicted';
  return [
    { kind: 'arithmetic', verdict, claim: `${asked} = ${result}`, found: canonicalAnswer(asked) },
  ];
}

function claimsOf(text: string, part: 'thinking' | 'answer'): Finding[] {
  return arithmeticClaims(text.slice(0, LONGEST)).map(({ verdict, claim, value, start, end }) => ({
    kind: 'arithmetic',
    verdict,
    claim,
    found: value,
    at: { part, start, end },
  }));
}
