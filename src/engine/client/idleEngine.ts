import type {
  CalibrateHooks,
  Engine,
  GenerateHooks,
  GenerateRequest,
  Generation,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareRequest,
  PrepareResult,
  SampleRequest,
} from '../../core/engine.js';
import type { Calibration } from '../../core/models/calibration.js';
import type { Clock } from '../../core/stream/clock.js';
import { ForwardingEngine } from './forwardingEngine.js';

/** What an {@link IdleEngine} needs besides its engine. */
export interface IdleEngineOptions {
  readonly clock: Clock;
  /** Milliseconds without any request after which the model is unloaded, by the settings of now; 0 keeps it. */
  readonly unloadAfterMs: () => number;
  /** Told when a model was unloaded because nobody used it. */
  readonly onUnload: () => void;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

/** An engine that gives the memory of its model back while nobody uses it; the next use loads it again. */
export class IdleEngine extends ForwardingEngine {
  private readonly options: IdleEngineOptions;
  /** Requests under way: a thought may take longer than any time of idleness. */
  private running = 0;
  private timer: unknown;

  constructor(engine: Engine, options: IdleEngineOptions) {
    super(engine);
    this.options = options;
  }

  override load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    return this.during(this.engine.load(params, signal));
  }

  override loadInfill(
    modelPath: string | undefined,
    signal: AbortSignal,
  ): Promise<InfillModel | undefined> {
    return this.during(this.engine.loadInfill(modelPath, signal));
  }

  override generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    return this.watched(this.engine.generate(request, hooks));
  }

  override generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    return this.engine.generateSamples(request, samples).map((each) => this.watched(each));
  }

  override prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult> {
    return this.during(this.engine.prepare(request, signal));
  }

  override calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration> {
    return this.during(this.engine.calibrate(budgetMs, hooks));
  }

  /** Tokens are counted while a question is written: whoever writes is about to ask. */
  override countTokens(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    return this.during(this.engine.countTokens(texts, signal));
  }

  override unload(): Promise<void> {
    this.stopWaiting();
    return this.engine.unload();
  }

  override dispose(): Promise<void> {
    this.stopWaiting();
    return this.engine.dispose();
  }

  /** Counts from now on, as after a change of the setting. */
  wait(): void {
    this.stopWaiting();
    const after = this.options.unloadAfterMs();
    if (after === 0 || this.running > 0 || this.state.kind !== 'ready') return;
    this.timer = this.options.clock.setTimeout(() => {
      this.unloadIdle();
    }, after);
  }

  private watched(generation: Generation): Generation {
    return {
      result: this.during(generation.result),
      closeThinking: () => {
        generation.closeThinking();
      },
    };
  }

  private async during<T>(work: Promise<T>): Promise<T> {
    this.running += 1;
    this.stopWaiting();
    try {
      return await work;
    } finally {
      this.running -= 1;
      this.wait();
    }
  }

  private unloadIdle(): void {
    if (this.running > 0 || this.state.kind !== 'ready') return;
    this.engine.unload().then(this.options.onUnload, this.options.onError);
  }

  private stopWaiting(): void {
    this.options.clock.clearTimeout(this.timer);
  }
}
