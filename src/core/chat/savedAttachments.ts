import { JsonReader } from './jsonReader.js';
import { ATTACHMENT_SOURCES } from './savedWords.js';
import type { TurnAttachment } from './turn.js';

/**
 * Checks a list of attachments that came from JSON and copies out of it what belongs to them.
 *
 * @throws LemmaError `storageFailed` with the `path` of the first thing that is wrong.
 */
export function parseAttachments(json: unknown): readonly TurnAttachment[] {
  return new JsonReader(json).items().map(readAttachment);
}

/** The attachments of a turn; chats stored before it could have several hold the one in a field of its own. */
export function readAttachments(turn: JsonReader): readonly TurnAttachment[] | undefined {
  const list = turn.field('attachments').optional((reader) => reader.items().map(readAttachment));
  if (list) return list;
  return turn.field('attachment').optional((reader) => [readAttachment(reader)]);
}

function readAttachment(attachment: JsonReader): TurnAttachment {
  const uri = attachment.field('uri').optional((reader) => reader.string());
  return {
    ...(uri !== undefined && { uri }),
    path: attachment.field('path').string(),
    languageId: attachment.field('languageId').string(),
    startLine: attachment.field('startLine').count(),
    endLine: attachment.field('endLine').count(),
    text: attachment.field('text').string(),
    source: attachment.field('source').oneOf(ATTACHMENT_SOURCES),
  };
}
