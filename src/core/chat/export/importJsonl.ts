import { LemmaError } from '../../errors.js';
import type { MessagePart } from '../../messages.js';
import { JsonReader } from '../jsonReader.js';
import { answerText } from '../parts.js';
import type { SavedSession, SavedTurn } from '../savedSession.js';
import { chained } from '../savedTree.js';
import { cleanTitle } from '../sessionTitle.js';
import { importedVote } from './exportedVote.js';

/** Most UTF-16 units of a file. */
export const MAX_IMPORT = 64_000_000;
/** Most UTF-16 units of a line, chats of a file and turns of a chat. */
const MAX_LINE = 8_000_000;
const MAX_CHATS = 2000;
const MAX_TURNS = 2000;

/** Why a line was left out. */
export type ImportProblemKind =
  /** Longer than a line may be. */
  | 'tooLong'
  | 'notJson'
  /** No chat: something is missing, of another kind, or out of order. */
  | 'notChat'
  /** More chats than a file may hold; the rest was not read. */
  | 'tooMany';

/** A line that was left out. */
export interface ImportProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly kind: ImportProblemKind;
  /** Where in the line it is wrong, and what was expected there. */
  readonly detail?: string;
}

/** What an import found. */
export interface Imported {
  readonly chats: readonly SavedSession[];
  readonly problems: readonly ImportProblem[];
}

/** What an import stands on. */
export interface ImportDeps {
  /** A string never given before. */
  readonly newId: () => string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Reads chats from JSONL as {@link chatsJsonl} writes it. A line that is none is told and left out; nothing is thrown. */
export function importChats(text: string, deps: ImportDeps): Imported {
  const chats: SavedSession[] = [];
  const problems: ImportProblem[] = [];
  let line = 0;
  for (let start = 0; start < text.length;) {
    const at = text.indexOf('\n', start);
    const end = at === -1 ? text.length : at;
    line += 1;
    if (chats.length >= MAX_CHATS) {
      problems.push({ line, kind: 'tooMany' });
      break;
    }
    if (end - start > MAX_LINE) {
      problems.push({ line, kind: 'tooLong' });
    } else {
      // A byte order mark is no part of the first line.
      const content = text
        .slice(start, end)
        .replace(/^\uFEFF/, '')
        .trim();
      if (content !== '') readLine(content, line, deps, chats, problems);
    }
    start = end + 1;
  }
  return { chats, problems };
}

function readLine(
  content: string,
  line: number,
  deps: ImportDeps,
  chats: SavedSession[],
  problems: ImportProblem[],
): void {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    problems.push({ line, kind: 'notJson' });
    return;
  }
  try {
    chats.push(readChat(new JsonReader(json), deps));
  } catch (thrown) {
    if (!(thrown instanceof LemmaError)) throw thrown;
    const { path = '', expected = '' } = thrown.details;
    problems.push({ line, kind: 'notChat', detail: `${path}: ${expected}` });
  }
}

function readChat(chat: JsonReader, { newId, now }: ImportDeps): SavedSession {
  const items = chat.field('messages').items();
  const metadata = chat.field('metadata').optional((reader) => reader);
  const text = (name: string): string | undefined =>
    metadata?.field(name).optional((reader) => reader.string());
  const model = text('model');
  const title = cleanTitle(text('title') ?? '');
  const date = Date.parse(text('created_at') ?? '');
  const turns = withVotes(chat, readTurns(chat, items, newId, model), model);
  const createdAt = Number.isNaN(date) || date < 0 ? now : date;
  return {
    version: 2,
    id: newId(),
    ...(title !== '' && { title }),
    createdAt,
    updatedAt: createdAt,
    revision: 1,
    turns: chained(turns),
    ...(turns[0] && { firstId: turns[0].turnId }),
  };
}

