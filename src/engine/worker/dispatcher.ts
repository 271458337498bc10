import type { GenerateRequest, GenerateResult, PrepareRequest } from '../../core/engine.js';
import { LemmaError, toErrorData } from '../../core/errors.js';
import type { GenerationDelta, SampledToken, SamplingParams } from '../../core/messages.js';
import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import type { Clock } from '../../core/stream/clock.js';
import { DeltaBatcher } from '../../core/stream/deltaBatcher.js';
import type { EngineEvent, EngineRequest } from '../../protocol/engine.js';
import { ChatGeneration, promptOf } from './chatGeneration.js';
import { ConversationState } from './conversationState.js';
import { generateInfill } from './infillGeneration.js';
import type { NativeContext } from './llama.js';
import { type HostedModel, ModelHost } from './modelHost.js';
import { generateRaw } from './rawGeneration.js';
import { speculatorFor } from './speculation.js';
import { checkLogprobs, checkSampling } from './samplingOptions.js';
import { runSamples, type Sample } from './samplesRun.js';
import { StepGate } from './stepGate.js';

/** A request under way. */
interface Job {
  readonly kind: 'load' | 'loadInfill' | 'chat' | 'infill' | 'prepare';
  readonly abort: AbortController;
  /** Progress reported last, so that each percent is reported once. */
  fraction: number;
  batcher?: DeltaBatcher;
  /** Tokens sampled and not yet reported, where they are asked for. */
  tokens?: SampledToken[];
  chat?: ChatGeneration;
  closeThinking?: boolean;
  done: Promise<void>;
}

type EngineProgress = (EngineEvent & { type: 'progress' })['phase'];
/** Outcome that ends a request. */
type Outcome = Exclude<
  EngineEvent,
  { type: 'hello' | 'progress' | 'deltas' | 'tokens' | 'log' | 'bye' }
>;

/**
 * Takes requests and answers each with exactly one final event. Chats run one after the other; an infill
 * runs beside them and gives way to a newer one; loading and unloading wait until all that ran is cancelled.
 */
export class Dispatcher {
  private readonly post: (event: EngineEvent) => void;
  private readonly clock: Clock;
  private readonly host: ModelHost;
  private readonly gate = new StepGate();
  /** The newest calibration, running or done. */
  private calibration: Job | undefined;
  private readonly jobs = new Map<number, Job>();
  private readonly conversations = new WeakMap<HostedModel, ConversationState>();
  /** Ends when everything that changes the model, so far requested, is done. */
  private modelWork: Promise<void> = Promise.resolve();
  /** Each ends when every generation of its kind, so far requested, is done: they share a context. */
  private readonly lanes = { chat: Promise.resolve(), infill: Promise.resolve() };

  constructor(post: (event: EngineEvent) => void, clock: Clock) {
    this.post = post;
    this.clock = clock;
    this.host = new ModelHost((level, message) => {
      post({ type: 'log', level, message });
    });
  }

  /** Takes one request; never throws. */
  handle(request: Exclude<EngineRequest, { type: 'shutdown' }>): void {
    switch (request.type) {
      case 'load':
        this.cancelAll();
        this.start(request.id, 'load', (job) => this.load(request, job));
        break;
      case 'generate':
        this.startGeneration(request.id, request.request);
        break;
      case 'generateSamples':
        this.startSamples(request);
        break;
      case 'planSamples':
        this.start(request.id, 'load', () => this.planSamples(request));
        break;
      case 'prepare':
        this.prepare(request.id, request.request);
        break;
      case 'countTokens':
        this.post(this.countTokens(request.id, request.texts));
        break;
      case 'loadInfill':
        this.loadInfill(request.id, request.modelPath ?? undefined);
        break;
      case 'unload':
        this.cancelAll();
        this.start(request.id, 'load', async () => {
          await this.changeModel(() => this.host.unload());
          return { type: 'unloaded', id: request.id };
        });
        break;
      case 'calibrate':
        this.start(request.id, 'load', (job) => this.calibrate(request.id, request.budgetMs, job));
        break;
      case 'cancel':
        this.jobs.get(request.id)?.abort.abort();
        break;
      case 'closeThinking':
        this.closeThinking(request.id);
        break;
      case 'ack':
        this.jobs.get(request.id)?.batcher?.ack(request.seq);
        break;
    }
  }

