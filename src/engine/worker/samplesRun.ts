import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GenerateResult } from '../../core/engine.js';
import { widenState } from '../states/widenState.js';
import { ChatGeneration, type ChatGenerationOptions } from './chatGeneration.js';
import { Lockstep } from './lockstep.js';
import type { NativeContext } from './llama.js';
import type { HostedModel } from './modelHost.js';
import { prefill } from './prefill.js';
import type { StepGate, StepRunner } from './stepGate.js';

/** What all samples have in common. */
type Shared = Omit<
  ChatGenerationOptions,
  'context' | 'gate' | 'speculator' | 'beforePrefill' | keyof SampleOptions
>;

/** What a sample has of its own. */
type SampleOptions = Pick<
  ChatGenerationOptions,
  'sampling' | 'signal' | 'onDeltas' | 'onToken' | 'onPrefill'
>;

/** One of several replies to the same prompt. */
export interface Sample extends SampleOptions {
  /** Told the generation once it can be told to close its thought. */
  readonly onStart: (generation: ChatGeneration) => void;
  /** Told how it ended, as soon as it has. */
  readonly onEnd: (result: Promise<GenerateResult>) => void;
}

/** What samples run with. */
export interface SamplesRunOptions {
  readonly model: HostedModel;
  readonly gate: StepGate;
  readonly shared: Shared;
  readonly samples: readonly Sample[];
  /** Called with the prompt before it is evaluated. */
  readonly beforePrefill: (prompt: readonly number[], signal: AbortSignal) => Promise<void>;
}

/**
 * Several replies to one prompt: it is evaluated once, in the context of the conversation, and its state copied to a context
 * for each sample; these go on token by token together, as one batch.
 *
 * @throws LemmaError before any sample has begun, as {@link ChatGeneration} and the sample contexts tell.
 */
export async function runSamples(options: SamplesRunOptions): Promise<void> {
  const { model, gate, shared, samples } = options;
  const [first] = samples;
  if (!first) return;
  // Refuses what does not fit before anything is evaluated.
  const { prompt } = generationOf(options, first, model.chat, gate);
  const signal = whenAllAborted(samples.map((sample) => sample.signal));
  await options.beforePrefill(prompt, signal);
  let evaluated = 0;
  if (!signal.aborted) {
    const cached = await prefill({
      context: model.chat,
      tokens: prompt,
      chunkSize: shared.chunkSize,
      gate,
      priority: 'chat',
      signal,
      onProgress: (fraction) => {
        for (const sample of samples) sample.onPrefill(fraction);
      },
    });
    evaluated = prompt.length - 1 - cached;
  }
  if (signal.aborted) {
    const run = { ...options, evaluated: 0, contexts: samples.map(() => model.chat) };
    await decode(run);
    return;
  }
  const contexts = await model.samples.open(samples.length, {
    promptTokens: prompt.length,
    maxTokens: Math.max(...samples.map(({ sampling }) => sampling.maxTokens)),
    thinkingTokens: shared.budget.maxTokens,
  });
  try {
    await gate.run('chat', () => fork(model.chat, contexts));
    await decode({ ...options, evaluated, contexts });
  } finally {
    await contexts[0]?.dispose();
  }
}

interface Decode extends SamplesRunOptions {
  readonly contexts: readonly NativeContext[];
  /** Prompt tokens that were evaluated; counted to the first sample. */
  readonly evaluated: number;
}

async function decode(options: Decode): Promise<void> {
  const { gate, samples, contexts, evaluated } = options;
  const lockstep = new Lockstep(gate, samples.length);
  const runs = contexts.map(async (context, index) => {
    const sample = samples[index];
    if (!sample) return;
    const { onStart, onEnd } = sample;
    const run = async (): Promise<GenerateResult> => {
      try {
        const generation = generationOf(options, sample, context, lockstep);
        onStart(generation);
        const result = await generation.run();
        return index === 0 ? withEvaluated(result, evaluated) : result;
      } finally {
        lockstep.leave();
      }
    };
    const result = run();
    onEnd(result);
    await result.catch(() => undefined);
  });
  await Promise.all(runs);
}

function generationOf(
  { shared }: SamplesRunOptions,
  { sampling, signal, onDeltas, onToken, onPrefill }: Sample,
  context: NativeContext,
  gate: StepRunner,
): ChatGeneration {
  return new ChatGeneration({
    ...shared,
    sampling,
    signal,
    onDeltas,
    onToken,
    onPrefill,
    context,
    gate,
    speculator: undefined,
    beforePrefill: () => Promise.resolve(),
  });
}

/** Copies the state by a file: of its calls the library has none for that. */
async function fork(from: NativeContext, to: readonly NativeContext[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lemma-samples-'));
  try {
    const file = join(folder, 'state');
    await from.saveState(file);
    await widenState(file, to.length);
    for (const context of to) await context.loadState(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function withEvaluated(result: GenerateResult, evaluated: number): GenerateResult {
  const { usage } = result;
  const cachedTokens = Math.max(0, usage.cachedTokens - evaluated);
  return { ...result, usage: { ...usage, cachedTokens } };
}

/** A signal that fires once all of some have. */
function whenAllAborted(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const check = (): void => {
    if (signals.every(({ aborted }) => aborted)) all.abort();
  };
  check();
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  return all.signal;
}
