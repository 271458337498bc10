import type { InfillModel, LoadedModel, LoadParams } from '../../core/engine.js';
import { isAbort, LemmaError } from '../../core/errors.js';
import type { BackendTrial } from '../../core/models/backends.js';
import type { Calibration } from '../../core/models/calibration.js';
import { type GgufSummary, readGgufSummary } from '../models/ggufHeader.js';
import {
  isOutOfMemory,
  type NativeContext,
  type NativeContextOptions,
  type NativeLog,
  type NativeModel,
  type OpenedNative,
  openNative,
} from './llama.js';
import { calibrateModel, type CalibratedRun, recall, type Remembered } from './calibrateModel.js';
import {
  type HostedInfillModel,
  INFILL_CONTEXT,
  type InfillRun,
  loadInfillModel,
} from './infillModel.js';
import { loadedFacts } from './loadedFacts.js';
import { planRun } from './runPlan.js';
import { SampleContexts } from './sampleContexts.js';
import { Vocabulary } from './vocabulary.js';

/** A model in memory. */
export interface HostedModel {
  readonly facts: LoadedModel;
  readonly vocabulary: Vocabulary;
  /** Context of the conversation. */
  readonly chat: NativeContext;
  /** Prompt tokens to evaluate at a time. */
  readonly chunkSize: number;
  /** What infills run on: a model of their own, or a context made at the first one, so that they leave the conversation's state alone. */
  infill(): Promise<InfillRun>;
  /** Contexts of several replies to one prompt. */
  readonly samples: SampleContexts;
}

type ContextSettings = Omit<NativeContextOptions, 'maxContextSize' | 'signal'>;

/** Read and written again and again while the speed is measured. */
const SAMPLE_TEXT = 'The sum of the first n odd numbers is n squared. Let me check: 1 + 3 + 5 = 9.';

type Run = Omit<CalibratedRun, 'tokens'> & { readonly remembered: Remembered | undefined };

/** Lines of the native log that tell why a load failed. */
const LOG_LINES = 20;

/** Holds the native library and at most one model. Calls must not overlap. */
export class ModelHost {
  private readonly log: NativeLog;
  private backend: (OpenedNative & { readonly gpu: LoadParams['gpu'] }) | undefined;
  private native: NativeModel | undefined;
  private hosted: { -readonly [Key in keyof HostedModel]: HostedModel[Key] } | undefined;
  private infillContext: Promise<NativeContext> | undefined;
  private infillModel: HostedInfillModel | undefined;
  /** How the model in memory is run. */
  private run: Run | undefined;
  private recent: string[] = [];

  constructor(log: NativeLog) {
    this.log = (level, message) => {
      if (level !== 'debug') this.recent = [...this.recent.slice(1 - LOG_LINES), message];
      log(level, message);
    };
  }

  /** The model in memory. */
  get model(): HostedModel | undefined {
    return this.hosted;
  }

