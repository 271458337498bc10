import type { ModelAccess } from '../../src/core/chat/modelAccess.js';
import type { LemmaError } from '../../src/core/errors.js';
import type { ScriptedEngine } from './scriptedEngine.js';

type Loaded = Awaited<ReturnType<ModelAccess['ensureLoaded']>>;

/** One call of `ensureLoaded`. */
export interface ScriptedLoad {
  readonly signal: AbortSignal;
  readonly progress: (fraction: number) => void;
  readonly succeed: () => void;
  readonly fail: (error: LemmaError) => void;
}

/** Gives a scripted engine, at once or when a test says so. */
export class ScriptedModels implements ModelAccess {
  readonly engine: ScriptedEngine;
  /** Every call, in order; ended already unless {@link manual}. */
  readonly loads: ScriptedLoad[] = [];
  /** Whether a test ends each load by hand. */
  manual = false;

  constructor(engine: ScriptedEngine) {
    this.engine = engine;
  }

  ensureLoaded(signal: AbortSignal, progress: (fraction: number) => void): Promise<Loaded> {
    return new Promise((resolve, reject) => {
      const succeed = (): void => {
        resolve({ engine: this.engine, model: this.engine.model });
      };
      this.loads.push({ signal, progress, succeed, fail: reject });
      if (!this.manual) succeed();
    });
  }
}
