import type { TurnAttachment } from '../../core/chat/turn.js';
import type { EditorContext } from '../../core/messages.js';

/** What stands in an editor, as an attachment of a question. */
export function contextAttachment(context: EditorContext): TurnAttachment {
  return {
    uri: context.uri,
    path: context.path,
    languageId: context.languageId,
    startLine: context.startLine + 1,
    endLine: context.endLine + 1,
    text: context.selectedText,
    source: context.source,
  };
}