  /** Cancels everything and frees the model and the native library. */
  async shutdown(): Promise<void> {
    this.cancelAll();
    await this.changeModel(() => this.host.dispose());
  }

  private start(id: number, kind: Job['kind'], run: (job: Job) => Promise<Outcome>): void {
    const job: Job = { kind, abort: new AbortController(), fraction: -1, done: Promise.resolve() };
    this.jobs.set(id, job);
    job.done = this.finish(id, job, run(job));
  }

  private async finish(id: number, job: Job, outcome: Promise<Outcome>): Promise<void> {
    let event: Outcome;
    try {
      event = await outcome;
    } catch (error) {
      event = { type: 'failed', id, error: toErrorData(error) };
    }
    await job.batcher?.drain();
    this.reportTokens(id, job);
    job.batcher?.dispose();
    this.jobs.delete(id);
    this.post(event);
  }

  private async load(request: EngineRequest & { type: 'load' }, job: Job): Promise<Outcome> {
    const model = await this.changeModel(() => {
      job.abort.signal.throwIfAborted();
      return this.host.load(request.params, job.abort.signal, (fraction) => {
        this.progress(request.id, job, 'load', fraction);
      });
    });
    return { type: 'loaded', id: request.id, model };
  }

  /** Loads beside chats, which do not wait for it; infills do, and so does a change of the chat's model. */
  private loadInfill(id: number, modelPath: string | undefined): void {
    this.calibration?.abort.abort();
    for (const job of this.jobs.values()) {
      if (job.kind === 'infill' || job.kind === 'loadInfill') job.abort.abort();
    }
    const ready = Promise.all([this.modelWork, this.lanes.infill]);
    this.start(id, 'loadInfill', async (job) => {
      await ready;
      job.abort.signal.throwIfAborted();
      const model = await this.host.loadInfill(modelPath, job.abort.signal);
      return { type: 'infillLoaded', id, model: model ?? null };
    });
    this.lanes.infill = this.jobs.get(id)?.done ?? this.lanes.infill;
  }

  /** Runs a change of the model after earlier ones, when no generation runs any more. */
  private async changeModel<T>(change: () => Promise<T>): Promise<T> {
    const before = this.modelWork;
    const generations = [...this.jobs.values()].filter((job) => job.kind !== 'load');
    const ready = Promise.all([before, this.lanes.chat, ...generations.map((job) => job.done)]);
    const result = ready.then(change);
    this.modelWork = result.then(
      () => undefined,
      () => undefined,
    );
    return await result;
  }

  private startGeneration(id: number, request: GenerateRequest): void {
    const kind = request.input.kind === 'infill' ? 'infill' : 'chat';
    // Whoever asks comes first.
    this.calibration?.abort.abort();
    // An infill that is asked for again is out of date, and a chat waits for nothing that nobody waits for.
    const outdated = kind === 'infill' ? 'infill' : 'prepare';
    for (const job of this.jobs.values()) if (job.kind === outdated) job.abort.abort();
    const requestedAt = this.clock.now();
    const ready = Promise.all([this.modelWork, this.lanes[kind]]);
    this.start(id, kind, async (job) => {
      this.openReports(id, job, request);
      await ready;
      const model = this.host.model;
      if (!model) throw new LemmaError('noModelLoaded');
      const result = await this.generate(id, request, job, model, requestedAt);
      return { type: 'generated', id, result };
    });
    this.lanes[kind] = this.jobs.get(id)?.done ?? this.lanes[kind];
  }

  private openReports(id: number, job: Job, request: GenerateRequest): void {
    if (request.logprobs !== undefined) job.tokens = [];
    job.batcher = new DeltaBatcher({
      clock: this.clock,
      send: (seq, deltas) => {
        this.reportTokens(id, job);
        this.post({ type: 'deltas', id, seq, deltas });
      },
    });
  }

