import {
  type ControlledEvaluateInputItem,
  getLlama,
  getLlamaGpuTypes,
  InsufficientMemoryError,
  type Llama,
  type LlamaContext,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaGpuType,
  type LlamaModel,
  LlamaVocabularyType,
  NoBinaryFoundError,
  type Token,
  TokenBias,
} from 'node-llama-cpp';
import { LemmaError } from '../../core/errors.js';
import { type Backend, backendsOf, type BackendTrial } from '../../core/models/backends.js';
import type { MemoryState } from '../../core/models/contextFit.js';
import type { KvCacheTypes } from '../../core/models/kvCache.js';
import type { Speculator } from '../../core/speculation/speculator.js';
import type { NativeSampling, NativeStep, SteppedContext } from './nativeStep.js';
import { sampleOneByOne } from './sampleOneByOne.js';
import { tokenSeed } from './tokenSeed.js';
import { TokenStream } from './tokenStream.js';

/** A line of the native library's log. */
export type NativeLog = (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;

/** A kind of token, as the vocabulary declares it. */
export type TokenKind = 'text' | 'control' | 'userDefined';

/** What a context is made with. */
export interface NativeContextOptions {
  readonly maxContextSize: number;
  readonly batchSize: number;
  readonly flashAttention: boolean | 'auto';
  /** Values other than f16 need flash attention: the library makes no context without. */
  readonly kvCache: KvCacheTypes;
  readonly signal?: AbortSignal;
}

/** What a model is loaded with. */
export interface NativeModelOptions {
  readonly path: string;
  readonly gpuLayers: number | 'auto';
  /** Context to leave room for when layers are fitted into GPU memory, in tokens. */
  readonly fitContextSize: number;
  readonly memoryMapping: boolean | 'auto';
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
}

const LEVELS: Readonly<Record<LlamaLogLevel, Parameters<NativeLog>[0] | undefined>> = {
  [LlamaLogLevel.disabled]: undefined,
  [LlamaLogLevel.fatal]: 'error',
  [LlamaLogLevel.error]: 'error',
  [LlamaLogLevel.warn]: 'warn',
  [LlamaLogLevel.info]: 'debug',
  [LlamaLogLevel.log]: 'debug',
  [LlamaLogLevel.debug]: 'debug',
};

const KV_TYPES = { f16: 'F16', q8_0: 'Q8_0' } as const;

/** What every context is made with, in the library's words. */
function contextOptions(options: Omit<NativeContextOptions, 'maxContextSize'>) {
  return {
    batchSize: options.batchSize,
    // As many as the backend is set to, also when that changes.
    threads: 0,
    flashAttention: options.flashAttention,
    experimentalKvCacheKeyType: KV_TYPES[options.kvCache.key],
    experimentalKvCacheValueType: KV_TYPES[options.kvCache.value],
    ...(options.signal && { createSignal: options.signal }),
  };
}

/** The native library on the first backend that works, and what was tried before it. */
export interface OpenedNative {
  readonly native: NativeBackend;
  /** In order; the last one is `chosen`. */
  readonly tried: readonly BackendTrial[];
}

/**
 * Opens the native library on CUDA, Metal, Vulkan or the CPU: the first in this order that this machine has a driver for, that this
 * installation has a library for, and that opens. Nothing is ever built or downloaded.
 *
 * @param failed Backends that a model could not be loaded on: they are passed over.
 * @throws LemmaError `nativeMissing` when not even the CPU works; its `tried` says what was.
 */
export async function openNative(
  gpu: 'auto' | 'off',
  log: NativeLog,
  failed: readonly BackendTrial[] = [],
): Promise<OpenedNative> {
  const possible = backendsOf(process.platform, process.arch);
  const drivers = gpu === 'off' ? [] : await driversHere(log);
  const tried: BackendTrial[] = [];
  for (const backend of possible) {
    const before = failed.find((trial) => trial.backend === backend);
    if (before) tried.push(before);
    else if (backend !== 'cpu' && gpu === 'off') tried.push({ backend, outcome: 'turnedOff' });
    else if (backend !== 'cpu' && !drivers.includes(backend))
      tried.push({ backend, outcome: 'noDriver' });
    else {
      try {
        const native = await openOn(backend, log);
        tried.push({ backend, outcome: 'chosen' });
        return { native, tried };
      } catch (error) {
        const outcome = error instanceof NoBinaryFoundError ? 'notShipped' : 'openFailed';
        log('warn', `${backend} cannot be used: ${String(error)}`);
        tried.push({ backend, outcome, reason: reasonOf(error) });
      }
    }
  }
  const { platform, arch } = process;
  const words = tried.map(({ backend, outcome }) => `${backend}: ${outcome}`).join(', ');
  throw new LemmaError('nativeMissing', { platform, arch, tried: words }, tried.at(-1)?.reason);
}

/** Backends for which the system has a driver and a runtime. */
async function driversHere(log: NativeLog): Promise<readonly string[]> {
  try {
    return (await getLlamaGpuTypes('supported')).map((type) => (type === false ? 'cpu' : type));
  } catch (error) {
    log('warn', `the drivers of this machine cannot be told: ${String(error)}`);
    return [];
  }
}

async function openOn(backend: Backend, log: NativeLog): Promise<NativeBackend> {
  const open = (gpu: LlamaGpuType): Promise<Llama> =>
    getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      maxThreads: 1,
      logLevel: LlamaLogLevel.warn,
      logger: (level, message) => {
        const own = LEVELS[level];
        if (own) log(own, message.trimEnd());
      },
    });
  if (backend !== 'cpu') {
    const llama = await open(backend);
    if (llama.gpu === backend) return new NativeBackend(llama, false);
    // A library that finds no device goes on without it.
    await llama.dispose();
    throw new Error(`the library opened without ${backend}`);
  }
  try {
    return new NativeBackend(await open(false), true);
  } catch (error) {
    // Apple silicon has one binary, with Metal: on it the CPU alone means no layers on the GPU.
    if (process.platform !== 'darwin') throw error;
    return new NativeBackend(await open('metal'), true);
  }
}

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}

