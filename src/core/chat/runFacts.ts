import type { LoadedModel } from '../engine.js';
import { LemmaError } from '../errors.js';
import type { MessagePart } from '../messages.js';
import type { ChatSettings } from './modelAccess.js';
import type { RunDifference, RunFacts, RunModel } from './run.js';
import type { TurnSnapshot } from './turn.js';

/** A turn to run again. */
export interface RunOrder {
  readonly turnId: string;
  readonly facts: RunFacts;
  readonly seed: number;
  /** Tokens its prompt took. */
  readonly promptTokens: number;
  /** What it wrote. */
  readonly parts: readonly MessagePart[];
  /** Whether the user stopped it. */
  readonly stopped: boolean;
}

/**
 * Why a turn cannot be run again: it is not over, wrote nothing, its seed is not known, or it was written in several stretches,
 * each with a seed of its own.
 */
export type RunAgainRefusal = 'running' | 'nothing' | 'unknown' | 'stretches';

/** Why a turn cannot be run again; undefined where it can. */
export function runAgainRefusal({
  parts,
  status,
}: Pick<TurnSnapshot, 'parts' | 'status'>): RunAgainRefusal | undefined {
  const { state, run, seed, usage } = status;
  if (state !== 'finished' && state !== 'failed') return 'running';
  if (parts.length === 0) return 'nothing';
  if (state === 'failed' || seed === undefined || usage === undefined) return 'unknown';
  return run === undefined ? 'stretches' : undefined;
}

/**
 * The order to run a turn again. Where the user had it answer at once, it does so after the same number of tokens; where the
 * user stopped it, it goes on.
 *
 * @throws LemmaError `internal` when its run is not known.
 */
export function runOrder({
  turnId,
  parts,
  status,
}: Pick<TurnSnapshot, 'turnId' | 'parts' | 'status'>): RunOrder {
  const { run, seed, usage } = status;
  if (runAgainRefusal({ parts, status }) || !run || seed === undefined || !usage) {
    throw new LemmaError('internal', { reason: 'runUnknown', turnId });
  }
  const cutByUser = parts.some((part) => part.kind === 'thinking' && part.end === 'answerNow');
  const budget = cutByUser ? { ...run.budget, answerAfter: usage.thinkingTokens } : run.budget;
  const { promptTokens } = usage;
  const stopped = status.finish === 'cancelled';
  return { turnId, facts: { ...run, budget }, seed, promptTokens, parts, stopped };
}

/** What a run wrote, and whether it was stopped, so that more might have followed. */
interface Words {
  readonly parts: readonly MessagePart[];
  readonly stopped: boolean;
}

/** Whether two runs wrote the same thoughts and the same answer; of one that was stopped, as far as it went. */
export function sameWords(one: Words, two: Words): boolean {
  return (
    isSameText(one.parts, two.parts) ||
    (one.stopped && isBeginning(one.parts, two.parts)) ||
    (two.stopped && isBeginning(two.parts, one.parts))
  );
}

function isSameText(one: readonly MessagePart[], two: readonly MessagePart[]): boolean {
  return (
    one.length === two.length &&
    one.every(({ kind, text }, at) => kind === two[at]?.kind && text === two[at].text)
  );
}

function isBeginning(cut: readonly MessagePart[], whole: readonly MessagePart[]): boolean {
  const last = cut.at(-1);
  const same = whole[cut.length - 1];
  if (last === undefined || last.kind !== same?.kind) return false;
  // A stop leaves half a character behind, or white space that is taken off where a thought ends.
  const text = last.text.replace(/[\s\uFFFD]+$/, '');
  return isSameText(cut.slice(0, -1), whole.slice(0, cut.length - 1)) && same.text.startsWith(text);
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
