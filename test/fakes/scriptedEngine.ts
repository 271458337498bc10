import type {
  CalibrateHooks,
  Engine,
  EngineState,
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareRequest,
  PrepareResult,
  SampleRequest,
  SamplesPlan,
} from '../../src/core/engine.js';
import { LemmaError } from '../../src/core/errors.js';
import type { Calibration } from '../../src/core/models/calibration.js';
import type { GenerationDelta } from '../../src/core/messages.js';

/** A model of a small context. */
export const SCRIPTED_MODEL: LoadedModel = {
  path: '/models/scripted.gguf',
  name: 'Scripted',
  architecture: 'llama',
  fileSizeBytes: 1,
  contextSize: 4096,
  trainContextSize: 4096,
  backend: 'cpu',
  threads: 1,
  batchSize: 32,
  kvCache: { key: 'f16', value: 'f16' },
  flashAttention: false,
  memoryMapping: false,
  reasoning: true,
  infillWays: ['continue'],
};

/** The result of a generation that ended by itself. */
export const SCRIPTED_RESULT: GenerateResult = {
  finish: 'eos',
  usage: {
    promptTokens: 10,
    cachedTokens: 4,
    thinkingTokens: 3,
    completionTokens: 7,
    ttftMs: 20,
    decodeMs: 100,
  },
  seed: 42,
};

/** A calibration that measured 10 tokens per second. */
export const SCRIPTED_CALIBRATION: Calibration = {
  threads: 2,
  batchSize: 16,
  flashAttention: false,
  reasons: { threads: 'measured', batchSize: 'measured', flashAttention: 'rule' },
  samples: [],
  decodePerSecond: 10,
  prefillPerSecond: 25,
  measuredAt: 1,
  tookMs: 1000,
  busy: false,
};

/** A calibration whose end a test decides. */
export interface ScriptedCalibration {
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  readonly finish: (calibration?: Calibration) => void;
  readonly fail: (error: LemmaError) => void;
}

/** A generation whose every step a test decides. */
export class ScriptedGeneration implements Generation {
  readonly result: Promise<GenerateResult>;
  readonly request: GenerateRequest;
  /** How often {@link closeThinking} was called. */
  closings = 0;
  private readonly hooks: GenerateHooks;
  private script: GenerationDelta[] = [];
  private resolve: (result: GenerateResult) => void = unset;
  private reject: (error: LemmaError) => void = unset;

  constructor(request: GenerateRequest, hooks: GenerateHooks, obeysAbort: boolean) {
    this.request = request;
    this.hooks = hooks;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (obeysAbort) {
      hooks.signal.addEventListener('abort', () => {
        this.cancel();
      });
    }
  }

  get aborted(): boolean {
    return this.hooks.signal.aborted;
  }

  closeThinking(): void {
    this.closings += 1;
  }

  prefill(fraction: number): void {
    this.hooks.onPrefill?.(fraction);
  }

  /** Reports deltas in one batch. */
  emit(...deltas: GenerationDelta[]): void {
    this.hooks.onDeltas(deltas);
  }

  /** Sets the deltas that {@link step} plays. */
  play(script: readonly GenerationDelta[]): this {
    this.script = [...script];
    return this;
  }

  /** Plays the next deltas of the script, one a batch; all that are left when no number is given. */
  step(count = this.script.length): void {
    for (const delta of this.script.splice(0, count)) this.emit(delta);
  }

  finish(result: Partial<GenerateResult> = {}): void {
    this.resolve({ ...SCRIPTED_RESULT, ...result });
  }

  cancel(): void {
    this.finish({ finish: 'cancelled' });
  }

  fail(error: LemmaError): void {
    this.reject(error);
  }
}

/** An engine without a model, for tests of what stands on the port; what a model says is never tested with it. */
export class ScriptedEngine implements Engine {
  state: EngineState = { kind: 'ready', model: SCRIPTED_MODEL };
  model: LoadedModel = SCRIPTED_MODEL;
  /** Tokens of a text: its words, unless a test says otherwise. */
  tokensOf: (text: string) => number = (text) => text.split(/\s+/u).filter(Boolean).length;
  /** Whether an abort ends a generation as `cancelled`. */
  obeysAbort = true;
  readonly generations: ScriptedGeneration[] = [];
  /** Every call of {@link prepare}. */
  readonly preparations: { readonly request: PrepareRequest; readonly signal: AbortSignal }[] = [];
  /** What {@link prepare} comes to. */
  onPrepare: () => Promise<PrepareResult> = () =>
    Promise.resolve({ savedBytes: 0, evaluatedTokens: 0 });
  /** What {@link planSamples} comes to. */
  samplesPlan: SamplesPlan = {
    promptTokens: 10,
    contextSize: 1024,
    neededBytes: 1e6,
    freeBytes: 1e9,
    most: 16,
  };
  /** Every call of {@link loadInfill}. */
  readonly infillLoads: (string | undefined)[] = [];
  /** What {@link loadInfill} comes to. */
  onLoadInfill: (path: string | undefined) => Promise<InfillModel | undefined> = (path) =>
    Promise.resolve(path === undefined ? undefined : { path, name: 'Small', fileSizeBytes: 1 });
  /** The texts of each call of {@link countTokens}. */
  readonly counted: (readonly string[])[] = [];
  readonly calibrations: ScriptedCalibration[] = [];
  private readonly waiting = new Map<number, (generation: ScriptedGeneration) => void>();
  private readonly listeners = new Set<(state: EngineState) => void>();

  onStateChange(listener: (state: EngineState) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Changes the state and tells the listeners. */
  setState(state: EngineState): void {
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }

  load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    signal.throwIfAborted();
    this.model = { ...this.model, path: params.modelPath };
    this.setState({ kind: 'ready', model: this.model });
    return Promise.resolve(this.model);
  }

  loadInfill(modelPath: string | undefined): Promise<InfillModel | undefined> {
    this.infillLoads.push(modelPath);
    return this.onLoadInfill(modelPath);
  }

  generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    const generation = new ScriptedGeneration(request, hooks, this.obeysAbort);
    const index = this.generations.push(generation) - 1;
    this.waiting.get(index)?.(generation);
    return generation;
  }

  generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    return samples.map(({ hooks }) => this.generate(request, hooks));
  }

  planSamples(): Promise<SamplesPlan> {
    return Promise.resolve(this.samplesPlan);
  }

  /** The generation number `index` (from 0), once it has begun. */
  generation(index: number): Promise<ScriptedGeneration> {
    const begun = this.generations[index];
    if (begun) return Promise.resolve(begun);
    return new Promise((resolve) => {
      this.waiting.set(index, resolve);
    });
  }

  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult> {
    this.preparations.push({ request, signal });
    return this.onPrepare();
  }

  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    this.counted.push(texts);
    return Promise.resolve(texts.map((text) => this.tokensOf(text)));
  }

  calibrate(budgetMs: number, { signal }: CalibrateHooks): Promise<Calibration> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new LemmaError('cancelled'));
      });
      this.calibrations.push({
        budgetMs,
        signal,
        finish: (calibration = SCRIPTED_CALIBRATION) => {
          this.model = { ...this.model, calibration };
          this.setState({ kind: 'ready', model: this.model });
          resolve(calibration);
        },
        fail: reject,
      });
    });
  }

  unload(): Promise<void> {
    this.setState({ kind: 'unloaded' });
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    this.listeners.clear();
    return this.unload();
  }
}

function unset(): never {
  throw new Error('the promise has not been made');
}