/** Whether an error of the library says that memory ran out. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof InsufficientMemoryError ||
    (error instanceof Error &&
      /bad_alloc|out of memory|Failed to create context/i.test(error.message))
  );
}

/** The native library, opened once for a backend. */
export class NativeBackend {
  private readonly llama: Llama;
  private readonly cpuOnly: boolean;

  constructor(llama: Llama, cpuOnly: boolean) {
    this.llama = llama;
    this.cpuOnly = cpuOnly;
  }

  /** `cpu`, or the GPU library layers are put on. */
  get name(): string {
    return this.cpuOnly || this.llama.gpu === false ? 'cpu' : this.llama.gpu;
  }

  /** Names of the GPUs that layers can be put on. */
  async gpuNames(): Promise<readonly string[]> {
    return this.name === 'cpu' ? [] : await this.llama.getGpuDeviceNames();
  }

  /** Release of llama.cpp. */
  get release(): string {
    return this.llama.llamaCppRelease.release;
  }

  /** Cores useful for arithmetic: efficiency cores are left out. */
  get mathCores(): number {
    return this.llama.cpuMathCores;
  }

  /** Memory of the machine, and of the GPU where there is one. */
  async memory(): Promise<{ readonly ram: MemoryState; readonly gpu?: MemoryState }> {
    const { total, free } = await this.llama.getRamState();
    // In a container the system's own figure is that of the whole machine; only Linux tells the container's.
    const available = process.platform === 'linux' ? process.availableMemory() : free;
    const ram = { kind: 'shared', total, free: Math.min(free, available) } as const;
    if (this.name === 'cpu') return { ram };
    const gpu = await this.llama.getVramState();
    const kind = gpu.unifiedSize > 0 ? 'shared' : 'dedicated';
    return { ram, gpu: { kind, total: gpu.total, free: gpu.free } };
  }

  /** Threads that contexts compute with from now on; more than there are cores slows decoding by 50 times. */
  setMaxThreads(threads: number): void {
    this.llama.maxThreads = threads;
  }

  /** Loads a model whose header was checked before: the library's own reader aborts the process on some damage. */
  async loadModel(options: NativeModelOptions): Promise<NativeModel> {
    const onCpu = this.name === 'cpu';
    const model = await this.llama.loadModel({
      modelPath: options.path,
      gpuLayers: onCpu ? 0 : layers(options),
      useMmap: options.memoryMapping,
      onLoadProgress: options.onProgress,
      loadSignal: options.signal,
    });
    return new NativeModel(model);
  }

  async dispose(): Promise<void> {
    await this.llama.dispose();
  }
}

