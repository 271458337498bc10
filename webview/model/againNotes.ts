import type { RunAgain, RunDifference } from '../../src/core/chat/run.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import type { AnswerNote } from './answerNotes.js';

const DIFFERENCES: Readonly<Record<RunDifference, string>> = {
  model: 'the model is another one',
  contextSize: 'the context has another size',
  engine: 'the engine runs with other settings',
  prompt: 'the turns before it have changed',
};

/** What the reader should know of an answer that runs another one again. */
export function againNotes({ status }: TurnSnapshot): readonly AnswerNote[] {
  const { again, seed, state } = status;
  if (again === undefined) return [];
  const differs = again.differences.map((each) => DIFFERENCES[each]);
  const warning: readonly AnswerNote[] =
    differs.length === 0 || again.same === true
      ? []
      : [{ kind: 'warning', text: `Other words may come out: ${listed(differs)} than then.` }];
  return state === 'finished' ? [...warning, outcome(again, seed)] : warning;
}

function outcome({ same, partly }: RunAgain, seed: number | undefined): AnswerNote {
  const what = seed === undefined ? 'Run again' : `Run again with seed ${seed}`;
  if (same === undefined) return { kind: 'info', text: `${what}.` };
  if (!same) return { kind: 'warning', text: `${what}: not the same words.` };
  return partly === true
    ? { kind: 'info', text: `${what}: the same words, as far as both were written.` }
    : { kind: 'info', text: `${what}: the same words, thought and answer.` };
}

function listed(parts: readonly string[]): string {
  return parts.length < 2
    ? parts.join()
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