  /**
   * Loads a model in place of the one in memory.
   *
   * @throws LemmaError as `Engine.load` tells.
   */
  async load(
    params: LoadParams,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<LoadedModel> {
    await this.unload();
    checkParams(params);
    const summary = await readGgufSummary(params.modelPath);
    signal.throwIfAborted();
    const failed: BackendTrial[] = [];
    for (;;) {
      try {
        return await this.loadOn(failed, params, summary, signal, onProgress);
      } catch (error) {
        const on = this.backend?.tried.at(-1);
        // Nothing opened, or the last resort failed, or nobody wants it any more.
        if (on?.outcome !== 'chosen' || on.backend === 'cpu' || signal.aborted) throw error;
        this.log('warn', `loading with ${on.backend} failed, trying the next: ${String(error)}`);
        const reason = String(error instanceof LemmaError ? (error.cause ?? error.code) : error);
        failed.push({ backend: on.backend, outcome: 'loadFailed', reason: reason.slice(0, 500) });
      }
    }
  }

  /** Frees the model; nothing may be running on it. */
  async unload(): Promise<void> {
    const { native, infillModel } = this;
    this.native = undefined;
    this.hosted = undefined;
    this.run = undefined;
    this.infillContext = undefined;
    this.infillModel = undefined;
    await infillModel?.dispose();
    await native?.dispose();
  }

  /**
   * Loads a model for infills beside the one in memory, or leaves them to that one. No infill may be running; a chat may.
   *
   * @throws LemmaError as `Engine.loadInfill` tells.
   */
  async loadInfill(
    path: string | undefined,
    signal: AbortSignal,
  ): Promise<InfillModel | undefined> {
    const { run, infillModel } = this;
    if (!run) throw new LemmaError('noModelLoaded');
    if (infillModel && infillModel.facts.path === path) return infillModel.facts;
    this.infillModel = undefined;
    await infillModel?.dispose();
    if (path === undefined) return undefined;
    this.recent = [];
    try {
      const { params, backend } = run;
      const loaded = await loadInfillModel(path, { params, backend, signal });
      this.infillModel = loaded;
      return loaded.facts;
    } catch (error) {
      throw this.explain(error, signal);
    }
  }

  /**
   * Measures how the model in memory runs fastest, remembers it, and runs it so from now on where that needs no new context.
   * Nothing else may be running on it.
   *
   * @throws LemmaError `noModelLoaded`, `outOfMemory`; an AbortError when the signal fires.
   */
  async calibrate(
    budgetMs: number,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<{ readonly calibration: Calibration; readonly model: LoadedModel }> {
    const { run, hosted } = this;
    if (!run || !hosted) throw new LemmaError('noModelLoaded');
    let { threads, batchSize } = hosted.facts;
    try {
      const calibration = await calibrateModel(
        { ...run, tokens: hosted.vocabulary.tokenize(SAMPLE_TEXT) },
        { budgetMs, signal, onProgress },
      );
      threads = calibration.threads;
      // More at a time than the context was made for has to wait for the next load.
      batchSize = Math.min(calibration.batchSize, run.plan.batchSize);
      const model: LoadedModel = { ...hosted.facts, threads, batchSize, calibration };
      hosted.facts = model;
      hosted.chunkSize = batchSize;
      await run.remembered?.remember(calibration).catch((thrown: unknown) => {
        this.log('warn', `the calibration could not be remembered: ${String(thrown)}`);
      });
      return { calibration, model };
    } catch (error) {
      throw isOutOfMemory(error) ? new LemmaError('outOfMemory', {}, error) : error;
    } finally {
      run.backend.setMaxThreads(threads);
    }
  }

  /** Frees the model and the native library. */
  async dispose(): Promise<void> {
    await this.unload();
    await this.backend?.native.dispose();
    this.backend = undefined;
  }

  private async loadOn(
    failed: readonly BackendTrial[],
    params: LoadParams,
    summary: GgufSummary,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<LoadedModel> {
    const opened = await this.open(params.gpu, failed);
    const backend = opened.native;
    const device = backend.name === 'cpu' ? 'cpu' : 'gpu';
    const { mathCores } = backend;
    const memory = await backend.memory();
    const remembered = await recall(params, backend);
    const calibration = await remembered?.find();
    const plan = planRun(params, summary, { device, mathCores, ...memory }, calibration);
    backend.setMaxThreads(plan.threads);
    const { batchSize, kvCache, flashAttention } = plan;
    const settings: ContextSettings = { batchSize, kvCache, flashAttention };
    this.recent = [];
    try {
      const native = await backend.loadModel({
        path: params.modelPath,
        gpuLayers: params.gpuLayers,
        fitContextSize: Math.min(plan.contextSize, summary.contextLength),
        memoryMapping: plan.memoryMapping,
        onProgress,
        signal,
      });
      this.native = native;
      const vocabulary = new Vocabulary(native);
      const maxContextSize = plan.contextSize;
      const chat = await native.createContext({ ...settings, maxContextSize, signal });
      const run = { params, plan, summary, native, backend, remembered };
      this.hosted = {
        facts: await loadedFacts({ ...run, calibration, opened, memory, vocabulary, chat }),
        vocabulary,
        chat,
        chunkSize: batchSize,
        infill: () => this.infillRun(native, vocabulary, settings),
        samples: sampleContexts(run, chat.size, settings),
      };
      this.run = run;
      return this.hosted.facts;
    } catch (error) {
      await this.unload();
      throw this.explain(error, signal);
    }
  }

  /** What infills run on now. */
  private async infillRun(
    native: NativeModel,
    vocabulary: Vocabulary,
    settings: ContextSettings,
  ): Promise<InfillRun> {
    if (this.infillModel) return this.infillModel.run;
    return {
      context: await (this.infillContext ??= this.makeInfillContext(native, settings)),
      vocabulary,
      ways: vocabulary.infillWays,
      chunkSize: this.hosted?.chunkSize ?? settings.batchSize,
      prefillPerSecond: this.hosted?.facts.calibration?.prefillPerSecond,
    };
  }

  private async makeInfillContext(
    native: NativeModel,
    options: ContextSettings,
  ): Promise<NativeContext> {
    try {
      return await native.createContext({ ...options, maxContextSize: INFILL_CONTEXT });
    } catch (error) {
      this.infillContext = undefined;
      throw isOutOfMemory(error) ? new LemmaError('outOfMemory', {}, error) : error;
    }
  }

  private async open(
    gpu: LoadParams['gpu'],
    failed: readonly BackendTrial[],
  ): Promise<OpenedNative> {
    const isSame = (trial: BackendTrial): boolean => this.backend?.tried.includes(trial) ?? false;
    const failures = this.backend?.tried.filter(({ outcome }) => outcome === 'loadFailed') ?? [];
    if (this.backend?.gpu === gpu && failures.length === failed.length && failed.every(isSame))
      return this.backend;
    await this.backend?.native.dispose();
    this.backend = undefined;
    const opened = await openNative(gpu, this.log, failed);
    this.log('info', `native library opened: gpu=${gpu}, backend ${opened.native.name}`);
    this.backend = { gpu, ...opened };
    return this.backend;
  }

  private explain(error: unknown, signal: AbortSignal): LemmaError {
    if (error instanceof LemmaError) return error;
    if (signal.aborted || isAbort(error)) return new LemmaError('cancelled');
    if (isOutOfMemory(error)) return new LemmaError('outOfMemory', {}, error);
    const lines = this.recent.join('\n');
    const unknown =
      /unknown model architecture|unknown pre-tokenizer|unknown (?:tensor|model) type/i.test(lines);
    const tried = this.backend?.tried.map(({ backend, outcome }) => `${backend}: ${outcome}`);
    return new LemmaError(
      unknown ? 'modelUnsupported' : 'modelLoadFailed',
      { tried: tried?.join(', ') ?? '' },
      `${String(error)}\n${lines}`,
    );
  }
}

function sampleContexts(
  { native, backend, summary: { geometry, fileSizeBytes } }: Run,
  contextSize: number,
  settings: ContextSettings,
): SampleContexts {
  const { kvCache, batchSize, flashAttention } = settings;
  return new SampleContexts({
    native,
    settings,
    contextSize,
    plan: geometry && { fileSizeBytes, geometry, kvCache, batchSize, flashAttention },
    memory: async () => {
      const { ram, gpu } = await backend.memory();
      return gpu ?? ram;
    },
  });
}

function checkParams(params: LoadParams): void {
  const { contextSize, threads, gpuLayers, batchSize } = params;
  const whole = (value: number | 'auto', min: number): boolean =>
    value === 'auto' || (Number.isInteger(value) && value >= min && value < 2 ** 31);
  const counts = [whole(contextSize, 1), whole(threads, 1), whole(gpuLayers, 0)];
  if (!counts.every(Boolean) || !whole(batchSize, 1)) {
    throw new LemmaError('internal', { reason: 'load parameters out of range' });
  }
}
