import { JsonReader } from './jsonReader.js';
import { readSavedSession, type SavedSession } from './savedSession.js';
import { shownTurns } from './savedTree.js';
import { sessionTitle } from './sessionTitle.js';

/** What a list shows of a stored chat. */
export interface SessionHead {
  readonly id: string;
  /** As {@link sessionTitle}. */
  readonly title: string;
  /** {@link SavedSession.title}, where the user gave one. */
  readonly givenTitle?: string;
  /** Milliseconds since the epoch; 0 where it is not known. */
  readonly createdAt: number;
  /** Milliseconds since the epoch; 0 where it is not known. */
  readonly updatedAt: number;
  readonly revision: number;
  /** Number of turns of the branch shown. */
  readonly turns: number;
  /** Model of the last turn that has one. */
  readonly model?: string;
}

/** What a list shows of a chat. */
export function sessionHead(saved: SavedSession): SessionHead {
  const { id, createdAt = 0, updatedAt = createdAt, revision = 0 } = saved;
  const turns = shownTurns(saved);
  const { title: givenTitle } = saved;
  const model = turns.findLast(({ status }) => status.model !== undefined)?.status.model;
  return {
    id,
    title: sessionTitle({ title: givenTitle, turns }),
    ...(givenTitle !== undefined && { givenTitle }),
    createdAt,
    updatedAt,
    revision,
    turns: turns.length,
    ...(model !== undefined && { model }),
  };
}

/**
 * The text of a chat's file. What a list shows stands in its first line, so that a list reads no further; JSON writes the
 * line breaks of texts as escapes.
 */
export function writeSavedSession(saved: SavedSession): string {
  const { version, id, title, createdAt, updatedAt, revision, ...rest } = saved;
  const stamps = { version, id, title, createdAt, updatedAt, revision };
  const first = JSON.stringify({ ...stamps, head: sessionHead(saved) });
  return `${first.slice(0, -1)},\n${JSON.stringify(rest).slice(1)}`;
}

/** What the first line of a chat's file says; undefined when it is not one that {@link writeSavedSession} wrote. */
export function readFirstLine(text: string): SessionHead | undefined {
  const end = text.indexOf(',\n');
  if (end === -1) return undefined;
  try {
    const json: unknown = JSON.parse(`${text.slice(0, end)}}`);
    return readHead(new JsonReader(json).field('head'));
  } catch {
    return undefined;
  }
}

/**
 * What a list shows of the chat in a file.
 *
 * @throws LemmaError `storageFailed` when the text is not the JSON of a chat.
 */
export function readSessionHead(text: string): SessionHead {
  return readFirstLine(text) ?? sessionHead(readSavedSession(text));
}

function readHead(head: JsonReader): SessionHead {
  const model = head.field('model').optional((reader) => reader.string());
  const givenTitle = head.field('givenTitle').optional((reader) => reader.string());
  return {
    id: head.field('id').string(),
    title: head.field('title').string(),
    ...(givenTitle !== undefined && { givenTitle }),
    createdAt: head.field('createdAt').time(),
    updatedAt: head.field('updatedAt').time(),
    revision: head.field('revision').count(),
    turns: head.field('turns').count(),
    ...(model !== undefined && { model }),
  };
}
