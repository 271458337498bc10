import { randomInt } from 'node:crypto';
import { abortable } from '../../core/chat/abortable.js';
import { Emitter } from '../../core/chat/emitter.js';
import type {
  Engine,
  EngineState,
  GenerateHooks,
  GenerateRequest,
  Generation,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareResult,
  SampleRequest,
  SamplesPlan,
  ServerFacts,
} from '../../core/engine.js';
import { LemmaError, toLemmaError } from '../../core/errors.js';
import type { Calibration } from '../../core/models/calibration.js';
import { MOST_SAMPLES } from '../../core/models/samplesNeed.js';
import { R1_TOKENS } from '../../core/prompt/r1Chat.js';
import type { ServerAddress } from '../../core/server/serverAddress.js';
import type { Clock } from '../../core/stream/clock.js';
import { StallWatch } from '../stallWatch.js';
import { Places } from './places.js';
import type { Connect, ServedModel, ServerClient } from './serverClient.js';
import { serverError } from './serverErrors.js';
import { ServerReply, type ServerReplyOptions } from './serverReply.js';
import { countedSeeds, sharedClients } from './sharedReplies.js';
import type { StreamPatience } from './silenceWatch.js';
import { ThoughtGuess } from './thoughtGuess.js';
import { estimateTokens } from './tokenEstimate.js';

/** How long a server may keep whoever asks it waiting. */
interface Patience extends StreamPatience {
  /** Milliseconds before the list of models is there, tries that failed included. */
  readonly listMs: number;
}

/** How to use a server. */
export interface ServerEngineOptions {
  readonly address: ServerAddress;
  /** The model to use; empty takes the only one there is. */
  readonly model: string;
  /** Looks the key up; undefined where there is none. */
  readonly key: () => Promise<string | undefined>;
  readonly connect: Connect;
  readonly clock: Clock;
  /** How often a request is made again that failed before anything came of it. */
  readonly retries?: number;
  /** How long the server may keep whoever asks it waiting. */
  readonly patience?: Partial<Patience>;
  /** Told that something was asked for which this server does not let clients do. */
  readonly onUnavailable?: (what: 'budget' | 'answerNow') => void;
}

/** Tokens of a context whose size nobody says. */
const ASSUMED_CONTEXT = 32_768;
const RETRIES = 4;
/** A long prompt takes a slow machine minutes; a token or a list does not. A queue is left when it takes an hour. */
const PATIENCE: Patience = {
  listMs: 60_000,
  firstMs: 600_000,
  nextMs: 60_000,
  aliveMs: 3_600_000,
};
const SEEDS = 2 ** 32 - 1;

interface Ready {
  readonly client: ServerClient;
  readonly served: ServedModel;
  readonly model: LoadedModel & { readonly server: ServerFacts };
  /** Whether the server puts the token of the beginning before a raw prompt. */
  readonly addsBegin: boolean;
  /** Of replies to one prompt that are asked for one by one. */
  readonly places: Places;
  readonly guess: ThoughtGuess;
}

/** A load under way; it goes on until none waits for it any more. */
interface Loading {
  readonly done: Promise<Ready>;
  readonly stop: AbortController;
  waiting: number;
}

/** How a reply begins, where that differs from the only one to a prompt. */
interface ReplyStart extends Partial<Pick<ServerReplyOptions, 'client' | 'place'>> {
  readonly seed?: number | undefined;
}

/** A model of an OpenAI-compatible server, as an engine. What only an own model can do is refused with `serverCannot`. */
export class ServerEngine implements Engine {
  private readonly options: ServerEngineOptions;
  private readonly patience: Patience;
  private readonly listeners = new Emitter<EngineState>();
  private current: EngineState = { kind: 'unloaded' };
  private ready: Ready | undefined;
  private loading: Loading | undefined;
  private readonly running = new Set<AbortController>();

  constructor(options: ServerEngineOptions) {
    this.options = options;
    this.patience = { ...PATIENCE, ...options.patience };
  }

  get state(): EngineState {
    return this.current;
  }

  onStateChange(listener: (state: EngineState) => void): () => void {
    return this.listeners.on(listener);
  }

