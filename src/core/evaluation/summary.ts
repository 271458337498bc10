import { sameAnswer } from '../equivalence/sameAnswer.js';
import { nextRound, tally, type Tally } from '../voting/tally.js';
import { clusteredShare, type Share, wilson } from './interval.js';
import type { EvalSample } from './sample.js';

/** What the replies with one budget, or of one kind of problems, came to. */
export interface EvalSummary {
  readonly problems: number;
  readonly samples: number;
  /** Share of right replies, the mean over problems. */
  readonly pass1: Share;
  /** Share of problems whose most frequent answer is right; absent for one reply a problem. */
  readonly consensus?: Share & { readonly k: number };
  readonly meanThinkingTokens: number;
  readonly medianThinkingTokens: number;
  readonly meanCompletionTokens: number;
  /** Tokens a second of single replies, while they were written. */
  readonly tokensPerSecond: number;
  /** Share of replies that a limit of tokens ended. */
  readonly cut: number;
  /** Share of replies whose thought the budget ended. */
  readonly budgetSpent: number;
}

/** A vote that ends early, worked out from replies that were all written. */
export interface AdaptiveVote {
  readonly right: Share;
  /** Replies that it would have asked for, of each problem. */
  readonly meanSamples: number;
}

/** Sums up replies that were made under the same conditions; `k` is how many each problem is to have. */
export function summarize(samples: readonly EvalSample[], k: number): EvalSummary {
  const problems = byProblem(samples);
  const shares = problems.map((replies) => mean(replies.map(({ correct }) => Number(correct))));
  const thinking = samples.map(({ thinkingTokens }) => thinkingTokens).sort((a, b) => a - b);
  const decodeMs = sum(samples.map((each) => each.decodeMs));
  const decoded = sum(samples.map((each) => Math.max(0, each.completionTokens - 1)));
  return {
    problems: problems.length,
    samples: samples.length,
    pass1: clusteredShare(shares, samples.length),
    ...(k > 1 && { consensus: { ...consensusShare(problems, k), k } }),
    meanThinkingTokens: mean(thinking),
    medianThinkingTokens: thinking[Math.floor(thinking.length / 2)] ?? 0,
    meanCompletionTokens: mean(samples.map((each) => each.completionTokens)),
    tokensPerSecond: decodeMs === 0 ? 0 : (decoded * 1000) / decodeMs,
    cut: mean(
      samples.map(({ finish }) => Number(finish === 'maxTokens' || finish === 'contextFull')),
    ),
    budgetSpent: mean(samples.map(({ thinkingEnd }) => Number(thinkingEnd === 'budget'))),
  };
}

/** The share of problems that a majority of the first 1, 2, … `k` replies solves. */
export function consensusCurve(samples: readonly EvalSample[], k: number): readonly Share[] {
  const problems = byProblem(samples);
  return Array.from({ length: k }, (_, index) => consensusShare(problems, index + 1));
}

/** What votes would have come to that begin with three replies and ask for more while these disagree. */
export function adaptiveVotes(samples: readonly EvalSample[], k: number): AdaptiveVote {
  const problems = byProblem(samples);
  const votes = problems.map((replies) => adaptiveVote(replies.slice(0, k)));
  return {
    right: wilson(mean(votes.map(({ isRight }) => Number(isRight))), votes.length),
    meanSamples: mean(votes.map((vote) => vote.samples)),
  };
}

/** Samples in groups, in the order in which the groups come. */
export function groupBy<K>(
  samples: readonly EvalSample[],
  keyOf: (sample: EvalSample) => K,
): Map<K, EvalSample[]> {
  const groups = new Map<K, EvalSample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const group = groups.get(key);
    if (group) group.push(sample);
    else groups.set(key, [sample]);
  }
  return groups;
}

/** The replies of each problem, in the order of their numbers. */
function byProblem(samples: readonly EvalSample[]): EvalSample[][] {
  return [...groupBy(samples, ({ id }) => id).values()].map((replies) =>
    replies.sort((a, b) => a.sample - b.sample),
  );
}

function consensusShare(problems: readonly (readonly EvalSample[])[], k: number): Share {
  const right = problems.map((replies) => Number(isRight(replies, standing(replies.slice(0, k)))));
  return wilson(mean(right), right.length);
}

function adaptiveVote(replies: readonly EvalSample[]): {
  readonly isRight: boolean;
  readonly samples: number;
} {
  let asked = 0;
  let current = standing([]);
  for (let next = nextRound(current, replies.length); next > 0;) {
    asked += next;
    current = standing(replies.slice(0, asked));
    next = nextRound(current, replies.length);
  }
  return { isRight: isRight(replies, current), samples: asked };
}

function standing(replies: readonly EvalSample[]): Tally {
  const ballots = replies.map(({ sample, prediction }) => ({
    sample,
    answer: prediction ?? undefined,
  }));
  return tally(ballots, sameAnswer);
}

/** Whether the most frequent answer is right; of equals the one that came first. */
function isRight(replies: readonly EvalSample[], { groups }: Tally): boolean {
  const chosen = groups[0]?.samples[0];
  return replies.some(({ sample, correct }) => sample === chosen && correct);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}
