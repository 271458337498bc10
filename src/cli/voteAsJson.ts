import { answerText } from '../core/chat/parts.js';
import { canonicalAnswer } from '../core/equivalence/canonicalAnswer.js';
import { tokensPerSecond } from '../core/messages.js';
import { winner } from '../core/voting/tally.js';
import type { VoteOutcome, VoteSample } from '../core/voting/vote.js';
import type { TurnJson } from './turnAsJson.js';
import { wordsOf } from './words.js';

/** What `--json` prints of one sample of a vote. */
interface SampleJson extends Omit<TurnJson, 'tokens' | 'model'> {
  /** What it voted for. */
  readonly vote: string | null;
  /** Why it broke off. */
  readonly error?: { readonly code: string; readonly message: string };
}

/** What `--json` prints of a vote. */
export interface VoteJson {
  /** What most samples agree on; `null` where there is none, or more than one. */
  readonly answer: string | null;
  /** Samples that gave it. */
  readonly agree: number;
  /** Samples that voted, those without an answer included, and those that broke off. */
  readonly votes: number;
  /** Samples among them that broke off. */
  readonly broken: number;
  readonly tied: boolean;
  /** Every answer that was given, most samples first; samples are counted from 0. */
  readonly groups: readonly {
    readonly answer: string;
    /** The answer as it was understood. */
    readonly canonical: string;
    readonly samples: readonly number[];
  }[];
  readonly samples: readonly SampleJson[];
  readonly model: string;
}

/** A vote in the form of `--json`. */
export function voteAsJson({ samples, tally }: VoteOutcome, model: string): VoteJson {
  const agreed = winner(tally);
  return {
    answer: agreed?.answer ?? null,
    agree: agreed?.samples.length ?? 0,
    votes: tally.votes,
    broken: samples.filter(({ error }) => error !== undefined).length,
    tied: tally.tied,
    groups: tally.groups.map((group) => ({
      ...group,
      canonical: canonicalAnswer(group.answer),
    })),
    samples: samples.map(sampleAsJson),
    model,
  };
}

/** Trace and answer of a sample. */
export function repliesText({ parts }: VoteSample): { thinking: string; answer: string } {
  const thoughts = parts.map((part) => (part.kind === 'thinking' ? part.text : ''));
  return { thinking: thoughts.join(''), answer: answerText(parts) };
}

function sampleAsJson(sample: VoteSample): SampleJson {
  const { parts, boxed, answer, result, error } = sample;
  const thought = parts.findLast((part) => part.kind === 'thinking');
  return {
    ...repliesText(sample),
    vote: answer ?? null,
    boxed: boxed ?? null,
    finish: result?.finish ?? null,
    thinkingEnd: thought?.end ?? null,
    usage: result ? { ...result.usage, tokensPerSecond: tokensPerSecond(result.usage) } : null,
    seed: result?.seed ?? null,
    ...(error && { error: { code: error.code, message: wordsOf(error) } }),
  };
}