  /**
   * Asks the server for its models, and once whether it takes raw prompts: one token is generated for that.
   *
   * @throws LemmaError `serverUnreachable`, `serverKey`, `serverModel`, `serverBusy`, `serverFailed`, `cancelled`.
   */
  async load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    if (this.ready) return this.ready.model;
    const loading = (this.loading ??= this.begin(params));
    loading.waiting += 1;
    try {
      return (await abortable(loading.done, signal)).model;
    } catch (thrown) {
      throw toLemmaError(thrown);
    } finally {
      loading.waiting -= 1;
      if (loading.waiting === 0) this.leave(loading);
    }
  }

  private begin(params: LoadParams): Loading {
    const { modelPath } = params;
    this.setState({ kind: 'loading', modelPath, fraction: 0 });
    const stop = new AbortController();
    const loading: Loading = { done: this.connect(params, stop.signal), stop, waiting: 0 };
    loading.done.then(
      (ready) => {
        if (this.loading !== loading) return;
        this.loading = undefined;
        this.ready = ready;
        this.setState({ kind: 'ready', model: ready.model });
      },
      (thrown: unknown) => {
        if (this.loading !== loading) return;
        this.loading = undefined;
        const error = toLemmaError(thrown);
        const isCancelled = error.code === 'cancelled';
        this.setState(isCancelled ? { kind: 'unloaded' } : { kind: 'failed', modelPath, error });
      },
    );
    return loading;
  }

  /** Ends a load, unless it is over. */
  private leave(loading: Loading | undefined): void {
    loading?.stop.abort();
    if (!loading || this.loading !== loading) return;
    this.loading = undefined;
    this.setState({ kind: 'unloaded' });
  }

  loadInfill(modelPath: string | undefined): Promise<InfillModel | undefined> {
    return modelPath === undefined
      ? Promise.resolve(undefined)
      : Promise.reject(new LemmaError('serverCannot', { what: 'infill' }));
  }

  generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    return this.start(request, hooks, {});
  }

  /** One request for all where the server answers together, else requests beside each other: it batches them itself. */
  generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    const { ready } = this;
    const anySeed = (): number => randomInt(SEEDS - samples.length);
    const counted =
      samples.length > 1 && ready?.served.answersTogether === true
        ? countedSeeds(
            samples.map(({ seed }) => seed),
            anySeed,
          )
        : undefined;
    const clients = counted && ready ? sharedClients(ready.client, samples.length) : [];
    return samples.map(({ seed, hooks }, index) => {
      const client = clients[index];
      return this.start(request, hooks, {
        seed: counted?.[index] ?? seed ?? randomInt(SEEDS),
        ...(client ? { client } : { place: ready && ((signal) => ready.places.take(signal)) }),
      });
    });
  }

  planSamples(request: GenerateRequest): Promise<SamplesPlan> {
    const { ready } = this;
    if (!ready) return Promise.reject(new LemmaError('noModelLoaded'));
    const texts =
      request.input.kind === 'chat'
        ? request.input.messages.flatMap(({ parts }) => parts.map(({ text }) => text))
        : [];
    return Promise.resolve({
      promptTokens: estimateTokens(texts.join('')),
      contextSize: ready.model.contextSize,
      freeBytes: 0,
      most: MOST_SAMPLES,
    });
  }

  prepare(): Promise<PrepareResult> {
    return Promise.resolve({ savedBytes: 0, evaluatedTokens: 0 });
  }

  /** An estimate, rather too high than too low. */
  countTokens(texts: readonly string[]): Promise<readonly number[]> {
    return Promise.resolve(texts.map(estimateTokens));
  }

  calibrate(): Promise<Calibration> {
    return Promise.reject(new LemmaError('serverCannot', { what: 'calibrate' }));
  }

  unload(): Promise<void> {
    for (const stop of this.running) stop.abort();
    this.leave(this.loading);
    this.ready = undefined;
    this.setState({ kind: 'unloaded' });
    return Promise.resolve();
  }

  async dispose(): Promise<void> {
    await this.unload();
    this.listeners.clear();
  }

  private start(
    request: GenerateRequest,
    hooks: GenerateHooks,
    { seed = request.sampling.seed, client, place }: ReplyStart,
  ): Generation {
    const { ready } = this;
    if (!ready) return failed(new LemmaError('noModelLoaded'));
    const { input } = request;
    if (input.kind !== 'chat') return failed(new LemmaError('serverCannot', { what: input.kind }));
    const { served, model, addsBegin, guess } = ready;
    const isRaw = model.server.takesRawPrompts;
    if (!isRaw && input.budget.maxTokens !== null) this.options.onUnavailable?.('budget');
    const stop = new AbortController();
    this.running.add(stop);
    const reply = new ServerReply({
      client: client ?? ready.client,
      place,
      clock: this.options.clock,
      model: served.id,
      contextSize: model.contextSize,
      raw: isRaw ? { addsBegin } : undefined,
      request: { ...request, input },
      guess,
      seed: seed ?? randomInt(SEEDS),
      hooks: { ...hooks, signal: AbortSignal.any([hooks.signal, stop.signal]) },
      patience: this.patience,
      onCannotClose: () => {
        this.options.onUnavailable?.('answerNow');
      },
      toError: (thrown) => this.errorOf(ready.client, thrown),
    });
    const result = reply.result.finally(() => {
      this.running.delete(stop);
    });
    return {
      result,
      closeThinking: () => {
        reply.closeThinking();
      },
    };
  }

  private async connect(params: LoadParams, signal: AbortSignal): Promise<Ready> {
    const { address, retries = RETRIES } = this.options;
    const key = await this.options.key();
    const client = await this.options.connect({ url: address.url, key, retries });
    try {
      const served = await this.choose(client, signal);
      const begin = await this.answered(signal, this.patience.firstMs, (own) =>
        probe(client, served.id, own),
      );
      const model = loadedModel(params, served, address, begin !== undefined);
      const places = new Places(served.atOnce);
      const guess = new ThoughtGuess([served.id, served.root ?? '']);
      return { client, served, model, addsBegin: begin === 'added', places, guess };
    } catch (thrown) {
      throw signal.aborted ? new LemmaError('cancelled') : this.errorOf(client, thrown);
    }
  }

  private async choose(client: ServerClient, signal: AbortSignal): Promise<ServedModel> {
    const { address, model } = this.options;
    const served = await this.answered(signal, this.patience.listMs, (own) => client.models(own));
    const found =
      model === ''
        ? served.length === 1
          ? served[0]
          : undefined
        : (served.find(({ id }) => id === model) ??
          // Ollama's name for what has no tag of its own.
          served.find(({ id }) => id === `${model}:latest`));
    if (found) return found;
    const known = served.slice(0, 20).map(({ id }) => id);
    throw new LemmaError('serverModel', { host: address.host, model, known: known.join(', ') });
  }

  /** The answer to a request that a silent server would leave open. */
  private async answered<T>(
    signal: AbortSignal,
    patienceMs: number,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const watch = new StallWatch(signal, patienceMs);
    try {
      return await ask(watch.signal);
    } catch (thrown) {
      if (!watch.stalled) throw thrown;
      const reason = `nothing came for ${Math.round(patienceMs / 1000)} s`;
      throw new LemmaError('serverUnreachable', { host: this.options.address.host, reason });
    } finally {
      watch.end();
    }
  }

  private errorOf(client: ServerClient, thrown: unknown): LemmaError {
    const { address, model } = this.options;
    if (thrown instanceof LemmaError)
      return thrown.code === 'serverFailed'
        ? new LemmaError('serverFailed', { host: address.host, ...thrown.details })
        : thrown;
    return serverError(client.faultOf(thrown), address.host, model);
  }

  private setState(state: EngineState): void {
    this.current = state;
    this.listeners.emit(state);
  }
}

