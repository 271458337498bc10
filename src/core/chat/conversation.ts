import type { HistoryEntry } from './history.js';
import { TurnRecord } from './turnRecord.js';
import type { SavedTurn } from './savedSession.js';

/** The turns of a chat, oldest first. */
export class Conversation {
  private readonly records: TurnRecord[] = [];

  get turns(): readonly TurnRecord[] {
    return this.records;
  }

  get last(): TurnRecord | undefined {
    return this.records.at(-1);
  }

  find(turnId: string): TurnRecord | undefined {
    return this.records.find((record) => record.turnId === turnId);
  }

  add(record: TurnRecord): void {
    // Only the last turn goes on.
    if (this.last) this.last.replyTokens = undefined;
    this.records.push(record);
  }

  replaceLast(record: TurnRecord): void {
    this.records.splice(-1, 1, record);
  }

  /**
   * What a turn remembers of the turns before it: those that finished with an answer, also one that was stopped.
   * Turns that failed or never came to an answer leave no question behind.
   */
  historyOf(turn: TurnRecord): HistoryEntry[] {
    return this.records.slice(0, this.records.indexOf(turn)).flatMap((record) => {
      const { answer } = record;
      if (record.status.state !== 'finished' || answer.trim() === '') return [];
      return [{ turnId: record.turnId, question: record.input.modelText, answer }];
    });
  }
}

/** A stored turn, alive again; one that was stored while it waited or ran counts as stopped. */
export function restoreTurn(saved: SavedTurn): TurnRecord {
  const { turnId, parts, status, replyTokens, ...input } = saved;
  if (status.state === 'finished' || status.state === 'failed') {
    return new TurnRecord(turnId, input, { parts, status, ...(replyTokens && { replyTokens }) });
  }
  const { model, thinkingStartedAt } = status;
  return new TurnRecord(turnId, input, {
    parts: parts.map((part) =>
      part.kind === 'thinking' && part.end === undefined ? { ...part, end: 'cutOff' } : part,
    ),
    status: {
      state: 'finished',
      finish: 'cancelled',
      ...(model !== undefined && { model }),
      ...(thinkingStartedAt !== undefined && { thinkingStartedAt }),
    },
    ...(replyTokens && { replyTokens }),
  });
}