/** A loaded model: vocabulary and contexts. */
export class NativeModel {
  private readonly model: LlamaModel;
  private readonly addsLeadingSpace: boolean;

  constructor(model: LlamaModel) {
    this.model = model;
    this.addsLeadingSpace = model.vocabularyType === LlamaVocabularyType.spm;
  }

  get trainContextSize(): number {
    return this.model.trainContextSize;
  }

  /** Layers on the GPU. */
  get gpuLayers(): number {
    return this.model.gpuLayers;
  }

  /** GGUF `tokenizer.ggml.model`: the kind of tokenizer. */
  get tokenizerModel(): string {
    return this.model.fileInfo.metadata.tokenizer.ggml.model;
  }

  /** Tokens as the vocabulary spells them, by id. Native code aborts the process on ids beyond. */
  get spellings(): readonly string[] {
    return this.model.fileInfo.metadata.tokenizer.ggml.tokens;
  }

  get bos(): number | undefined {
    return this.model.tokens.bos ?? undefined;
  }

  /** Whether a text begins with {@link bos}. */
  get prependsBos(): boolean {
    return this.model.tokens.shouldPrependBosToken;
  }

  /** The tokens around the parts of a fill-in-the-middle prompt, where the vocabulary has all of them. */
  get fillInMiddle(): Readonly<Record<'prefix' | 'suffix' | 'middle', number>> | undefined {
    const { prefix, suffix, middle } = this.model.tokens.infill;
    return prefix === null || suffix === null || middle === null
      ? undefined
      : { prefix, suffix, middle };
  }

  kindOf(token: number): TokenKind {
    const attributes = this.model.getTokenAttributes(token as Token);
    if (attributes.control) return 'control';
    return attributes.userDefined ? 'userDefined' : 'text';
  }

  /** Whether generation ends with this token. */
  isEndOfGeneration(token: number): boolean {
    return this.model.isEogToken(token as Token);
  }

  /** Tokens of a text. Control tokens are not recognised in it; those declared as user defined are. */
  tokenize(text: string): number[] {
    return this.model.tokenize(text, false, this.addsLeadingSpace ? 'trimLeadingSpace' : undefined);
  }

  /** Text of one token; bytes that are no whole character give U+FFFD. */
  textOf(token: number): string {
    return this.model.detokenize([token as Token], false);
  }

  async createContext(options: NativeContextOptions): Promise<NativeContext> {
    const context = await this.model.createContext({
      ...contextOptions(options),
      sequences: 1,
      contextSize: { max: Math.min(options.maxContextSize, this.trainContextSize) },
    });
    return new NativeContext(this.model, context);
  }

  /** Makes contexts of exactly that size each, which are decoded as one batch; disposing of one disposes of all. */
  async createContexts(
    count: number,
    options: Omit<NativeContextOptions, 'maxContextSize'> & { readonly contextSize: number },
  ): Promise<readonly NativeContext[]> {
    const context = await this.model.createContext({
      ...contextOptions(options),
      sequences: count,
      contextSize: options.contextSize,
      failedCreationRemedy: false,
    });
    sampleOneByOne(context);
    return Array.from({ length: count }, () => new NativeContext(this.model, context));
  }

  async dispose(): Promise<void> {
    await this.model.dispose();
  }
}

/** What the bytes of a saved state depend on, apart from the model. */
export type StateLayout = Readonly<Record<string, string | number | boolean>>;

/** Added to the logits of preferred tokens: more than any two logits differ by. */
const PREFERRED_LOGIT = 1e4;
/** Weight of the chunk evaluated last in {@link NativeContext.msPerToken}. */
const PACE_WEIGHT = 0.3;

/** A context with its one sequence. */
export class NativeContext implements SteppedContext {
  private readonly model: LlamaModel;
  private readonly context: LlamaContext;
  private readonly sequence: LlamaContextSequence;
  private pace: number | undefined;

  constructor(model: LlamaModel, context: LlamaContext) {
    this.model = model;
    this.context = context;
    this.sequence = context.getSequence();
  }

  /** Tokens the context holds. One less can be evaluated: beyond that the library silently drops the oldest. */
  get size(): number {
    return this.sequence.contextSize;
  }

  /** Tokens evaluated so far. */
  get used(): number {
    return this.sequence.nextTokenIndex;
  }

  /** The tokens evaluated so far. */
  get tokens(): readonly number[] {
    return this.sequence.contextTokens;
  }

