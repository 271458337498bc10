import type { Engine, LoadedModel, LoadParams } from '../core/engine.js';
import { EngineClient } from '../engine/client/engineClient.js';
import { workerThreadTransport } from '../engine/client/workerThread.js';
import { systemClock } from '../engine/systemClock.js';
import { workerEntry } from './paths.js';
import type { Terminal } from './terminal.js';

/** A loaded engine for one command. */
export interface Runtime {
  readonly engine: Engine;
  /** Loads the model on the first call and shows the progress on the terminal. */
  ensureLoaded(signal: AbortSignal): Promise<{ engine: Engine; model: LoadedModel }>;
  dispose(): Promise<void>;
}

/** Starts the engine in a worker thread; nothing is loaded yet. */
export function createRuntime(params: LoadParams, terminal: Terminal): Runtime {
  const engine = new EngineClient({
    spawn: () => workerThreadTransport(workerEntry()),
    clock: systemClock,
  });
  const stopListening = engine.onStateChange((state) => {
    if (state.kind === 'loading') terminal.progress('Loading the model', state.fraction);
  });
  return {
    engine,
    async ensureLoaded(signal) {
      const model = await engine.load(params, signal);
      terminal.clearProgress();
      return { engine, model };
    },
    async dispose() {
      stopListening();
      await engine.dispose();
    },
  };
}
