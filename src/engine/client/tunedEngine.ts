import type {
  CalibrateHooks,
  Engine,
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
  LoadedModel,
  LoadParams,
  SampleRequest,
} from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { Calibration } from '../../core/models/calibration.js';
import { SpeedWatch } from '../../core/models/speedWatch.js';
import type { Clock } from '../../core/stream/clock.js';
import { ForwardingEngine } from './forwardingEngine.js';

/** What a {@link TunedEngine} needs besides its engine. */
export interface TunedEngineOptions {
  readonly clock: Clock;
  readonly log: (level: 'info' | 'warn', message: string) => void;
}

/** Milliseconds without any request after which a model is measured. */
const IDLE = 8000;
/** Milliseconds that measuring in idle time takes at the most, the last step not counted. */
const BUDGET = 10_000;
/** Milliseconds that the outcome of a busy machine counts for. */
const BUSY_LIFE = 3_600_000;

/**
 * An engine that measures its models in idle time: the first time it has one, when replies are off by far from what was
 * measured, and again after a busy machine was measured. Nobody ever waits for it: a request ends it.
 */
export class TunedEngine extends ForwardingEngine {
  private readonly options: TunedEngineOptions;
  private readonly stopListening: () => void;
  /** Models whose measurement failed: another try would fail in the same way. */
  private readonly failed = new Set<string>();
  /** Whether the next load brings a model that nothing is known of here. */
  private isFresh = true;
  private watch: SpeedWatch | undefined;
  /** Why the model is to be measured. */
  private reason: string | undefined;
  /** When the outcome of a busy machine is outdated, in milliseconds since 1970. */
  private outdatedAt = Number.POSITIVE_INFINITY;
  /** Requests under way. */
  private running = 0;
  private timer: unknown;
  private measuring: AbortController | undefined;

  constructor(engine: Engine, options: TunedEngineOptions) {
    super(engine);
    this.options = options;
    this.stopListening = engine.onStateChange(({ kind }) => {
      if (kind !== 'ready') this.isFresh = true;
    });
  }

  override async load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    this.wait();
    const model = await this.engine.load(params, signal);
    if (this.isFresh) this.take(params, model);
    this.schedule();
    return model;
  }

  override generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    this.running += 1;
    this.wait();
    const generation = this.engine.generate(request, hooks);
    return {
      result: this.follow(generation.result, request.input.kind === 'chat'),
      closeThinking: () => {
        generation.closeThinking();
      },
    };
  }

  /** Samples share the machine, and tell nothing of its speed. */
  override generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    this.running += samples.length;
    this.wait();
    return this.engine.generateSamples(request, samples).map((generation) => ({
      result: this.follow(generation.result, false),
      closeThinking: () => {
        generation.closeThinking();
      },
    }));
  }

  override async calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration> {
    this.running += 1;
    this.wait();
    try {
      const calibration = await this.engine.calibrate(budgetMs, hooks);
      this.measured(calibration);
      return calibration;
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }

  override async unload(): Promise<void> {
    this.forget();
    await this.engine.unload();
  }

  override async dispose(): Promise<void> {
    this.forget();
    this.stopListening();
    await this.engine.dispose();
  }

  private take(params: LoadParams, { calibration }: LoadedModel): void {
    this.forget();
    this.isFresh = false;
    const choices = [params.threads, params.batchSize, params.flashAttention];
    if (params.calibrationFile === undefined || !choices.includes('auto')) return;
    if (calibration) this.compareWith(calibration);
    else this.reason = 'it was never measured here';
  }

  /** Compares what follows with a calibration. */
  private compareWith({ decodePerSecond, busy, measuredAt }: Calibration): void {
    this.reason = undefined;
    this.watch = new SpeedWatch(decodePerSecond);
    this.outdatedAt = busy ? measuredAt + BUSY_LIFE : Number.POSITIVE_INFINITY;
  }

  private async follow(result: Promise<GenerateResult>, isChat: boolean): Promise<GenerateResult> {
    try {
      const ended = await result;
      const drift = isChat ? this.watch?.note(ended.usage) : undefined;
      if (drift)
        this.reason = `replies are much ${drift === 'slow' ? 'slower' : 'faster'} than measured`;
      return ended;
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }

  /** Lets the next idle moment measure, where there is a reason to. */
  private schedule(): void {
    const { clock } = this.options;
    clock.clearTimeout(this.timer);
    if (clock.now() >= this.outdatedAt) this.reason ??= 'the machine was busy when it was measured';
    if (this.reason === undefined || this.running > 0 || this.measuring) return;
    this.timer = clock.setTimeout(() => {
      void this.measure();
    }, IDLE);
  }

  private async measure(): Promise<void> {
    const { reason, state } = this;
    if (reason === undefined || this.running > 0 || this.measuring || state.kind !== 'ready')
      return;
    const { path } = state.model;
    if (this.failed.has(path)) return;
    const { log } = this.options;
    const measuring = new AbortController();
    this.measuring = measuring;
    log('info', `measuring ${state.model.name}: ${reason}`);
    try {
      const hooks = { signal: measuring.signal, onProgress: () => undefined };
      this.measured(await this.engine.calibrate(BUDGET, hooks));
    } catch (thrown) {
      if (isAbort(thrown)) log('info', 'measuring was put off: there is a request');
      else {
        this.failed.add(path);
        log('warn', `measuring failed: ${String(thrown)}`);
      }
    } finally {
      if (this.measuring === measuring) this.measuring = undefined;
      this.schedule();
    }
  }

  private measured(calibration: Calibration): void {
    this.compareWith(calibration);
    const { threads, batchSize, flashAttention, decodePerSecond, tookMs } = calibration;
    this.options.log(
      'info',
      `measured in ${Math.round(tookMs)} ms: ${threads} threads, batches of ${batchSize}, ` +
        `flash attention ${flashAttention}, ${decodePerSecond.toFixed(1)} tokens/s` +
        (calibration.busy ? ', on a busy machine' : ''),
    );
  }

  /** Makes room for a request. */
  private wait(): void {
    this.options.clock.clearTimeout(this.timer);
    this.measuring?.abort();
  }

  private forget(): void {
    this.wait();
    this.watch = undefined;
    this.reason = undefined;
    this.outdatedAt = Number.POSITIVE_INFINITY;
  }
}
