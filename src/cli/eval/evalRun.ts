import { answerText, PartsBuilder } from '../../core/chat/parts.js';
import type { Engine, GenerateRequest, GenerateResult } from '../../core/engine.js';
import { finalAnswer } from '../../core/equivalence/finalAnswer.js';
import { sameAnswer } from '../../core/equivalence/sameAnswer.js';
import { isPassing, LemmaError } from '../../core/errors.js';
import type { EvalProblem } from '../../core/evaluation/problem.js';
import { type EvalSample, sampleKey } from '../../core/evaluation/sample.js';
import type { MessagePart, SamplingParams } from '../../core/messages.js';
import { lastBoxed } from '../../core/reasoning/answer.js';

/** Seeds are 32 bits. */
const SEEDS = 2 ** 32;
/** Seeds from one problem to the next: more than a problem has replies. */
const SEED_STEP = 4096;

/** What is asked, of whom, and how. */
export interface EvalRunOptions {
  readonly engine: Pick<Engine, 'generate' | 'generateSamples'>;
  readonly problems: readonly EvalProblem[];
  /** Think budgets to try, in tokens; `null` is bounded by the context only. */
  readonly budgets: readonly (number | null)[];
  /** Replies to each problem with each budget. */
  readonly k: number;
  readonly seed: number;
  readonly sampling: SamplingParams;
  /** Replies to one problem that are written as a batch. */
  readonly together: number;
  /** Batches under way at once. */
  readonly concurrency: number;
  /** Samples that exist already. */
  readonly done: readonly EvalSample[];
  readonly signal: AbortSignal;
  /** Told of each sample in the order in which they end. */
  readonly onSample: (sample: EvalSample) => Promise<void>;
  /** Told of replies that broke off each time they were asked for: how many more, and why. Nobody graded them. */
  readonly onBroken?: (count: number, error: LemmaError) => void;
}

/** Replies to one problem that are asked for at once. */
interface Batch {
  readonly problem: EvalProblem;
  readonly budget: number | null;
  readonly samples: readonly { readonly sample: number; readonly seed: number }[];
}

/** Samples that are still to be made. */
export function samplesLeft(
  options: Pick<EvalRunOptions, 'problems' | 'budgets' | 'k' | 'done'>,
): number {
  return batches({ ...options, seed: 0, together: 1 }).length;
}

/**
 * Asks all that is not done. The seed of a reply depends on the problem's place in the suite and on its number, and not on what
 * else is asked, so that a run that went on is the one that was never stopped.
 *
 * A reply that breaks off at a server is asked for again, and then left out: whoever goes on with the run gets it.
 *
 * @throws LemmaError what ended a reply, after all others under way were stopped; `cancelled` when the signal fired; what broke
 *   replies off where all did, or {@link MOST_BROKEN} in a row: the server is gone.
 */
export async function runEvaluation(options: EvalRunOptions): Promise<void> {
  const queue = batches(options);
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let inRow = 0;
  let whole = 0;
  let first: LemmaError | undefined;
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next && !signal.aborted; next = queue.shift()) {
      const error = await askPatiently(next, options, signal);
      if (error === undefined) {
        whole += 1;
        inRow = 0;
        continue;
      }
      first ??= error;
      inRow += 1;
      if (inRow >= MOST_BROKEN) throw error;
      options.onBroken?.(next.samples.length, error);
    }
  };
  const workers = Array.from({ length: options.concurrency }, async () => {
    try {
      await work();
    } catch (thrown) {
      stop.abort();
      throw thrown;
    }
  });
  const ended = await Promise.allSettled(workers);
  const failed = ended.find((each) => each.status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  if (options.signal.aborted) throw new LemmaError('cancelled');
  if (first && whole === 0) throw first;
}

