import type {
  CalibrateHooks,
  Engine,
  EngineState,
  GenerateHooks,
  GenerateRequest,
  Generation,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareRequest,
  PrepareResult,
  SampleRequest,
  SamplesPlan,
} from '../../core/engine.js';
import type { Calibration } from '../../core/models/calibration.js';

/** An engine that asks another one for everything: what stands in front of an engine overrides what it changes. */
export abstract class ForwardingEngine implements Engine {
  protected readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  get state(): EngineState {
    return this.engine.state;
  }

  onStateChange(listener: (state: EngineState) => void): () => void {
    return this.engine.onStateChange(listener);
  }

  load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    return this.engine.load(params, signal);
  }

  loadInfill(modelPath: string | undefined, signal: AbortSignal): Promise<InfillModel | undefined> {
    return this.engine.loadInfill(modelPath, signal);
  }

  generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    return this.engine.generate(request, hooks);
  }

  generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    return this.engine.generateSamples(request, samples);
  }

  planSamples(request: GenerateRequest, count: number, signal: AbortSignal): Promise<SamplesPlan> {
    return this.engine.planSamples(request, count, signal);
  }

  prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult> {
    return this.engine.prepare(request, signal);
  }

  calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration> {
    return this.engine.calibrate(budgetMs, hooks);
  }

  countTokens(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    return this.engine.countTokens(texts, signal);
  }

  unload(): Promise<void> {
    return this.engine.unload();
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }
}
