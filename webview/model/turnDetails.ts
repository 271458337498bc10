import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { tokensPerSecond, type FinishReason, type Usage } from '../../src/core/messages.js';
import { answerTokensOf, thinkingOf } from './turnStates.js';
import { count, duration, tokens } from './wording.js';

/** One line of the details of a turn. */
export interface TurnDetail {
  readonly name: string;
  readonly value: string;
}

/** All that is known of how a finished turn came about. */
export function turnDetails(turn: TurnSnapshot): readonly TurnDetail[] {
  const { model, seed, usage, finish, run } = turn.status;
  const thinking = thinkingOf(turn);
  const rate = usage === undefined ? 0 : tokensPerSecond(usage);
  const details: readonly (readonly [string, string | undefined])[] = [
    ['Model', model],
    ['Seed', seed === undefined ? undefined : String(seed)],
    ['Sampling', run && `temperature ${run.sampling.temperature}, top-p ${run.sampling.topP}`],
    ['Thinking budget', run && budgetWords(run.budget.maxTokens)],
    ['Thinking', thinking && tokens(thinking.tokenCount)],
    [
      'Thinking time',
      thinking?.durationMs === undefined ? undefined : duration(thinking.durationMs),
    ],
    ['Answer', tokens(answerTokensOf(turn))],
    [
      'Prompt',
      usage && `${tokens(usage.promptTokens)}, ${count(usage.cachedTokens)} of them reused`,
    ],
    ['Speed', rate > 0 ? `${rate < 10 ? rate.toFixed(1) : count(rate)} tok/s` : undefined],
    ['Guessed ahead', usage && draftWords(usage)],
    ['First token', usage && `after ${duration(usage.ttftMs)}`],
    ['Duration', usage && duration(usage.ttftMs + usage.decodeMs)],
    ['Ended', finish && ENDS[finish]],
    ['Context', run && tokens(run.model.contextSize)],
    ['Engine', run && `${run.model.backend}, ${threads(run.model.threads)}`],
  ];
  return details.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** The details as text, a line each. */
export function detailsText(details: readonly TurnDetail[]): string {
  return details.map(({ name, value }) => `${name}: ${value}`).join('\n');
}

const ENDS: Readonly<Record<FinishReason, string>> = {
  eos: 'by the model',
  stopString: 'by a stop string',
  maxTokens: 'at the token limit',
  contextFull: 'when the context was full',
  cancelled: 'by you',
};

function budgetWords(maxTokens: number | null): string {
  if (maxTokens === null) return 'unbounded';
  return maxTokens === 0 ? 'none' : tokens(maxTokens);
}

/** What came of drafted tokens; nothing where none were drafted. */
function draftWords({ draftedTokens = 0, acceptedTokens = 0 }: Usage): string | undefined {
  if (draftedTokens === 0) return undefined;
  return `${tokens(draftedTokens)}, ${count(acceptedTokens)} of them right`;
}

function threads(value: number): string {
  return value === 1 ? '1 thread' : `${value} threads`;
}
