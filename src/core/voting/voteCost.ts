import type { Engine, GenerateRequest, LoadedModel } from '../engine.js';
import type { ChatSettings } from '../chat/modelAccess.js';
import type { Effort } from '../sampling/r1Defaults.js';

/** Most samples of a vote, as a user chooses them. */
export const VOTE_COUNTS = [3, 5, 8, 16] as const;

/** One of {@link VOTE_COUNTS}. */
export type VoteCount = (typeof VOTE_COUNTS)[number];

/** Tokens of an answer after a full thought. */
const ANSWER = 1024;

const OF_EFFORT: Readonly<Record<Effort, VoteCount>> = {
  quick: 3,
  normal: 5,
  deep: 8,
  unbounded: 16,
};

/** Samples of a vote where the user chose an effort alone. */
export function votesOfEffort(effort: Effort): VoteCount {
  return OF_EFFORT[effort];
}

/** Whether a number is one of {@link VOTE_COUNTS}. */
export function isVoteCount(value: unknown): value is VoteCount {
  return VOTE_COUNTS.some((count) => count === value);
}

/** What replies have taken lately. */
export interface UsualReply {
  /** Tokens of a reply, thinking included: the mean. */
  readonly tokens?: number;
  /** Tokens the model writes a second. */
  readonly tokensPerSecond?: number;
}

/** What a vote may take; what is not known is absent. */
export interface VoteCost extends UsualReply {
  /** Fewest samples: a vote may be over when they agree. */
  readonly least: number;
  readonly most: number;
  /** Most tokens of a sample, thinking included. */
  readonly tokensEach: number;
  /** Memory of all samples, beside the loaded model. */
  readonly neededBytes?: number;
  /** Samples that fit into memory at once. */
  readonly together?: number;
}

/** How long a vote may take, in seconds. */
export interface VoteTime {
  /** If its samples are as long as replies lately: the fewest of them, and all. */
  readonly usual?: readonly [least: number, most: number];
  /** If every sample is as long as it may be. */
  readonly longest?: number;
}

/**
 * Counts what a vote of at most `most` samples takes; evaluates nothing.
 *
 * @throws LemmaError as {@link Engine.planSamples}.
 */
export async function planVote(
  engine: Pick<Engine, 'planSamples'>,
  model: LoadedModel,
  request: GenerateRequest,
  most: number,
  usual: UsualReply,
  signal: AbortSignal,
): Promise<VoteCost> {
  const plan = await engine.planSamples(request, most, signal);
  const room = Math.max(0, plan.contextSize - plan.promptTokens);
  const tokensPerSecond = usual.tokensPerSecond ?? model.calibration?.decodePerSecond;
  return {
    least: leastSamples(most),
    most,
    tokensEach: Math.min(request.sampling.maxTokens, room),
    ...(usual.tokens !== undefined && { tokens: usual.tokens }),
    ...(tokensPerSecond !== undefined && tokensPerSecond > 0 && { tokensPerSecond }),
    ...(plan.neededBytes !== undefined && { neededBytes: plan.neededBytes }),
    together: plan.most,
  };
}

/** What is known of a vote while no model is loaded. */
export function unplannedVote(
  { sampling, budget }: ChatSettings,
  most: number,
  usual: UsualReply,
): VoteCost {
  const { maxTokens } = sampling;
  const tokensEach = Math.min(maxTokens, (budget.maxTokens ?? maxTokens) + ANSWER);
  return { ...usual, least: leastSamples(most), most, tokensEach };
}

/** Fewest samples that can end a vote. */
function leastSamples(most: number): number {
  return Math.min(3, most);
}

/** How long a vote may take at the pace of one reply: samples together are no slower than one after the other. */
export function voteTime(cost: VoteCost): VoteTime {
  const { least, most, tokensEach, tokens, tokensPerSecond } = cost;
  if (tokensPerSecond === undefined) return {};
  const seconds = (count: number, each: number): number => (count * each) / tokensPerSecond;
  const usual = tokens === undefined ? undefined : Math.min(tokens, tokensEach);
  return {
    ...(usual !== undefined && { usual: [seconds(least, usual), seconds(most, usual)] as const }),
    longest: seconds(most, tokensEach),
  };
}
