import { answerText } from '../chat/parts.js';
import type { TurnSnapshot } from '../chat/turn.js';
import type { CheckedReply } from './checkReply.js';

/**
 * What of a turn is checked: what it was asked about, and all it thought and answered. The words that Solve puts around a
 * selection are no part of the question.
 */
export function checkedTurn(
  turn: Pick<TurnSnapshot, 'task' | 'prompt' | 'attachments' | 'parts'>,
): CheckedReply {
  const { task, prompt, attachments = [], parts } = turn;
  const attached = attachments.map(({ text }) => text);
  const asked = task === 'chat' || attached.length === 0 ? [prompt, ...attached] : attached;
  const thoughts = parts.flatMap((part) => (part.kind === 'thinking' ? part.text : []));
  return {
    question: asked.join('\n\n'),
    thinking: thoughts.join('\n\n'),
    answer: answerText(parts),
  };
}
