import type { MessagePart } from '../../messages.js';
import type { JsonReader } from '../jsonReader.js';
import type { SavedSample, SavedTurn } from '../savedSession.js';
import { ERROR_CODES, FINISH_REASONS } from '../savedWords.js';
import { readVote } from '../savedVote.js';
import type { TurnError, TurnStatus, VoteStatus } from '../turn.js';
import { exportedReply, type ExportedReply } from './exportedTurns.js';

/** All replies of a vote, as an export holds them beside the messages, of which the chosen one is a message. */
export interface ExportedVote extends Omit<VoteStatus, 'cost'> {
  /** Place among the messages of the reply that stands for the vote, from 0. */
  readonly message: number;
  /** In the order of their numbers; `chosen` and `groups` count them from 0. */
  readonly replies: readonly (ExportedReply &
    Pick<TurnStatus, 'finish'> & { readonly error?: Pick<TurnError, 'code' | 'message'> })[];
}

/** The vote of a turn; undefined where it was asked once. */
export function exportedVote(
  { status, samples = [] }: SavedTurn,
  message: number,
  thinking: boolean,
): ExportedVote | undefined {
  const { vote } = status;
  if (!vote || samples.length === 0) return undefined;
  const { most, groups, votes, tied, broken, chosen } = vote;
  return {
    message,
    most,
    ...(chosen !== undefined && { chosen }),
    groups,
    votes,
    tied,
    ...(broken !== undefined && { broken }),
    replies: samples.map(({ parts, status: { finish, error } }) => ({
      ...exportedReply(parts, thinking),
      ...(finish !== undefined && { finish }),
      ...(error && { error: { code: error.code, message: error.message } }),
    })),
  };
}

/** Most replies that a question of an import may ask for when it is asked again. */
const MOST_REPLIES = 64;

/** What a vote adds to the turn of its message. */
export interface ImportedVote {
  readonly message: number;
  readonly vote: VoteStatus;
  readonly samples: readonly SavedSample[];
}

/**
 * Reads a vote as {@link exportedVote} writes it.
 *
 * @param partsOf Reads a reply as it reads a message.
 * @param model That of the chat.
 * @throws LemmaError `storageFailed` that names what is missing or of another kind.
 */
export function importedVote(
  vote: JsonReader,
  partsOf: (reply: JsonReader) => readonly MessagePart[],
  model: string | undefined,
): ImportedVote {
  const samples = vote
    .field('replies')
    .items()
    .map((reply): SavedSample => {
      const finish = reply.field('finish').optional((reader) => reader.oneOf(FINISH_REASONS));
      const error = reply.field('error').optional((reader): TurnError => ({
        code: reader.field('code').oneOf(ERROR_CODES),
        message: reader.field('message').string(),
        remedies: [],
      }));
      const status: TurnStatus = {
        state: error ? 'failed' : 'finished',
        ...(finish && { finish }),
        ...(error && { error }),
        ...(model !== undefined && { model }),
      };
      return { parts: partsOf(reply), status };
    });
  const standing = readVote(vote);
  const { most, groups, chosen = 0 } = standing;
  if (most > MOST_REPLIES) throw vote.field('most').fail(`at most ${MOST_REPLIES}`);
  const named = [chosen, ...groups.flatMap((group) => group.samples)];
  if (named.some((sample) => sample >= samples.length)) {
    throw vote.field('replies').fail('every reply that is counted or chosen');
  }
  return { message: vote.field('message').count(), vote: standing, samples };
}
