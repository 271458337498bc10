import { join } from 'node:path';
import type { LoadParams } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import { ModelHashes } from '../../engine/models/modelHashes.js';
import { isProcessAlive } from '../../engine/processes.js';
import { StateFolder } from '../../engine/states/stateFolder.js';
import type { Foundation } from '../foundation.js';
import { inlineModelPath } from '../inline/suggestionSource.js';
import { DisposableList } from '../lifetime/disposables.js';
import { serverChoice } from '../server/serverChoice.js';
import { CrashMarker, type Crash } from './crashMarker.js';
import type { CrashDecisions } from './crashNotice.js';
import { EngineService, type EngineServiceOptions, type Isolation } from './engineService.js';
import { demoModelHash } from './modelChoice.js';
import { followEngine, watchMemory } from './watchMemory.js';

/** What is different between the two engines. */
type OwnOptions = Pick<EngineServiceOptions, 'place' | 'stateStorage'> & {
  readonly model: () => Pick<LoadParams, 'modelPath'> & Partial<LoadParams>;
};

/** Says that the engine crashed, and lets the user decide. */
export type TellCrash = (crash: Crash, decisions: CrashDecisions) => void;

/** Tokens; suggestions have a context of their own, and nobody chats with their model. */
const UNUSED_CONTEXT = 512;

/**
 * The engines of the extension. One of them at the most has models on this machine: that of suggestions has work only while a server
 * answers the chat.
 */
export class Engines {
  /** Answers the chat, and writes suggestions while it runs on this machine. */
  readonly chat: EngineService;
  /** Runs the model chosen for suggestions while the chat's is at a server. */
  readonly suggestions: EngineService;
  private readonly foundation: Foundation;
  private readonly tellCrash: TellCrash;
  private readonly folder: string;
  private readonly owned = new DisposableList();
  private readonly crashMarker: CrashMarker;
  private readonly modelHashes: ModelHashes;

  /**
   * Nothing runs and nothing is read before the first use of one.
   *
   * @param chosenPath Path of the chat's model, by the settings of now.
   */
  constructor(foundation: Foundation, chosenPath: () => string, tellCrash: TellCrash) {
    const { context, settings, notify, onError } = foundation;
    this.foundation = foundation;
    this.tellCrash = tellCrash;
    this.folder = join(context.globalStorageUri.fsPath, 'engine');
    // One for both: a process has one marker.
    this.crashMarker = new CrashMarker({
      folder: this.folder,
      pid: process.pid,
      isAlive: isProcessAlive,
      onError: (thrown) => {
        onError('crash marker', thrown);
      },
    });
    this.modelHashes = new ModelHashes({
      file: join(this.folder, 'models.json'),
      expected: (path) => demoModelHash(path, context.extensionPath),
      onChanged(path) {
        notify(new LemmaError('modelDamaged', { path, changed: true }));
      },
      onError: (thrown) => {
        onError('model hashes', thrown);
      },
    });
    const isolation = (): Isolation => settings.get('engine.isolation');
    this.chat = this.service({
      place: () => (serverChoice(settings) ? 'server' : isolation()),
      model: () => ({ modelPath: chosenPath() }),
      stateStorage: () => {
        const maxBytes = this.stateBytes;
        const folder = this.stateFolder;
        return maxBytes === 0 ? undefined : { folder, maxBytes, leastGainMs: 20 };
      },
    });
    this.suggestions = this.service({
      place: isolation,
      model: () => ({ modelPath: inlineModelPath(settings), contextSize: UNUSED_CONTEXT }),
      stateStorage: () => undefined,
    });
    this.followSettings();
  }

  /** Frees the models; the next use loads them again. */
  async unload(): Promise<void> {
    await Promise.all([this.chat.unload(), this.suggestions.unload()]);
  }

  /** Ends both engines; the next use starts fresh ones. */
  async restart(): Promise<void> {
    await Promise.all([this.chat.restart(), this.suggestions.restart()]);
  }

  /** Ends the engine that has a model file open, so that the file can be removed. */
  async release(file: string): Promise<void> {
    for (const service of [this.chat, this.suggestions]) {
      const model = service.loaded?.model;
      if (model?.path === file || model?.infillModel?.path === file) await service.restart();
    }
  }

  /** Lets models run where the settings say, whatever crashed: the user has decided. */
  async forgetCrash(): Promise<void> {
    await Promise.all([this.chat.forgetCrash(), this.suggestions.forgetCrash()]);
  }

  /** Ends both for good. */
  async dispose(): Promise<void> {
    this.owned.dispose();
    await Promise.all([this.chat.dispose(), this.suggestions.dispose()]);
  }

  private get stateFolder(): string {
    return join(this.foundation.context.globalStorageUri.fsPath, 'states');
  }

  private get stateBytes(): number {
    return this.foundation.settings.get('engine.stateCacheSize') * 1e6;
  }

  private service({ model, ...own }: OwnOptions): EngineService {
    const { settings, clock, notify, onError, log } = this.foundation;
    const note = (level: 'info' | 'warn', message: string): void => {
      log[level](message);
    };
    const errorIn = (where: string) => (thrown: unknown) => {
      onError(where, thrown);
    };
    const memory = watchMemory({ clock, onShort: notify, onError: errorIn('memory') });
    const service = new EngineService({
      ...own,
      loadMaker: async () => {
        const { createEngine } = await import('./createEngine.js');
        return (place) => createEngine(this.foundation, place);
      },
      loadParams: () => {
        const params = model();
        return {
          gpu: settings.get('engine.gpu'),
          ...settings.engine(params.modelPath),
          ...params,
          calibrationFile: join(this.folder, 'calibrations.json'),
        };
      },
      unloadAfterMs: () => settings.get('engine.unloadAfter') * 60_000,
      beforeLoad: (params) => {
        memory.announce(params);
      },
      clock,
      crashMarker: this.crashMarker,
      modelHashes: this.modelHashes,
      log: note,
      onError: errorIn('engine'),
      onCrash: (crash) => {
        log.warn(`the engine crashed: ${JSON.stringify(crash)}`);
        this.tellCrash(crash, {
          notify,
          keepProcess: () => settings.update('engine.isolation', 'process'),
          tryThread: () => this.forgetCrash(),
        });
      },
    });
    this.owned.addFunction(followEngine(memory, service));
    return service;
  }

  private followSettings(): void {
    const { settings, notify } = this.foundation;
    this.owned.add(
      settings.onChange(['engine.unloadAfter'], () => {
        this.chat.waitForIdle();
        this.suggestions.waitForIdle();
      }),
    );
    // A change of the setting is a decision, too.
    this.owned.add(
      settings.onChange(['engine.isolation'], () => {
        this.forgetCrash().catch(notify);
      }),
    );
    this.owned.add(
      settings.onChange(['server.url', 'server.model'], () => {
        this.restart().catch(notify);
      }),
    );
    this.owned.add(
      settings.onChange(['inline.model'], () => {
        this.suggestions.restart().catch(notify);
      }),
    );
    this.owned.add(
      settings.onChange(['engine.stateCacheSize'], () => {
        new StateFolder(this.stateFolder).trim(this.stateBytes).catch(notify);
      }),
    );
  }
}
