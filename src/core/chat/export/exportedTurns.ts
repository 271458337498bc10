import type { MessagePart } from '../../messages.js';
import { answerText } from '../parts.js';
import type { SavedSession, SavedTurn } from '../savedSession.js';
import { shownTurns } from '../savedTree.js';

/** What an export holds beside questions and answers. */
export interface ExportOptions {
  readonly thinking: boolean;
  /** The text of attachments. */
  readonly attachments: boolean;
  /** Titles, dates, models, seeds, figures. */
  readonly metadata: boolean;
}

/** The turns of a chat that an export holds: those of the branch shown that came to an answer. */
export function exportedTurns(saved: SavedSession): readonly SavedTurn[] {
  return shownTurns(saved).filter(({ parts }) => answerText(parts).trim() !== '');
}

/** The whole thought of a turn; empty where there is none. */
export function thoughtText({ parts }: Pick<SavedTurn, 'parts'>): string {
  return parts.flatMap((part) => (part.kind === 'thinking' ? part.text : [])).join('\n\n');
}

/** A reply as an export in JSON holds it. */
export interface ExportedReply {
  readonly content: string;
  readonly reasoning_content?: string;
}

/** The answer of a reply, and its thought where that is wanted and there is one. */
export function exportedReply(parts: readonly MessagePart[], thinking: boolean): ExportedReply {
  const thought = thinking ? thoughtText({ parts }) : '';
  return {
    content: answerText(parts),
    ...(thought.trim() !== '' && { reasoning_content: thought }),
  };
}