  /** Keeps the longest common prefix of the state and these tokens, and erases the rest. */
  async keepPrefixOf(tokens: readonly number[]): Promise<void> {
    await this.sequence.adaptStateToTokens(tokens as Token[], false);
  }

  /** Evaluates tokens without sampling. Cannot be interrupted: keep the list short. */
  async evaluate(tokens: readonly number[]): Promise<void> {
    const start = performance.now();
    await this.sequence.evaluateWithoutGeneratingNewTokens(tokens as Token[]);
    const pace = (performance.now() - start) / tokens.length;
    this.pace = this.pace === undefined ? pace : this.pace + PACE_WEIGHT * (pace - this.pace);
  }

  /** Milliseconds that a prompt token took lately; undefined before the first one. */
  get msPerToken(): number | undefined {
    return this.pace;
  }

  /** What a saved state must have in common with this context. */
  get stateLayout(): StateLayout {
    const { llama, architecture } = this.model;
    const { kvCacheKeyType, kvCacheValueType, flashAttention } = this.context;
    return {
      library: `${llama.llamaCppRelease.repo} ${llama.llamaCppRelease.release}`,
      device: llama.gpu === false ? 'cpu' : llama.gpu,
      architecture,
      keyType: kvCacheKeyType,
      valueType: kvCacheValueType,
      flashAttention,
    };
  }

  /** Writes the state to a file. Cannot be interrupted. */
  async saveState(file: string): Promise<void> {
    await this.sequence.saveStateToFile(file);
  }

  /**
   * Replaces the state by that in a file, whose every byte must have been checked: native code aborts the process on some
   * damage. After a rejection the state must be cleared.
   */
  async loadState(file: string): Promise<void> {
    await this.sequence.loadStateFromFile(file, { acceptRisk: true });
  }

  /** Forgets everything evaluated. */
  async clear(): Promise<void> {
    await this.sequence.clearHistory();
  }

  async eraseFrom(position: number): Promise<void> {
    const end = this.used;
    if (position < end) await this.sequence.eraseContextTokenRanges([{ start: position, end }]);
  }

  async step(
    tokens: readonly number[],
    outputs: number,
    sampling: NativeSampling,
  ): Promise<readonly NativeStep[]> {
    const first = tokens.length - outputs;
    const { banned, preferred } = sampling;
    const tokenBias = banned || preferred ? TokenBias.for(this.model) : undefined;
    if (banned) tokenBias?.set(banned as Token[], 'never');
    if (preferred) tokenBias?.set(preferred as Token[], { logit: PREFERRED_LOGIT });
    const { temperature, topP, topK, minP, seed, probabilities = false } = sampling;
    const at = this.used;
    const input = (tokens as Token[]).map((token, index): ControlledEvaluateInputItem => {
      if (index < first) return token;
      const options = {
        temperature,
        topP,
        topK,
        minP,
        seed: tokenSeed(seed, at + index + 1),
        ...(tokenBias && { tokenBias }),
      };
      return [token, { generateNext: { token: true, probabilities, options } }];
    });
    const results = await this.sequence.controlledEvaluate(input);
    return results.slice(first).map((result): NativeStep => {
      const next = result?.next;
      if (next?.token === undefined || next.token === null)
        throw new LemmaError('internal', { reason: 'nothing sampled' });
      return {
        token: next.token,
        ...(next.probabilities && { probabilities: next.probabilities }),
      };
    });
  }

  /** Begins sampling after the given tokens. */
  sample(first: readonly number[], sampling: NativeSampling, speculator?: Speculator): TokenStream {
    speculator?.push(this.tokens);
    return new TokenStream(this, first, sampling, speculator);
  }

  /** The library's own loop: what everything built on {@link step} is measured against. */
  libraryLoop(first: readonly number[], sampling: NativeSampling): AsyncGenerator<number> {
    const { temperature, topP, topK, minP, seed } = sampling;
    return this.sequence.evaluate(first as Token[], {
      temperature,
      topP,
      topK,
      minP,
      seed,
      yieldEogToken: true,
    });
  }

  async dispose(): Promise<void> {
    await this.context.dispose();
  }
}

function layers(
  options: NativeModelOptions,
): number | { min: number; fitContext: { contextSize: number } } {
  return options.gpuLayers === 'auto'
    ? { min: 0, fitContext: { contextSize: options.fitContextSize } }
    : options.gpuLayers;
}
