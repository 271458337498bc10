import { join } from 'node:path';
import type { Engine } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import { childProcessTransport } from '../../engine/client/childProcess.js';
import { EngineClient } from '../../engine/client/engineClient.js';
import { workerThreadTransport } from '../../engine/client/workerThread.js';
import { ModelHashes } from '../../engine/models/modelHashes.js';
import { isProcessAlive } from '../../engine/processes.js';
import { StateFolder } from '../../engine/states/stateFolder.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { createServerEngine } from '../server/createServerEngine.js';
import { servedModel, serverChoice } from '../server/serverChoice.js';
import type { Settings } from '../settings.js';
import { ModelStatus } from '../status/modelStatus.js';
import { CrashMarker } from './crashMarker.js';
import { showCrash } from './crashNotice.js';
import { type EnginePlace, EngineService } from './engineService.js';
import type { MemoryWatch } from './memoryWatch.js';
import { chosenModel, demoModelHash, type ChosenModel } from './modelChoice.js';
import { followEngine, watchMemory } from './watchMemory.js';

/** The engine of the extension and the model that it is for. To be disposed before the engine, which ends by itself. */
export interface EnginePart extends Disposable {
  readonly engine: EngineService;
  /** The model that the user chose, here or at a server. */
  readonly chosen: () => ChosenModel;
  readonly models: ModelStatus;
}

/** Builds it. No engine runs before its first use. */
export function createEnginePart(foundation: Foundation): EnginePart {
  const { context, settings, clock, notify, onError } = foundation;
  const owned = new DisposableList();
  const chosen = (): ChosenModel => {
    const server = serverChoice(settings);
    return server
      ? servedModel(server)
      : chosenModel(settings.get('model.path'), context.extensionPath);
  };
  const memory = watchMemory({
    clock,
    onShort: notify,
    onError: (thrown) => {
      onError('memory', thrown);
    },
  });
  const engine = createEngineService(foundation, chosen, memory);
  owned.addFunction(followEngine(memory, engine));
  owned.add(followSettings(foundation, engine));
  const models = owned.add(
    new ModelStatus({
      chosen,
      onChosenChange: (listener) =>
        settings.onChange(['model.path', 'server.url', 'server.model'], listener),
      engineState: () => engine.state,
      onEngineChange: (listener) => engine.onStateChange(listener),
    }),
  );
  return {
    engine,
    chosen,
    models,
    dispose: () => {
      owned.dispose();
    },
  };
}

function createEngineService(
  foundation: Foundation,
  chosen: () => ChosenModel,
  memory: MemoryWatch,
): EngineService {
  const { context, settings, clock, log, notify, onError } = foundation;
  const folder = engineFolder(foundation);
  const engine: EngineService = new EngineService({
    createEngine: (place) => createEngine(foundation, place),
    loadParams: () => ({
      modelPath: chosen().path,
      gpu: settings.get('engine.gpu'),
      ...settings.engine(chosen().path),
      calibrationFile: join(folder, 'calibrations.json'),
    }),
    place: () => (serverChoice(settings) ? 'server' : settings.get('engine.isolation')),
    unloadAfterMs: () => settings.get('engine.unloadAfter') * 60_000,
    beforeLoad: (params) => {
      memory.announce(params);
    },
    clock,
    stateStorage() {
      const maxBytes = stateBytes(settings);
      return maxBytes === 0
        ? undefined
        : { folder: stateFolder(foundation), maxBytes, leastGainMs: 20 };
    },
    crashMarker: new CrashMarker({
      folder,
      pid: process.pid,
      isAlive: isProcessAlive,
      onError: (thrown) => {
        onError('crash marker', thrown);
      },
    }),
    modelHashes: new ModelHashes({
      file: join(folder, 'models.json'),
      expected: (path) => demoModelHash(path, context.extensionPath),
      onChanged(path) {
        notify(new LemmaError('modelDamaged', { path, changed: true }));
      },
      onError: (thrown) => {
        onError('model hashes', thrown);
      },
    }),
    log: (level, message) => {
      log[level](message);
    },
    onError: (thrown) => {
      onError('engine', thrown);
    },
    onCrash(crash) {
      log.warn(`the engine crashed: ${JSON.stringify(crash)}`);
      showCrash(crash, {
        notify,
        keepProcess: () => settings.update('engine.isolation', 'process'),
        tryThread: () => engine.forgetCrash(),
      }).catch(notify);
    },
  });
  return engine;
}

function createEngine({ context, settings, clock, log }: Foundation, place: EnginePlace): Engine {
  const { extensionPath, secrets, globalState: memento } = context;
  if (place === 'server') {
    return createServerEngine({ choice: serverChoice(settings), extensionPath, secrets, memento });
  }
  const entry = join(extensionPath, 'dist', 'engine', 'dist', 'worker.mjs');
  return new EngineClient({
    spawn: () =>
      place === 'process' ? childProcessTransport(entry) : workerThreadTransport(entry),
    clock,
    log: (level, message) => {
      log[level](message);
    },
  });
}

/** Does what a change of a setting asks of a running engine, until it is disposed. */
function followSettings(foundation: Foundation, engine: EngineService): Disposable {
  const { settings, notify } = foundation;
  const owned = new DisposableList();
  owned.add(
    settings.onChange(['engine.unloadAfter'], () => {
      engine.waitForIdle();
    }),
  );
  // A change of the setting is a decision, too.
  owned.add(
    settings.onChange(['engine.isolation'], () => {
      engine.forgetCrash().catch(notify);
    }),
  );
  owned.add(
    settings.onChange(['server.url', 'server.model'], () => {
      engine.restart().catch(notify);
    }),
  );
  owned.add(
    settings.onChange(['engine.stateCacheSize'], () => {
      new StateFolder(stateFolder(foundation)).trim(stateBytes(settings)).catch(notify);
    }),
  );
  return owned;
}

/** Folder of what is known about models and crashes. */
function engineFolder({ context }: Foundation): string {
  return join(context.globalStorageUri.fsPath, 'engine');
}

/** Folder of the KV states of chats. */
function stateFolder({ context }: Foundation): string {
  return join(context.globalStorageUri.fsPath, 'states');
}

/** Bytes that KV states may take on the disk. */
function stateBytes(settings: Settings): number {
  return settings.get('engine.stateCacheSize') * 1e6;
}
