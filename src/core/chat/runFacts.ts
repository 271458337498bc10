import type { LoadedModel } from '../engine.js';
import { LemmaError } from '../errors.js';
import type { MessagePart } from '../messages.js';
import type { ChatSettings } from './modelAccess.js';
import type { RunDifference, RunFacts, RunModel } from './run.js';
import type { TurnStatus } from './turn.js';

/** A turn to run again. */
export interface RunOrder {
  readonly turnId: string;
  readonly facts: RunFacts;
  readonly seed: number;
  /** Tokens its prompt took. */
  readonly promptTokens: number;
  /** What it wrote. */
  readonly parts: readonly MessagePart[];
}

/** Whether a turn came to its end in one run that is known well enough to be run again. */
export function canRunAgain({ state, finish, run, seed, usage }: TurnStatus): boolean {
  const known = run !== undefined && seed !== undefined && usage !== undefined;
  return known && state === 'finished' && finish !== 'cancelled';
}

/**
 * The order to run a turn again. Where the user had it answer at once, it does so after the same number of tokens.
 *
 * @throws LemmaError `internal` when its run is not known.
 */
export function runOrder(
  turnId: string,
  parts: readonly MessagePart[],
  status: TurnStatus,
): RunOrder {
  const { run, seed, usage } = status;
  if (!canRunAgain(status) || !run || seed === undefined || !usage) {
    throw new LemmaError('internal', { reason: 'runUnknown', turnId });
  }
  const cutByUser = parts.some((part) => part.kind === 'thinking' && part.end === 'answerNow');
  const budget = cutByUser ? { ...run.budget, answerAfter: usage.thinkingTokens } : run.budget;
  const { promptTokens } = usage;
  return { turnId, facts: { ...run, budget }, seed, promptTokens, parts };
}

/** Whether two replies hold the same thoughts and the same answer. */
export function sameWords(one: readonly MessagePart[], two: readonly MessagePart[]): boolean {
  const words = (parts: readonly MessagePart[]): string =>
    JSON.stringify(parts.map(({ kind, text }) => [kind, text]));
  return words(one) === words(two);
}

/** What a run is to be remembered by. */
export function runFacts({ sampling, budget }: ChatSettings, model: LoadedModel): RunFacts {
  const { temperature, topP, topK, minP, maxTokens } = sampling;
  return {
    sampling: { temperature, topP, topK, minP, maxTokens },
    budget,
    model: {
      name: model.name,
      architecture: model.architecture,
      fileSizeBytes: model.fileSizeBytes,
      contextSize: model.contextSize,
      backend: model.backend,
      threads: model.threads,
      batchSize: model.batchSize,
      kvCache: `${model.kvCache.key}/${model.kvCache.value}`,
      flashAttention: String(model.flashAttention),
    },
  };
}

/** What differs between two runs' models. */
export function runDifferences(before: RunModel, now: RunModel): RunDifference[] {
  const differs = (...names: readonly (keyof RunModel)[]): boolean =>
    names.some((name) => before[name] !== now[name]);
  return [
    ...(differs('name', 'architecture', 'fileSizeBytes') ? (['model'] as const) : []),
    ...(differs('contextSize') ? (['contextSize'] as const) : []),
    ...(differs('backend', 'threads', 'batchSize', 'kvCache', 'flashAttention')
      ? (['engine'] as const)
      : []),
  ];
}
