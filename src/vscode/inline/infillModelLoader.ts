import type { Engine } from '../../core/engine.js';
import { isAbort } from '../../core/errors.js';
import type { EngineService } from '../engine/engineService.js';

/** What {@link InfillModelLoader} stands on. */
export interface InfillModelLoaderOptions {
  readonly engine: Pick<EngineService, 'ensureLoaded' | 'loadInfill'>;
  /** Absolute path of the model for suggestions; empty for the chat's. */
  readonly modelPath: () => string;
  /** Told once of a model that cannot be loaded beside that of the chat, which then does suggestions. */
  readonly onFailure: (path: string, thrown: unknown) => void;
}

/** Sees to it that suggestions come from the model that the user chose for them, as far as it can be loaded beside the chat's. */
export class InfillModelLoader {
  private readonly options: InfillModelLoaderOptions;
  /** What failed, and beside which model: another try would fail in the same way. */
  private failed: { readonly path: string; readonly beside: string } | undefined;

  constructor(options: InfillModelLoaderOptions) {
    this.options = options;
  }

  /** Whether the chat's model stands in for the chosen one. */
  get hasFailed(): boolean {
    return this.failed !== undefined;
  }

  /**
   * The engine, with its models loaded.
   *
   * @throws LemmaError what `EngineService.ensureLoaded` throws.
   */
  async ensure(signal: AbortSignal): Promise<Engine> {
    const { engine: service, modelPath, onFailure } = this.options;
    const { engine, model } = await service.ensureLoaded(signal, () => undefined);
    const chosen = modelPath();
    const path = chosen === '' || chosen === model.path ? undefined : chosen;
    const { failed } = this;
    if (failed && failed.path === path && failed.beside === model.path) return engine;
    this.failed = undefined;
    try {
      await service.loadInfill(path, signal);
    } catch (thrown) {
      if (isAbort(thrown)) throw thrown;
      this.failed = { path: chosen, beside: model.path };
      onFailure(chosen, thrown);
      // What was loaded before is not what the user wants either.
      await service.loadInfill(undefined, signal);
    }
    return engine;
  }
}
