import type { TurnAttachment } from '../chat/turn.js';
import { fencedBlock } from './fence.js';
import { promptLanguage } from './languages.js';

/** What the model gets for a question about attached text: the question, then each text in a fence under its label. */
export function withAttachments(question: string, attachments: readonly TurnAttachment[]): string {
  return [question, ...attachments.map(labelled)].join('\n\n');
}

function labelled(attachment: TurnAttachment): string {
  const { source, startLine, endLine, languageId, text } = attachment;
  const path = attachment.path.replace(/[\r\n`]+/g, ' ');
  if (source === 'problems') return `Problems in ${path}\n\n${fencedBlock(text, '')}`;
  const lines = startLine === endLine ? `line ${startLine}` : `lines ${startLine}-${endLine}`;
  const label = source === 'file' ? `File: ${path}` : `File: ${path} (${lines})`;
  return `${label}\n\n${fencedBlock(text, promptLanguage(languageId).fence)}`;
}
