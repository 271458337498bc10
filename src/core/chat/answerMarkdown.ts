import type { MessagePart } from '../messages.js';
import { answerText } from './parts.js';

/**
 * An answer in Markdown.
 *
 * @param heading What stands above the thought, which is then quoted before the answer; absent, the thought is left out.
 */
export function answerMarkdown(parts: readonly MessagePart[], heading?: string): string {
  const answer = answerText(parts).trim();
  const thinking = parts
    .flatMap((part) => (part.kind === 'thinking' ? [part.text] : []))
    .join('\n\n')
    .trim();
  if (heading === undefined || thinking === '') return answer;
  const quoted = `**${heading}**\n\n${thinking}`
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
  return answer === '' ? quoted : `${quoted}\n\n${answer}`;
}