/** The turns of messages that alternate between user and assistant; instructions of a system go before the first question. */
function readTurns(
  chat: JsonReader,
  items: readonly JsonReader[],
  newId: () => string,
  model: string | undefined,
): readonly SavedTurn[] {
  const turns: SavedTurn[] = [];
  let system = '';
  let question: string | undefined;
  for (const item of items) {
    const role = item.field('role').oneOf(ROLES);
    if (role === 'system') {
      if (turns.length > 0 || question !== undefined)
        throw item.field('role').fail('user|assistant');
      system += `${contentOf(item.field('content'))}\n\n`;
    } else if (role === 'user') {
      if (question !== undefined) throw item.field('role').fail('assistant');
      question = `${turns.length === 0 ? system : ''}${contentOf(item.field('content'))}`;
      if (question.trim() === '') throw item.field('content').fail('text');
    } else {
      if (question === undefined) throw item.field('role').fail('user');
      turns.push(turnOf(newId(), question, partsOf(item), model));
      question = undefined;
    }
  }
  if (turns.length === 0) throw chat.field('messages').fail('a question and an answer');
  if (turns.length > MAX_TURNS) throw chat.field('messages').fail(`at most ${MAX_TURNS} answers`);
  if (question !== undefined) throw chat.field('messages').fail('an answer at the end');
  return turns;
}

/** The turns with the votes that were held on their questions. */
function withVotes(
  chat: JsonReader,
  turns: readonly SavedTurn[],
  model: string | undefined,
): readonly SavedTurn[] {
  const items = chat.field('vote_replies').optional((list) => list.items()) ?? [];
  const all = [...turns];
  // Instructions of a system come before the first question, and no vote is held on them.
  const before = chat.field('messages').items().length - 2 * turns.length;
  for (const item of items) {
    const { message, vote, samples } = importedVote(item, sampleParts, model);
    const index = (message - before - 1) / 2;
    const turn = all[index];
    if (!turn) throw item.field('message').fail('place of an answer');
    const status = { ...turn.status, vote };
    all[index] = { ...turn, status, votes: vote.most, samples };
  }
  return all;
}

const ROLES = { system: true, user: true, assistant: true } as const;

function turnOf(
  turnId: string,
  question: string,
  parts: readonly MessagePart[],
  model: string | undefined,
): SavedTurn {
  return {
    turnId,
    task: 'chat',
    prompt: question,
    modelText: question,
    parts,
    status: { state: 'finished', finish: 'eos', ...(model !== undefined && { model }) },
  };
}

/** Thought and answer: apart, or in one text as R1 writes them. */
function partsOf(message: JsonReader): readonly MessagePart[] {
  const parts = sampleParts(message);
  if (answerText(parts).trim() === '') throw message.field('content').fail('text');
  return parts;
}

/** Thought and answer of a reply, which may have come to neither. */
function sampleParts(message: JsonReader): readonly MessagePart[] {
  const written = contentOf(message.field('content'));
  const named = message
    .field('reasoning_content')
    .optional((reader) => (reader.isNull ? '' : reader.string()));
  const inline = named === undefined ? /^\s*<think>\n?([^]*?)<\/think>\s*/u.exec(written) : null;
  const thought = named ?? inline?.[1]?.trimEnd() ?? '';
  const answer = inline ? written.slice(inline[0].length) : written;
  const hasAnswer = answer !== '';
  const end = hasAnswer ? 'closeTag' : 'cutOff';
  return [
    ...(thought === '' ? [] : [{ kind: 'thinking', text: thought, tokenCount: 0, end } as const]),
    ...(hasAnswer ? [{ kind: 'text', text: answer, tokenCount: 0 } as const] : []),
  ];
}

/** The text of a message: a string, or a list of parts of which each is text. */
function contentOf(content: JsonReader): string {
  if (!content.isArray) return content.string();
  return content
    .items()
    .map((part) => {
      part.field('type').oneOf({ text: true });
      return part.field('text').string();
    })
    .join('');
}
