import type { TurnInput } from '../chat/turn.js';
import { chatPrompt } from './askPrompt.js';
import { withAttachments } from './attachments.js';

/**
 * A question in the user's changed words. One that Explain or Solve asked becomes a question of its own about the same text.
 *
 * @param isFirst Whether it opens the chat.
 */
export function editedQuestion(old: TurnInput, text: string, isFirst: boolean): TurnInput {
  const { prompt, attachments = [], votes } = old;
  if (text.trim() === prompt.trim()) return old;
  const question = chatPrompt(text, !isFirst);
  const voting = votes !== undefined && { votes };
  if (attachments.length === 0) {
    return { task: 'chat', prompt: text, modelText: question, ...voting };
  }
  const modelText = withAttachments(question, attachments);
  return { task: 'chat', prompt: text, modelText, attachments, ...voting };
}
