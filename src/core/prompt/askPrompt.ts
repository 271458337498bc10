import { withMathDirective } from './mathProblem.js';
import { looksLikeCode, proseKind } from './taskKind.js';

/** What the model gets for a free question: the question, with the directive for mathematics where it is a problem. */
export function chatPrompt(text: string): string {
  const question = text.trim();
  const code = looksLikeCode(question) || question.includes('`');
  return code || proseKind(question) === 'prose' ? question : withMathDirective(question);
}
