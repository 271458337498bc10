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
} from '../../core/engine.js';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import type { Calibration } from '../../core/models/calibration.js';
import type { Clock } from '../../core/stream/clock.js';
import { LoadRequest } from './loadRequest.js';
import type { SpawnTransport } from './transport.js';
import { type PendingRequest, type RequestEvent, WorkerSession } from './workerSession.js';

/** What an {@link EngineClient} is made with. */
export interface EngineClientOptions {
  /** Makes a worker; called at a load when there is none. */
  readonly spawn: SpawnTransport;
  readonly clock: Clock;
  /** Takes the worker's log. */
  readonly log?: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
}

const UNLOADED: EngineState = { kind: 'unloaded' };

/**
 * The engine in a worker. When the worker dies, everything under way fails as `engineCrashed`, and the next load
 * starts another one; nothing is replayed.
 */
export class EngineClient implements Engine {
  private readonly options: EngineClientOptions;
  private readonly listeners = new Set<(state: EngineState) => void>();
  private current: EngineState = UNLOADED;
  private session: WorkerSession | undefined;
  private loading: LoadRequest | undefined;
  private loadedParams: LoadParams | undefined;

  constructor(options: EngineClientOptions) {
    this.options = options;
  }

  get state(): EngineState {
    return this.current;
  }

  onStateChange(listener: (state: EngineState) => void): () => void {
    // Each call adds a listener of its own, also of the same function.
    const own = (state: EngineState): void => {
      listener(state);
    };
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  async load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    throwIfCancelled(signal);
    if (
      this.current.kind === 'ready' &&
      this.loadedParams &&
      sameParams(this.loadedParams, params)
    ) {
      return this.current.model;
    }
    if (!this.loading || this.loading.isAbandoned || !sameParams(this.loading.params, params)) {
      this.loading = this.startLoad(params);
    }
    return await this.loading.join(signal);
  }

  async loadInfill(
    modelPath: string | undefined,
    signal: AbortSignal,
  ): Promise<InfillModel | undefined> {
    throwIfCancelled(signal);
    const { session, current } = this;
    if (!session || current.kind !== 'ready') throw new LemmaError('noModelLoaded');
    const { infillModel } = current.model;
    if (infillModel?.path === modelPath) return infillModel;
    const body = { type: 'loadInfill', modelPath: modelPath ?? null } as const;
    const pending = session.request(body, () => undefined);
    let found: InfillModel | undefined;
    try {
      const event = await cancelOn(signal, session, pending);
      if (event.type !== 'infillLoaded') throw new LemmaError('internal', { event: event.type });
      found = event.model ?? undefined;
    } finally {
      // Where it failed, the one before is gone, too.
      const now = this.current;
      const isSame = now.kind === 'ready' && now.model.path === current.model.path;
      if (this.session === session && isSame) {
        this.setState({ kind: 'ready', model: { ...now.model, infillModel: found } });
      }
    }
    return found;
  }

  generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    const { session } = this;
    if (!session || this.current.kind !== 'ready') return notLoaded();
    const report = this.reporter(session, hooks);
    return this.generation(session, session.request({ type: 'generate', request }, report), hooks);
  }

  generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    const { session } = this;
    if (!session || this.current.kind !== 'ready') return samples.map(notLoaded);
    const seeds = samples.map(({ seed }) => seed ?? null);
    const pending = session.requestSamples(
      { type: 'generateSamples', request, seeds },
      samples.map(({ hooks }) => this.reporter(session, hooks)),
    );
    return samples.map(({ hooks }, index) => {
      const own = pending[index];
      return own ? this.generation(session, own, hooks) : notLoaded();
    });
  }

  async planSamples(
    request: GenerateRequest,
    count: number,
    signal: AbortSignal,
  ): Promise<SamplesPlan> {
    throwIfCancelled(signal);
    if (!this.session) throw new LemmaError('noModelLoaded');
    const pending = this.session.request({ type: 'planSamples', request, count }, () => undefined);
    const event = await pending.done;
    throwIfCancelled(signal);
    if (event.type !== 'samplesPlanned') throw new LemmaError('internal', { event: event.type });
    return event.plan;
  }

  async prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult> {
    throwIfCancelled(signal);
    const { session } = this;
    if (!session || this.current.kind !== 'ready') throw new LemmaError('noModelLoaded');
    const pending = session.request({ type: 'prepare', request }, () => undefined);
    const event = await cancelOn(signal, session, pending);
    if (event.type !== 'prepared') throw new LemmaError('internal', { event: event.type });
    return event.result;
  }

  async countTokens(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    throwIfCancelled(signal);
    if (!this.session) throw new LemmaError('noModelLoaded');
    const pending = this.session.request({ type: 'countTokens', texts }, () => undefined);
    const event = await pending.done;
    throwIfCancelled(signal);
    if (event.type !== 'counted') throw new LemmaError('internal', { event: event.type });
    return event.counts;
  }

  async calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration> {
    throwIfCancelled(hooks.signal);
    const { session, current } = this;
    if (!session || current.kind !== 'ready') throw new LemmaError('noModelLoaded');
    const pending = session.request({ type: 'calibrate', budgetMs }, (event) => {
      if (event.type === 'progress') hooks.onProgress(event.fraction);
    });
    const event = await cancelOn(hooks.signal, session, pending);
    if (event.type !== 'calibrated') throw new LemmaError('internal', { event: event.type });
    // Another model may have taken its place meanwhile.
    if (this.current === current) this.setState({ kind: 'ready', model: event.model });
    return event.calibration;
  }

  async unload(): Promise<void> {
    const { session } = this;
    if (!session) return;
    this.loading = undefined;
    this.loadedParams = undefined;
    this.setState(UNLOADED);
    await session.request({ type: 'unload' }, () => undefined).done;
  }

  async dispose(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    this.loading = undefined;
    this.loadedParams = undefined;
    this.setState(UNLOADED);
    await session?.close();
  }

  /** Passes on what comes before the end of a generation. */
  private reporter(session: WorkerSession, hooks: GenerateHooks): (event: RequestEvent) => void {
    return (event) => {
      try {
        if (event.type === 'deltas') hooks.onDeltas(event.deltas);
        else if (event.type === 'tokens') hooks.onTokens?.(event.tokens);
        else if (event.type === 'progress') hooks.onPrefill?.(event.fraction);
      } catch (error) {
        // A listener's fault must neither stop the stream nor break the transport.
        this.options.log?.('error', `generation listener: ${String(error)}`);
      }
      if (event.type === 'deltas') session.tell({ type: 'ack', id: event.id, seq: event.seq });
    };
  }

  private generation(
    session: WorkerSession,
    pending: PendingRequest,
    { signal }: GenerateHooks,
  ): Generation {
    return {
      result: this.resultOf(session, pending, signal),
      closeThinking: () => {
        session.tell({ type: 'closeThinking', id: pending.id });
      },
    };
  }

  private async resultOf(
    session: WorkerSession,
    pending: PendingRequest,
    signal: AbortSignal,
  ): Promise<GenerateResult> {
    const event = await cancelOn(signal, session, pending);
    if (event.type !== 'generated') throw new LemmaError('internal', { event: event.type });
    return event.result;
  }

  private startLoad(params: LoadParams): LoadRequest {
    const session = (this.session ??= this.spawn());
    this.loadedParams = undefined;
    const report = (fraction: number): void => {
      if (this.loading === load) {
        this.setState({ kind: 'loading', modelPath: params.modelPath, fraction });
      }
    };
    const onEvent = (event: RequestEvent): void => {
      if (event.type === 'progress') report(event.fraction);
    };
    const load: LoadRequest = new LoadRequest(params, async (signal) => {
      try {
        const pending = session.request({ type: 'load', params }, onEvent);
        const event = await cancelOn(signal, session, pending);
        if (event.type !== 'loaded') throw new LemmaError('internal', { event: event.type });
        this.finishLoad(load, { kind: 'ready', model: event.model });
        return event.model;
      } catch (thrown) {
        const error = toLemmaError(thrown);
        const { modelPath } = params;
        this.finishLoad(
          load,
          error.code === 'cancelled' ? UNLOADED : { kind: 'failed', modelPath, error },
        );
        throw error;
      }
    });
    this.loading = load;
    report(0);
    load.start();
    return load;
  }

  /** Takes the outcome of a load, unless another load or an unload came in between. */
  private finishLoad(load: LoadRequest, state: EngineState): void {
    if (this.loading !== load) return;
    this.loading = undefined;
    this.loadedParams = state.kind === 'ready' ? load.params : undefined;
    this.setState(state);
  }

  private spawn(): WorkerSession {
    const session = new WorkerSession(this.options.spawn(), {
      clock: this.options.clock,
      log: this.options.log ?? (() => undefined),
      onDeath: (error) => {
        if (this.session !== session) return;
        this.session = undefined;
        this.loadedParams = undefined;
        const path = modelPathOf(this.current);
        // A load under way reports its own failure.
        if (!this.loading && path !== undefined) {
          this.setState({ kind: 'failed', modelPath: path, error });
        }
      },
    });
    return session;
  }

  private setState(state: EngineState): void {
    if (state === this.current) return;
    this.current = state;
    for (const listener of [...this.listeners]) listener(state);
  }
}

/** The end of a request that is cancelled when the signal fires. */
async function cancelOn(
  signal: AbortSignal,
  session: WorkerSession,
  pending: PendingRequest,
): Promise<Awaited<PendingRequest['done']>> {
  const cancel = (): void => {
    session.tell({ type: 'cancel', id: pending.id });
  };
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    return await pending.done;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

function notLoaded(): Generation {
  return {
    result: Promise.reject(new LemmaError('noModelLoaded')),
    closeThinking: () => undefined,
  };
}

function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new LemmaError('cancelled');
}

function modelPathOf(state: EngineState): string | undefined {
  switch (state.kind) {
    case 'ready':
      return state.model.path;
    case 'loading':
    case 'failed':
      return state.modelPath;
    case 'unloaded':
      return undefined;
  }
}

function sameParams(a: LoadParams, b: LoadParams): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)] as (keyof LoadParams)[]);
  return [...names].every((name) => a[name] === b[name]);
}