function batches({
  problems,
  budgets,
  k,
  seed,
  together,
  done,
}: Pick<EvalRunOptions, 'problems' | 'budgets' | 'k' | 'seed' | 'together' | 'done'>): Batch[] {
  const known = new Set(done.map(sampleKey));
  const found: Batch[] = [];
  problems.forEach((problem, index) => {
    for (const budget of budgets) {
      const left = Array.from({ length: k }, (_, sample) => ({
        sample,
        seed: (seed + index * SEED_STEP + sample) % SEEDS,
      })).filter(({ sample }) => !known.has(sampleKey({ id: problem.id, budget, sample })));
      for (let at = 0; at < left.length; at += together)
        found.push({ problem, budget, samples: left.slice(at, at + together) });
    }
  });
  return found;
}

/** Times that a reply is asked for. */
const TRIES = 3;
/** Replies in a row that broke off, each of them all times: more say that the server is gone. */
const MOST_BROKEN = 8;

/** Asks, and again from the beginning when a server failed in the middle; returns why, where that never went well. */
async function askPatiently(
  batch: Batch,
  options: EvalRunOptions,
  signal: AbortSignal,
): Promise<LemmaError | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      await ask(batch, options, signal);
      return undefined;
    } catch (thrown) {
      if (!isPassing(thrown) || signal.aborted) throw thrown;
      if (tries === TRIES) return thrown;
    }
  }
}

async function ask(batch: Batch, options: EvalRunOptions, signal: AbortSignal): Promise<void> {
  const { problem, budget, samples } = batch;
  const { engine, sampling } = options;
  const builders = samples.map(() => new PartsBuilder());
  const request: GenerateRequest = {
    input: {
      kind: 'chat',
      messages: [{ role: 'user', parts: [{ kind: 'text', text: problem.prompt, tokenCount: 0 }] }],
      budget: { maxTokens: budget },
    },
    sampling,
    stop: [],
  };
  const hooks = builders.map((builder) => ({
    signal,
    onDeltas: (deltas: Parameters<PartsBuilder['push']>[0]) => {
      builder.push(deltas);
    },
  }));
  const [only] = samples;
  const [hook] = hooks;
  const generations =
    samples.length === 1 && only && hook
      ? [engine.generate({ ...request, sampling: { ...sampling, seed: only.seed } }, hook)]
      : engine.generateSamples(
          request,
          samples.flatMap(({ seed }, index) => {
            const own = hooks[index];
            return own ? [{ seed, hooks: own }] : [];
          }),
        );
  const ended = await Promise.allSettled(generations.map(({ result }) => result));
  for (const [index, outcome] of ended.entries()) {
    if (outcome.status === 'rejected') throw outcome.reason;
    const own = samples[index];
    const parts = builders[index]?.parts ?? [];
    if (!own || outcome.value.finish === 'cancelled') continue;
    await options.onSample(graded(problem, budget, own.sample, own.seed, parts, outcome.value));
  }
}

function graded(
  { id, kind, gold }: EvalProblem,
  budget: number | null,
  sample: number,
  seed: number,
  parts: readonly MessagePart[],
  { finish, usage }: GenerateResult,
): EvalSample {
  const answer = answerText(parts);
  const thoughts = parts.filter((part) => part.kind === 'thinking');
  const hasEnded = finish === 'eos' || finish === 'stopString';
  // What an answer that was cut says last is not what it comes to.
  const prediction = (hasEnded ? finalAnswer(answer)?.text : lastBoxed(answer)) ?? null;
  const expected = finalAnswer(gold)?.text ?? gold;
  const { promptTokens, thinkingTokens, completionTokens, ttftMs, decodeMs } = usage;
  return {
    id,
    ...(kind !== undefined && { kind }),
    budget,
    sample,
    seed,
    gold,
    prediction,
    correct: prediction !== null && sameAnswer(expected, prediction),
    finish,
    thinkingEnd: thoughts.at(-1)?.end ?? null,
    promptTokens,
    thinkingTokens,
    completionTokens,
    ttftMs: Math.round(ttftMs),
    decodeMs: Math.round(decodeMs),
    thinking: thoughts.map(({ text }) => text).join('\n'),
    answer,
  };
}