  private startSamples({
    ids,
    request,
    seeds,
  }: EngineRequest & { readonly type: 'generateSamples' }): void {
    for (const job of this.jobs.values()) if (job.kind === 'prepare') job.abort.abort();
    const requestedAt = this.clock.now();
    const ready = Promise.all([this.modelWork, this.lanes.chat]);
    const samples = ids.map((id, index) => {
      const seed = seeds[index] ?? undefined;
      const end = new Deferred<GenerateResult>();
      this.start(id, 'chat', async (job) => {
        this.openReports(id, job, request);
        return { type: 'generated', id, result: await end.promise };
      });
      return { id, job: this.jobs.get(id), end, seed };
    });
    const run = async (): Promise<void> => {
      await ready;
      const model = this.host.model;
      if (!model) throw new LemmaError('noModelLoaded');
      const { input } = chatRequest(request);
      if (ids.length > MOST_SAMPLES) throw new LemmaError('internal', { samples: ids.length });
      await onContext(model.chat, () =>
        runSamples({
          model,
          gate: this.gate,
          shared: {
            vocabulary: model.vocabulary,
            chunkSize: model.chunkSize,
            messages: input.messages,
            budget: input.budget,
            replyTokens: input.replyTokens ?? [],
            stop: request.stop,
            logprobs: checkLogprobs(request.logprobs),
            modelPath: model.facts.path,
            now: () => this.clock.now(),
            requestedAt,
          },
          samples: samples.flatMap(({ id, job, end, seed }) =>
            job ? [this.sample(id, job, end, withSeed(request.sampling, seed))] : [],
          ),
          beforePrefill: (prompt, signal) =>
            this.conversationOn(model).begin(input.conversation, prompt, signal),
        }),
      );
    };
    this.lanes.chat = run().catch((error: unknown) => {
      for (const { end } of samples) end.reject(error);
    });
  }

  private sample(
    id: number,
    job: Job,
    end: Deferred<GenerateResult>,
    sampling: SamplingParams,
  ): Sample {
    return {
      sampling: checkSampling(sampling, Math.random),
      signal: job.abort.signal,
      onDeltas: (deltas) => job.batcher?.push(deltas),
      onToken: (token) => job.tokens?.push(token),
      onPrefill: (fraction) => {
        this.progress(id, job, 'prefill', fraction);
      },
      onStart: (generation) => {
        job.chat = generation;
        if (job.closeThinking) generation.closeThinking();
      },
      onEnd: (result) => {
        end.resolve(result);
      },
    };
  }

  private async planSamples({
    id,
    request,
    count,
  }: EngineRequest & { readonly type: 'planSamples' }): Promise<Outcome> {
    await this.modelWork;
    const model = this.host.model;
    if (!model) throw new LemmaError('noModelLoaded');
    const { input, sampling } = chatRequest(request);
    const replyTokens = input.replyTokens ?? [];
    const prompt = promptOf({ ...input, replyTokens, vocabulary: model.vocabulary });
    const plan = await model.samples.plan(count, {
      promptTokens: prompt.length,
      maxTokens: sampling.maxTokens,
      thinkingTokens: input.budget.maxTokens,
    });
    return { type: 'samplesPlanned', id, plan };
  }

  private async generate(
    id: number,
    request: GenerateRequest,
    job: Job,
    model: HostedModel,
    requestedAt: number,
  ): Promise<GenerateResult> {
    const { input, stop } = request;
    const common = {
      vocabulary: model.vocabulary,
      gate: this.gate,
      chunkSize: model.chunkSize,
      sampling: checkSampling(request.sampling, Math.random),
      stop,
      signal: job.abort.signal,
      onDeltas: (deltas: readonly GenerationDelta[]) => job.batcher?.push(deltas),
      now: () => this.clock.now(),
      requestedAt,
    };
    if (input.kind === 'infill') {
      const { ways, ...run } = await model.infill();
      const way = input.way ?? ways[0] ?? 'continue';
      if (!ways.includes(way)) throw new LemmaError('modelUnsupported', { way });
      return await onContext(run.context, () =>
        generateInfill({ ...common, ...run, input: { ...input, way } }),
      );
    }
    const context = model.chat;
    const beforePrefill = (prompt: readonly number[]): Promise<void> => {
      const conversation = input.kind === 'chat' ? input.conversation : undefined;
      return this.conversationOn(model).begin(conversation, prompt, job.abort.signal);
    };
    if (input.kind === 'raw') {
      return await onContext(context, () =>
        generateRaw({ ...common, context, prompt: input.prompt, beforePrefill }),
      );
    }
    return await onContext(context, () => {
      const generation = new ChatGeneration({
        ...common,
        context,
        messages: input.messages,
        budget: input.budget,
        modelPath: model.facts.path,
        replyTokens: input.replyTokens ?? [],
        logprobs: checkLogprobs(request.logprobs),
        speculator: speculatorFor(request.speculation, model.facts),
        onToken: (token) => job.tokens?.push(token),
        onPrefill: (fraction) => {
          this.progress(id, job, 'prefill', fraction);
        },
        beforePrefill,
      });
      job.chat = generation;
      if (job.closeThinking) generation.closeThinking();
      return generation.run();
    });
  }

