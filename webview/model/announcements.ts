import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { voteSummary } from '../../src/core/voting/voteSummary.js';
import { thinkingOf } from './turnStates.js';

/** What a screen reader says when a turn goes from one state to the next; `undefined` says nothing. */
export function announcement(
  before: TurnSnapshot | undefined,
  after: TurnSnapshot,
): string | undefined {
  if (before?.status.state === after.status.state) return undefined;
  switch (after.status.state) {
    case 'loading':
      return 'Loading model';
    case 'thinking':
      return 'Thinking';
    case 'answering':
      return thinkingOf(after) === undefined ? 'Answering' : 'Thinking finished, answering';
    case 'finished':
      if (after.status.finish === 'cancelled') return 'Stopped';
      return after.status.vote ? voteSummary(after.status.vote) : 'Answer ready';
    case 'failed':
      return `Failed: ${after.status.error?.message ?? 'unknown error'}`;
    case 'queued':
    case 'prefill':
      return undefined;
  }
}
