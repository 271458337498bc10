import type { ModelAccess } from '../../core/chat/modelAccess.js';
import type {
  Engine,
  EngineState,
  LoadedModel,
  LoadParams,
  StateStorage,
} from '../../core/engine.js';
import { Emitter } from '../../core/chat/emitter.js';
import { isAbort, LemmaError, toLemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';
import { IdleEngine } from '../../engine/client/idleEngine.js';
import { TunedEngine } from '../../engine/client/tunedEngine.js';
import type { ModelHashes } from '../../engine/models/modelHashes.js';
import { StateFolder } from '../../engine/states/stateFolder.js';
import type { Crash, CrashMarker } from './crashMarker.js';
import { isSameLoad, loadManner } from './loadManner.js';
import { MarkedEngine } from './markedEngine.js';
import { StateKeeper } from './stateKeeper.js';

/** How the engine is isolated from the extension host. */
export type Isolation = 'thread' | 'process';

/** Where models run: in this process, in one of their own, or at a server. */
export type EnginePlace = Isolation | 'server';

/** What {@link EngineService} stands on. */
export interface EngineServiceOptions {
  /** Loads the code that makes engines; nothing of an engine runs before its first load. */
  readonly loadMaker: () => Promise<(place: EnginePlace) => Engine>;
  /** What to load, by the settings of now. */
  readonly loadParams: () => LoadParams;
  /** Where the user wants the engine. */
  readonly place: () => EnginePlace;
  /** Marks what runs in a thread, whose native faults end this whole process. */
  readonly crashMarker: CrashMarker;
  /** Tells models with flipped bytes. */
  readonly modelHashes: Pick<ModelHashes, 'verify' | 'learn' | 'hashOf'>;
  readonly clock: Clock;
  /** Where KV states of chats are kept, by the settings of now; undefined when none are. */
  readonly stateStorage: () => Omit<StateStorage, 'model'> | undefined;
  /** Milliseconds without a request after which the model is unloaded, by the settings of now; 0 keeps it. */
  readonly unloadAfterMs: () => number;
  /** Told of every load before it begins. */
  readonly beforeLoad: (params: LoadParams) => void;
  /** Takes what is worth knowing about the engine. */
  readonly log: (level: 'info' | 'warn', message: string) => void;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
  /**
   * Told at the first use when an engine in a thread took its process along. One that crashed at work then runs in a process of
   * its own; a load that crashed is not repeated until the user has decided.
   */
  readonly onCrash: (crash: Crash) => void;
}

interface Running {
  readonly engine: Engine;
  /** The same, where it gives memory back; a server's model is not ours to unload. */
  readonly idle?: IdleEngine;
  /** Absent at a server, which keeps what it evaluated itself. */
  readonly keeper?: StateKeeper;
  readonly place: EnginePlace;
  readonly stopListening: () => void;
  /** Ends what goes on in the background for its model. */
  readonly background: AbortController;
}

/** The one engine of the extension: made on first use, made again after a change of isolation or a restart. */
export class EngineService implements ModelAccess {
  private readonly options: EngineServiceOptions;
  private readonly listeners = new Emitter<EngineState>();
  private running: Running | undefined;
  private ending: Promise<void> = Promise.resolve();
  private crash: Promise<Crash | undefined> | undefined;

  constructor(options: EngineServiceOptions) {
    this.options = options;
  }

  get state(): EngineState {
    return this.running?.engine.state ?? { kind: 'unloaded' };
  }

  /** Calls the listener on every change of {@link state} until the returned function is called. */
  onStateChange(listener: (state: EngineState) => void): () => void {
    return this.listeners.on(listener);
  }

  async ensureLoaded(
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<{ readonly engine: Engine; readonly model: LoadedModel }> {
    const place = await this.place();
    if (this.running && this.running.place !== place) await this.restart();
    const params = this.options.loadParams();
    const isReady = this.state.kind === 'ready' && this.state.model.path === params.modelPath;
    const isFile = place !== 'server';
    if (!isReady && isFile) {
      await this.options.modelHashes.verify(params.modelPath, signal);
      this.refuseRepeat(await this.crash, params, place);
    }
    const make = await this.options.loadMaker();
    // Two engines at once could need the memory of two models.
    await this.ending;
    signal.throwIfAborted();
    if (!isReady && isFile) this.options.beforeLoad(params);
    const running = (this.running ??= this.start(make(place), place));
    const { engine } = running;
    const stop = engine.onStateChange((state) => {
      if (state.kind === 'loading') onProgress(state.fraction);
    });
    try {
      const model = await engine.load(params, signal);
      if (!isReady && isFile) {
        this.learn(running, params.modelPath);
        await this.forgetCrashOf(params.modelPath);
      }
      return { engine, model };
    } catch (thrown) {
      throw place === 'server' ? thrown : await this.explainCrash(thrown, params, place);
    } finally {
      stop();
    }
  }

  /** The model in memory and its engine; undefined while none is loaded. */
  get loaded(): { readonly engine: Engine; readonly model: LoadedModel } | undefined {
    const { running } = this;
    const state = running?.engine.state;
    return running && state?.kind === 'ready'
      ? { engine: running.engine, model: state.model }
      : undefined;
  }

  /**
   * Has infills done by another model, loaded beside the one in memory, or with `undefined` by that one.
   *
   * @throws LemmaError `noModelLoaded`, `outOfMemory` when it does not fit beside the other, and what tells of a bad file.
   */
  async loadInfill(modelPath: string | undefined, signal: AbortSignal): Promise<void> {
    const { running } = this;
    const state = running?.engine.state;
    if (!running || state?.kind !== 'ready') throw new LemmaError('noModelLoaded');
    if (state.model.infillModel?.path === modelPath) return;
    if (modelPath !== undefined) await this.options.modelHashes.verify(modelPath, signal);
    await running.engine.loadInfill(modelPath, signal);
    if (modelPath !== undefined) this.learn(running, modelPath);
  }

  /** Tokens each text takes for the loaded model; undefined while none is loaded. Loads nothing. */
  async countTokens(texts: readonly string[]): Promise<readonly number[] | undefined> {
    const { running } = this;
    if (running?.engine.state.kind !== 'ready') return undefined;
    return running.engine.countTokens(texts, running.background.signal);
  }

  /** Frees the model; the next use loads it again. Running generations end first. */
  async unload(): Promise<void> {
    const { running } = this;
    if (!running) return;
    // What counts tokens or hashes for this model has nothing to work on any more.
    running.background.abort();
    this.running = { ...running, background: new AbortController() };
    await running.engine.unload();
  }

  /** Counts the time without a request anew, by the settings of now. */
  waitForIdle(): void {
    this.running?.idle?.wait();
  }

  /** Ends the engine; the next use starts a fresh one. Running generations end first. */
  async restart(): Promise<void> {
    const { running } = this;
    if (running) {
      this.running = undefined;
      running.background.abort();
      const ending = running.engine.dispose().finally(running.stopListening);
      // A failed end must not keep the next engine from starting.
      this.ending = ending.catch(() => undefined);
      this.listeners.emit(this.state);
      await ending;
    }
    await this.ending;
  }

  /** Keeps nothing any more of what was evaluated of a chat. */
  async forgetChat(id: string): Promise<void> {
    this.running?.keeper?.forget(id);
    const storage = this.options.stateStorage();
    if (!storage) return;
    await new StateFolder(storage.folder).forget(id).catch(this.options.onError);
  }

  /** Lets the engine run where the settings say, whatever crashed: the user has decided. */
  async forgetCrash(): Promise<void> {
    this.crash = Promise.resolve(undefined);
    await this.options.crashMarker.forget();
  }

  /** Ends the engine for good. */
  async dispose(): Promise<void> {
    this.listeners.clear();
    // First: VS Code may end this process before the engine has ended.
    await this.options.crashMarker.close();
    await this.restart();
  }

  /** Where the engine runs now: in a process after a crash, until the user has decided. */
  private async place(): Promise<EnginePlace> {
    const wanted = this.options.place();
    if (wanted === 'server') return wanted;
    this.crash ??= this.findCrash();
    const crash = await this.crash;
    if (!crash || crash.kind === 'load' || wanted === 'process') return wanted;
    return 'process';
  }

  private async findCrash(): Promise<Crash | undefined> {
    const { crashMarker, place, loadParams, onCrash } = this.options;
    const crash = await crashMarker.find();
    if (!crash) return undefined;
    // Nothing to ask about: a process of its own is the user's decision already.
    const wanted = place();
    if (crash.kind !== 'load' && wanted === 'process') {
      await crashMarker.forget();
      return undefined;
    }
    // A load that would be another one now is nobody's concern before it is tried again.
    const params = loadParams();
    const manner = loadManner(params, wanted === 'process' ? wanted : 'thread');
    if (crash.kind !== 'load' || isSameLoad(crash, params.modelPath, manner)) onCrash(crash);
    return crash;
  }

  /** @throws LemmaError `loadCrashed` for a load that crashed, until something of it is different. */
  private refuseRepeat(crash: Crash | undefined, params: LoadParams, isolation: Isolation): void {
    const { modelPath: path, gpu } = params;
    if (!crash || !isSameLoad(crash, path, loadManner(params, isolation))) return;
    throw new LemmaError('loadCrashed', { path, gpu, isolation });
  }

  /** Remembers that a load ended its process, so that it is not repeated. */
  private async explainCrash(
    thrown: unknown,
    params: LoadParams,
    isolation: Isolation,
  ): Promise<unknown> {
    const error = toLemmaError(thrown);
    // A thread that is gone has not taken this process along.
    if (error.code !== 'engineCrashed' || isolation === 'thread') return thrown;
    const { modelPath, gpu } = params;
    const manner = loadManner(params, isolation);
    const crash: Crash = { kind: 'load', modelPath, manner, time: this.options.clock.now() };
    this.crash = Promise.resolve(crash);
    await this.options.crashMarker.record(crash);
    return new LemmaError('loadCrashed', { path: modelPath, gpu, isolation }, error);
  }

  /** What loads is no crash any more. */
  private async forgetCrashOf(modelPath: string): Promise<void> {
    const crash = await this.crash;
    if (crash?.kind === 'load' && crash.modelPath === modelPath) await this.forgetCrash();
  }

  private start(made: Engine, place: EnginePlace): Running {
    const keeper = place === 'server' ? undefined : this.keeperOf(made, place);
    const idle = keeper && this.idleOf(keeper);
    const engine = idle ?? made;
    const stopListening = engine.onStateChange(() => {
      if (this.running?.engine === engine) this.listeners.emit(this.state);
    });
    const background = new AbortController();
    return {
      engine,
      ...(idle && { idle }),
      ...(keeper && { keeper }),
      place,
      stopListening,
      background,
    };
  }

  private idleOf(keeper: StateKeeper): IdleEngine {
    const { clock, unloadAfterMs, log, onError } = this.options;
    return new IdleEngine(new TunedEngine(keeper, { clock, log }), {
      clock,
      unloadAfterMs,
      onUnload: () => {
        log('info', 'the model was unloaded: nobody used it');
      },
      onError,
    });
  }

  private keeperOf(engine: Engine, isolation: Isolation): StateKeeper {
    const { crashMarker, clock, stateStorage, modelHashes, onError } = this.options;
    const marked = isolation === 'thread' ? new MarkedEngine(engine, crashMarker) : engine;
    return new StateKeeper(marked, {
      clock,
      storage: stateStorage,
      hashOf: (path) => modelHashes.hashOf(path),
      onError,
    });
  }

  /** Hashes a loaded model in the background, so that a later start can tell whether its bytes are still the same. */
  private learn({ background }: Running, modelPath: string): void {
    this.options.modelHashes.learn(modelPath, background.signal).catch((thrown: unknown) => {
      if (!isAbort(thrown)) this.options.onError(thrown);
    });
  }
}
