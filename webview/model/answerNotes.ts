import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { tokensPerSecond } from '../../src/core/messages.js';
import { answerOf, answerTokensOf, thinkingOf } from './turnStates.js';
import { count, dotted, tokens } from './wording.js';

/** One remark below an answer. */
export interface AnswerNote {
  readonly kind: 'info' | 'warning';
  readonly text: string;
}

/** What the reader should know of how an answer came about. */
export function answerNotes(turn: TurnSnapshot): readonly AnswerNote[] {
  const notes: AnswerNote[] = [];
  const { droppedTurns = 0 } = turn.status;
  if (droppedTurns > 0) {
    const turns =
      droppedTurns === 1 ? '1 earlier turn was' : `${count(droppedTurns)} earlier turns were`;
    notes.push({ kind: 'info', text: `${turns} left out so that this one fits the context.` });
  }
  const end = endNote(turn);
  if (end !== undefined) notes.push(end);
  return notes;
}

function endNote(turn: TurnSnapshot): AnswerNote | undefined {
  if (turn.status.state !== 'finished') return undefined;
  const inThought = thinkingOf(turn)?.end === 'cutOff';
  switch (turn.status.finish ?? 'eos') {
    case 'cancelled':
      return {
        kind: 'info',
        text: inThought
          ? 'Stopped while thinking: there is no answer.'
          : 'Stopped while answering.',
      };
    case 'maxTokens':
      return {
        kind: 'warning',
        text: inThought
          ? 'The token limit was reached before an answer.'
          : 'The answer was cut at the token limit.',
      };
    case 'contextFull':
      return {
        kind: 'warning',
        text: inThought
          ? 'The context was full before an answer.'
          : 'The answer was cut: the context is full.',
      };
    case 'eos':
    case 'stopString':
      return answerOf(turn).trim() === ''
        ? { kind: 'warning', text: 'The model ended without an answer.' }
        : undefined;
  }
}

/** Figures of a finished answer: tokens, speed, model. */
export function answerFigures(turn: TurnSnapshot): string {
  const { usage, model } = turn.status;
  const rate = usage === undefined ? 0 : tokensPerSecond(usage);
  return dotted(
    tokens(answerTokensOf(turn)),
    rate > 0 ? `${rate < 10 ? rate.toFixed(1) : count(rate)} tok/s` : undefined,
    model,
  );
}
