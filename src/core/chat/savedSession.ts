import { LemmaError } from '../errors.js';
import type { MessagePart, PacePoint, Usage } from '../messages.js';
import type { Effort } from '../sampling/r1Defaults.js';
import type { Finding } from '../check/finding.js';
import type { Doubt } from './doubts.js';
import { JsonReader } from './jsonReader.js';
import { readAttachments } from './savedAttachments.js';
import {
  EFFORTS,
  ERROR_CODES,
  FINISH_REASONS,
  PART_KINDS,
  THINKING_ENDS,
  TURN_STATES,
  TURN_TASKS,
} from './savedWords.js';
import { chained, checkTree, type SavedTree, type TreeTurn } from './savedTree.js';
import { readFinding } from './savedFinding.js';
import { readAgain, readRun } from './savedRun.js';
import { readVote } from './savedVote.js';
import type { TurnError, TurnInput, TurnStatus } from './turn.js';

/** A reply of a vote as it is stored. */
export interface SavedSample {
  readonly parts: readonly MessagePart[];
  readonly status: TurnStatus;
  /** What a check found. */
  readonly findings?: readonly Finding[];
}

/** A turn as it is stored. */
export interface SavedTurn extends TurnInput, TreeTurn, SavedSample {
  /** The replies of a vote. */
  readonly samples?: readonly SavedSample[];
  /** Where the model was unsure. */
  readonly doubts?: readonly Doubt[];
  /** Tokens the parts were generated as, where no turn follows; text alone serves without them. */
  readonly replyTokens?: readonly number[];
}

/** A chat as it is stored: plain JSON. */
export interface SavedSession extends SavedTree<SavedTurn> {
  readonly version: 2;
  readonly id: string;
  /** Name the user gave; absent, the first question names the chat. */
  readonly title?: string | undefined;
  /** Milliseconds since the epoch when the chat began. */
  readonly createdAt?: number;
  /** Milliseconds since the epoch when its turns last changed. */
  readonly updatedAt?: number;
  /** Times the chat was stored; another number than the one last seen says that another window stored it since. */
  readonly revision?: number;
  /** How long the model may think about the next questions; absent while the setting says it. */
  readonly effort?: Effort;
}

/**
 * Reads a chat from the text of its file.
 *
 * @throws LemmaError `storageFailed` when the text is not the JSON of a chat.
 */
export function readSavedSession(text: string): SavedSession {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new LemmaError('storageFailed', { path: '$', expected: 'JSON' }, error);
  }
  return parseSavedSession(json);
}

/**
 * Checks a value that came from JSON, of this version or the one before branches, and copies out of it what belongs to a chat.
 *
 * @throws LemmaError `storageFailed` with the `path` of the first thing that is wrong and what was `expected` there.
 */
export function parseSavedSession(json: unknown): SavedSession {
  const root = new JsonReader(json);
  const version = root.field('version').count();
  if (version !== 1 && version !== 2) throw root.field('version').fail('1|2');
  const read = root.field('turns').items().map(readTurn);
  const turns = version === 1 ? chained(read) : read;
  const firstId = version === 1 ? turns[0]?.turnId : root.field('firstId').optional(readId);
  const tree = { turns, ...(firstId !== undefined && { firstId }) };
  checkTree(root, tree);
  return { version: 2, id: readId(root.field('id')), ...readStamps(root), ...tree };
}

/** What a chat says of itself beside its turns. */
function readStamps(
  root: JsonReader,
): Pick<SavedSession, 'title' | 'createdAt' | 'updatedAt' | 'revision' | 'effort'> {
  return withoutUndefined({
    title: root.field('title').optional((title) => title.string()),
    createdAt: root.field('createdAt').optional((time) => time.time()),
    updatedAt: root.field('updatedAt').optional((time) => time.time()),
    revision: root.field('revision').optional((revision) => revision.count()),
    effort: root.field('effort').optional((effort) => effort.oneOf(EFFORTS)),
  });
}

function readId(reader: JsonReader): string {
  const id = reader.string();
  if (id === '') throw reader.fail('id');
  return id;
}

