import { isProseLanguage } from '../../prompt/languages.js';
import { indentWidth, lastLine } from '../lines.js';
import type { GhostPlace } from './ghostPlace.js';

/** What leaves a block, so that nothing behind it is reached. */
const LEAVES = /^(?:return|throw|raise|break|continue|panic!?\()\b/;
/** What may follow all the same: another branch, case or label. */
const MAY_FOLLOW =
  /^(?:[)\]}]|else\b|elif\b|except\b|finally\b|catch\b|case\b|default\b|rescue\b|ensure\b|when\b|end\b|def\b|class\b|function\b|fn\b|func\b|@|#|\/[/*]|[\w.]+:(?!:))/;

/**
 * Cuts statements that leave the block from a text on a line of its own, where the document goes on in the same block: a model that does not
 * see what is behind the cursor writes the end of the function too early.
 */
export function withoutUnreachable(
  text: string,
  { prefix, suffix, languageId }: GhostPlace,
): string {
  const line = lastLine(prefix);
  const [rest = '', ...below] = suffix.split('\n');
  const next = below.find((each) => each.trim() !== '');
  if (isProseLanguage(languageId) || line.trim() !== '' || rest.trim() !== '') return text;
  if (next === undefined || MAY_FOLLOW.test(next.trim())) return text;
  const level = indentWidth(next);
  const lines = text.split('\n');
  const end = lines.findIndex((each, index) => {
    const whole = index === 0 ? line + each : each;
    return indentWidth(whole) === level && LEAVES.test(whole.trim());
  });
  return end === -1 ? text : lines.slice(0, end).join('\n');
}
