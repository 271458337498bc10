import { withMathDirective } from './mathProblem.js';
import { looksLikeCode, proseKind } from './taskKind.js';

/** Words that make a question lean on the turn before it. */
const REFERS_BACK =
  /^(?:and|now|then|also|so|again)\b|\b(?:it|its|that|this|those|these|the (?:result|answer|solution|sum|product|previous|last|same))\b/i;

/**
 * What the model gets for a free question: the question, with the directive for mathematics where it is a problem.
 *
 * @param isFollowUp Whether earlier turns come before it. A follow-up that refers to them is no problem of its own, and
 *   the directive stands in the conversation already.
 */
export function chatPrompt(text: string, isFollowUp = false): string {
  const question = text.trim();
  if (isFollowUp && REFERS_BACK.test(question)) return question;
  const code = looksLikeCode(question) || question.includes('`');
  return code || proseKind(question) === 'prose' ? question : withMathDirective(question);
}
