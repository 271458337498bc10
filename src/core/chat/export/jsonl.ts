import { answerText } from '../parts.js';
import type { SavedSession } from '../savedSession.js';
import { sessionHead } from '../sessionHead.js';
import { exportedTurns, thoughtText, type ExportOptions } from './exportedTurns.js';

/** A message as fine-tuning tools read it. */
interface ExportedMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly reasoning_content?: string;
}

/** One line of an export: a chat. */
interface ExportedChat {
  readonly messages: readonly ExportedMessage[];
  readonly metadata?: {
    readonly title: string;
    /** ISO 8601. */
    readonly created_at?: string;
    readonly model?: string;
  };
}

/** Chats as JSONL, one a line; those without an answer are left out. */
export function chatsJsonl(chats: readonly SavedSession[], options: ExportOptions): string {
  return chats
    .map((chat) => exportedChat(chat, options))
    .filter(({ messages }) => messages.length > 0)
    .map((chat) => `${JSON.stringify(chat)}\n`)
    .join('');
}

function exportedChat(saved: SavedSession, options: ExportOptions): ExportedChat {
  const messages = exportedTurns(saved).flatMap((turn): ExportedMessage[] => {
    const thought = options.thinking ? thoughtText(turn) : '';
    return [
      // What the model was given holds the attachments.
      { role: 'user', content: options.attachments ? turn.modelText : turn.prompt },
      {
        role: 'assistant',
        content: answerText(turn.parts),
        ...(thought.trim() !== '' && { reasoning_content: thought }),
      },
    ];
  });
  if (!options.metadata) return { messages };
  const { title, createdAt, model } = sessionHead(saved);
  return {
    messages,
    metadata: {
      title,
      ...(createdAt > 0 && { created_at: new Date(createdAt).toISOString() }),
      ...(model !== undefined && { model }),
    },
  };
}