  private prepare(id: number, request: PrepareRequest): void {
    const ready = Promise.all([this.modelWork, this.lanes.chat]);
    this.start(id, 'prepare', async (job) => {
      await ready;
      const model = this.host.model;
      if (!model) throw new LemmaError('noModelLoaded');
      const result = await onContext(model.chat, () =>
        this.conversationOn(model).prepare(request, job.abort.signal),
      );
      return { type: 'prepared', id, result };
    });
    this.lanes.chat = this.jobs.get(id)?.done ?? this.lanes.chat;
  }

  /** The conversation that a model's context holds. */
  private conversationOn(model: HostedModel): ConversationState {
    let state = this.conversations.get(model);
    if (!state) {
      state = new ConversationState({
        context: model.chat,
        vocabulary: model.vocabulary,
        gate: this.gate,
        log: (level, message) => {
          this.post({ type: 'log', level, message });
        },
      });
      this.conversations.set(model, state);
    }
    return state;
  }

  private countTokens(id: number, texts: readonly string[]): Outcome {
    try {
      const model = this.host.model;
      if (!model) throw new LemmaError('noModelLoaded');
      const counts = texts.map((text) => model.vocabulary.tokenize(text).length);
      return { type: 'counted', id, counts };
    } catch (error) {
      return { type: 'failed', id, error: toErrorData(error) };
    }
  }

  private closeThinking(id: number): void {
    const job = this.jobs.get(id);
    if (!job) return;
    job.closeThinking = true;
    job.chat?.closeThinking();
  }

  /** Runs as a change of the model does: no generation is under way meanwhile. */
  private async calibrate(id: number, budgetMs: number, job: Job): Promise<Outcome> {
    this.calibration?.abort.abort();
    this.calibration = job;
    return await this.changeModel(async () => {
      job.abort.signal.throwIfAborted();
      const found = await this.host.calibrate(budgetMs, job.abort.signal, (fraction) => {
        this.progress(id, job, 'calibrate', fraction);
      });
      return { type: 'calibrated', id, ...found };
    });
  }

  private cancelAll(): void {
    for (const job of this.jobs.values()) job.abort.abort();
  }

  private reportTokens(id: number, job: Job): void {
    const tokens = job.tokens?.splice(0) ?? [];
    if (tokens.length > 0) this.post({ type: 'tokens', id, tokens });
  }

  /** Reports progress by whole percents: the library calls back far more often. */
  private progress(id: number, job: Job, phase: EngineProgress, fraction: number): void {
    const rounded = Math.floor(fraction * 100) / 100;
    if (rounded <= job.fraction) return;
    job.fraction = rounded;
    this.post({ type: 'progress', id, phase, fraction: rounded });
  }
}

/** A promise that is settled from outside. */
class Deferred<T> {
  readonly promise: Promise<T>;
  resolve: (value: T | Promise<T>) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }
}

function withSeed(params: SamplingParams, seed: number | undefined): SamplingParams {
  const { temperature, topP, topK, minP, maxTokens } = params;
  return { temperature, topP, topK, minP, maxTokens, ...(seed !== undefined && { seed }) };
}

function chatRequest(request: GenerateRequest): GenerateRequest & {
  readonly input: { readonly kind: 'chat' };
} {
  const { input } = request;
  if (input.kind !== 'chat') throw new LemmaError('internal', { reason: 'samples of no chat' });
  return { ...request, input };
}

/** Runs a generation; after one that broke, what the context holds is unknown. */
async function onContext<T>(context: NativeContext, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    await context.clear();
    throw error;
  }
}