function readTurn(turn: JsonReader): SavedTurn {
  const attachments = readAttachments(turn);
  const replyTokens = turn
    .field('replyTokens')
    .optional((tokens) => tokens.items().map((token) => token.count()));
  const doubts = turn.field('doubts').optional((list) => list.items().map(readDoubt));
  const parentId = turn.field('parentId').optional(readId);
  const nextId = turn.field('nextId').optional(readId);
  const votes = turn.field('votes').optional((most) => most.count());
  const samples = turn.field('samples').optional((list) => list.items().map(readSample));
  return {
    turnId: readId(turn.field('turnId')),
    task: turn.field('task').oneOf(TURN_TASKS),
    prompt: turn.field('prompt').string(),
    modelText: turn.field('modelText').string(),
    ...(attachments && { attachments }),
    ...(votes !== undefined && { votes }),
    ...readSample(turn),
    ...(samples && { samples }),
    ...(doubts && { doubts }),
    ...(replyTokens && { replyTokens }),
    ...(parentId !== undefined && { parentId }),
    ...(nextId !== undefined && { nextId }),
  };
}

function readSample(sample: JsonReader): SavedSample {
  const findings = sample.field('findings').optional((list) => list.items().map(readFinding));
  return {
    parts: sample.field('parts').items().map(readPart),
    status: readStatus(sample.field('status')),
    ...(findings && { findings }),
  };
}

function readPart(part: JsonReader): MessagePart {
  const kind = part.field('kind').oneOf(PART_KINDS);
  const text = part.field('text').string();
  const tokenCount = part.field('tokenCount').count();
  if (kind === 'text') return { kind, text, tokenCount };
  const durationMs = part.field('durationMs').optional((reader) => reader.amount());
  const pace = part.field('pace').optional((points) => points.items().map(readPace));
  const end = part.field('end').optional((reader) => reader.oneOf(THINKING_ENDS));
  return {
    kind,
    text,
    tokenCount,
    ...(durationMs !== undefined && { durationMs }),
    ...(pace && { pace }),
    ...(end !== undefined && { end }),
  };
}

function readPace(point: JsonReader): PacePoint {
  return {
    chars: point.field('chars').count(),
    tokens: point.field('tokens').count(),
    ms: point.field('ms').amount(),
  };
}

function readDoubt(doubt: JsonReader): Doubt {
  const [part, at, length, percent, others] = doubt.items();
  if (!part || !at || !length || !percent || !others) throw doubt.fail('5 items');
  return [
    part.count(),
    at.count(),
    length.count(),
    percent.count(),
    others.items().map((other) => {
      const [text, likely] = other.items();
      if (!text || !likely) throw other.fail('2 items');
      return [text.string(), likely.count()];
    }),
  ];
}

function readStatus(status: JsonReader): TurnStatus {
  const amount = (name: string): number | undefined =>
    status.field(name).optional((reader) => reader.amount());
  const text = (name: string): string | undefined =>
    status.field(name).optional((reader) => reader.string());
  const facts = {
    progress: amount('progress'),
    thinkingStartedAt: amount('thinkingStartedAt'),
    finish: status.field('finish').optional((reader) => reader.oneOf(FINISH_REASONS)),
    usage: status.field('usage').optional(readUsage),
    seed: amount('seed'),
    model: text('model'),
    boxed: text('boxed'),
    droppedTurns: amount('droppedTurns'),
    run: status.field('run').optional(readRun),
    again: status.field('again').optional(readAgain),
    thinkingBudget: status
      .field('thinkingBudget')
      .optional((budget) => budget.orNull((reader) => reader.amount())),
    error: status.field('error').optional(readError),
    vote: status.field('vote').optional(readVote),
  };
  return { state: status.field('state').oneOf(TURN_STATES), ...withoutUndefined(facts) };
}

function readUsage(usage: JsonReader): Usage {
  return {
    promptTokens: usage.field('promptTokens').count(),
    cachedTokens: usage.field('cachedTokens').count(),
    thinkingTokens: usage.field('thinkingTokens').count(),
    completionTokens: usage.field('completionTokens').count(),
    ttftMs: usage.field('ttftMs').amount(),
    decodeMs: usage.field('decodeMs').amount(),
    ...withoutUndefined({
      draftedTokens: usage.field('draftedTokens').optional((reader) => reader.count()),
      acceptedTokens: usage.field('acceptedTokens').optional((reader) => reader.count()),
    }),
  };
}

function readError(error: JsonReader): TurnError {
  return {
    code: error.field('code').oneOf(ERROR_CODES),
    message: error.field('message').string(),
    remedies: error
      .field('remedies')
      .items()
      .map((remedy) => ({
        id: remedy.field('id').string(),
        label: remedy.field('label').string(),
      })),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
