import type { SavedSession } from '../savedSession.js';
import { sessionHead } from '../sessionHead.js';
import {
  exportedReply,
  exportedTurns,
  type ExportedReply,
  type ExportOptions,
} from './exportedTurns.js';
import { exportedVote, type ExportedVote } from './exportedVote.js';

/** A message as fine-tuning tools read it. */
interface ExportedMessage extends ExportedReply {
  readonly role: 'user' | 'assistant';
}

/** One line of an export: a chat. */
interface ExportedChat {
  readonly messages: readonly ExportedMessage[];
  /** Absent where every question was asked once. */
  readonly vote_replies?: readonly ExportedVote[];
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
  const turns = exportedTurns(saved);
  const messages = turns.flatMap((turn): ExportedMessage[] => [
    // What the model was given holds the attachments.
    { role: 'user', content: options.attachments ? turn.modelText : turn.prompt },
    { role: 'assistant', ...exportedReply(turn.parts, options.thinking) },
  ]);
  const votes = turns.flatMap(
    (turn, index) => exportedVote(turn, 2 * index + 1, options.thinking) ?? [],
  );
  const chat = { messages, ...(votes.length > 0 && { vote_replies: votes }) };
  if (!options.metadata) return chat;
  const { title, createdAt, model } = sessionHead(saved);
  return {
    ...chat,
    metadata: {
      title,
      ...(createdAt > 0 && { created_at: new Date(createdAt).toISOString() }),
      ...(model !== undefined && { model }),
    },
  };
}
