import { lastBoxed } from '../reasoning/answer.js';
import type { MessagePart } from '../messages.js';
import { answerText } from './parts.js';
import type { TurnStatus, VoteStatus } from './turn.js';

/** What of a reply decides which one stands for a vote. */
interface Reply {
  readonly parts: readonly MessagePart[];
}

/**
 * The reply that stands for a vote: the first that gave the answer most agree on, of equals the one that came first; where none
 * came to an answer, the first that wrote one all the same.
 */
export function leadingSample(vote: VoteStatus, replies: readonly Reply[]): number | undefined {
  const voted = vote.groups[0]?.samples[0];
  if (voted !== undefined) return voted;
  const written = replies.findIndex(({ parts }) => answerText(parts).trim() !== '');
  return written < 0 ? undefined : written;
}

/** A turn whose vote a reply stands for. */
export function chosenReply(
  status: TurnStatus,
  vote: VoteStatus,
  replies: readonly Reply[],
  chosen: number | undefined,
): { readonly parts: readonly MessagePart[]; readonly status: TurnStatus } {
  const parts = (chosen === undefined ? undefined : replies[chosen]?.parts) ?? [];
  const boxed = lastBoxed(answerText(parts));
  const facts = Object.entries(status).filter(([name]) => name !== 'boxed');
  return {
    parts,
    status: {
      ...(Object.fromEntries(facts) as Omit<TurnStatus, 'boxed'>),
      ...(boxed !== undefined && { boxed }),
      vote: { ...vote, ...(chosen !== undefined && { chosen }) },
    },
  };
}