/**
 * Whether a server takes raw prompts in R1's format: one control token is then one token, beside that of the beginning where the
 * server puts it there. A chat template around it, or another vocabulary, makes more of it.
 */
async function probe(
  client: ServerClient,
  model: string,
  signal: AbortSignal,
): Promise<'added' | 'absent' | undefined> {
  try {
    const tokens = await client.promptTokens(model, R1_TOKENS.user, signal);
    return tokens === 2 ? 'added' : tokens === 1 ? 'absent' : undefined;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const { kind, status } = client.faultOf(thrown);
    // Anything but a refusal of this kind of request would hinder the next one, too.
    if (kind === 'status' && status !== undefined && status !== 401 && status !== 429)
      return undefined;
    throw thrown;
  }
}

function loadedModel(
  { modelPath, contextSize }: LoadParams,
  served: ServedModel,
  { host, isLocal }: ServerAddress,
  takesRawPrompts: boolean,
): LoadedModel & { readonly server: ServerFacts } {
  const size = contextSize === 'auto' ? (served.contextSize ?? ASSUMED_CONTEXT) : contextSize;
  return {
    path: modelPath,
    name: served.id,
    architecture: '',
    fileSizeBytes: 0,
    contextSize: size,
    trainContextSize: served.contextSize ?? size,
    backend: 'server',
    threads: 0,
    batchSize: 0,
    kvCache: { key: 'f16', value: 'f16' },
    flashAttention: 'auto',
    memoryMapping: 'auto',
    reasoning: true,
    infillWays: [],
    server: { host, isLocal, takesRawPrompts },
  };
}

function failed(error: LemmaError): Generation {
  return { result: Promise.reject(error), closeThinking: () => undefined };
}
