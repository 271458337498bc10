import { basename } from 'node:path';
import type { LoadedModel, LoadParams } from '../../core/engine.js';
import { isAbort, LemmaError } from '../../core/errors.js';
import { type GgufSummary, readGgufSummary } from '../models/ggufHeader.js';
import {
  isOutOfMemory,
  type NativeBackend,
  type NativeContext,
  type NativeContextOptions,
  type NativeLog,
  type NativeModel,
  openNative,
} from './llama.js';
import { planRun } from './runPlan.js';
import { Vocabulary } from './vocabulary.js';

/** A model in memory. */
export interface HostedModel {
  readonly facts: LoadedModel;
  readonly vocabulary: Vocabulary;
  /** Context of the conversation. */
  readonly chat: NativeContext;
  /** Prompt tokens to evaluate at a time. */
  readonly chunkSize: number;
  /** Context of infills, made at the first one, so that they leave the conversation's state alone. */
  infill(): Promise<NativeContext>;
}

/** Tokens an infill context holds at the most. */
const INFILL_CONTEXT = 2048;
type ContextSettings = Omit<NativeContextOptions, 'maxContextSize' | 'signal'>;

/** Lines of the native log that tell why a load failed. */
const LOG_LINES = 20;

/** Holds the native library and at most one model. Calls must not overlap. */
export class ModelHost {
  private readonly log: NativeLog;
  private backend: { readonly gpu: LoadParams['gpu']; readonly native: NativeBackend } | undefined;
  private native: NativeModel | undefined;
  private hosted: HostedModel | undefined;
  private infillContext: Promise<NativeContext> | undefined;
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
    try {
      return await this.loadOn(params.gpu, params, summary, signal, onProgress);
    } catch (error) {
      const onGpu = this.backend !== undefined && this.backend.native.name !== 'cpu';
      if (!onGpu || signal.aborted) throw error;
      this.log(
        'warn',
        `loading with ${this.backend?.native.name ?? ''} failed, trying the CPU: ${String(error)}`,
      );
      return await this.loadOn('off', params, summary, signal, onProgress);
    }
  }

  /** Frees the model; nothing may be running on it. */
  async unload(): Promise<void> {
    const { native } = this;
    this.native = undefined;
    this.hosted = undefined;
    this.infillContext = undefined;
    await native?.dispose();
  }

  /** Frees the model and the native library. */
  async dispose(): Promise<void> {
    await this.unload();
    await this.backend?.native.dispose();
    this.backend = undefined;
  }

  private async loadOn(
    gpu: LoadParams['gpu'],
    params: LoadParams,
    summary: GgufSummary,
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<LoadedModel> {
    const backend = await this.open(gpu);
    const device = backend.name === 'cpu' ? 'cpu' : 'gpu';
    const { mathCores } = backend;
    const memory = await backend.memory();
    const plan = planRun(params, summary, { device, mathCores, ...memory });
    backend.setMaxThreads(plan.threads);
    const { threads, batchSize, kvCache, flashAttention } = plan;
    const contextOptions: ContextSettings = { threads, batchSize, kvCache, flashAttention };
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
      const chat = await native.createContext({
        ...contextOptions,
        maxContextSize: plan.contextSize,
        signal,
      });
      const facts: LoadedModel = {
        path: params.modelPath,
        name: summary.name ?? basename(params.modelPath),
        architecture: summary.architecture,
        fileSizeBytes: summary.fileSizeBytes,
        contextSize: chat.size,
        trainContextSize: native.trainContextSize,
        backend: backend.name,
        threads,
        batchSize,
        kvCache,
        ...(plan.kvCacheLimit && { kvCacheLimit: plan.kvCacheLimit }),
        flashAttention,
        memoryMapping: plan.memoryMapping,
        reasoning: vocabulary.r1 !== undefined,
      };
      const infill = (): Promise<NativeContext> =>
        (this.infillContext ??= this.makeInfillContext(native, contextOptions));
      this.hosted = { facts, vocabulary, chat, chunkSize: batchSize, infill };
      return facts;
    } catch (error) {
      await this.unload();
      throw this.explain(error, signal);
    }
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

  private async open(gpu: LoadParams['gpu']): Promise<NativeBackend> {
    if (this.backend?.gpu === gpu) return this.backend.native;
    await this.backend?.native.dispose();
    this.backend = undefined;
    const native = await openNative(gpu, this.log);
    this.log('info', `native library opened: gpu=${gpu}, backend ${native.name}`);
    this.backend = { gpu, native };
    return native;
  }

  private explain(error: unknown, signal: AbortSignal): LemmaError {
    if (error instanceof LemmaError) return error;
    if (signal.aborted || isAbort(error)) return new LemmaError('cancelled');
    if (isOutOfMemory(error)) return new LemmaError('outOfMemory', {}, error);
    const lines = this.recent.join('\n');
    const unknown =
      /unknown model architecture|unknown pre-tokenizer|unknown (?:tensor|model) type/i.test(lines);
    return new LemmaError(
      unknown ? 'modelUnsupported' : 'modelLoadFailed',
      {},
      `${String(error)}\n${lines}`,
    );
  }
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
