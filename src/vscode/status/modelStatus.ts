import { Emitter } from '../../core/chat/emitter.js';
import type { EngineState } from '../../core/engine.js';
import type { ModelBadge } from '../../protocol/chat.js';
import { isFile, type ChosenModel } from '../engine/modelChoice.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { modelBadge } from './modelBadge.js';

/** What {@link ModelStatus} watches. */
export interface ModelStatusOptions {
  readonly chosen: () => ChosenModel;
  /** Calls back when {@link chosen} may have changed. */
  readonly onChosenChange: (listener: () => void) => Disposable;
  readonly engineState: () => EngineState;
  readonly onEngineChange: (listener: () => void) => () => void;
}

/** The chosen model and what the engine makes of it, kept up to date. */
export class ModelStatus implements Disposable {
  private readonly options: ModelStatusOptions;
  private readonly emitter = new Emitter<ModelBadge>();
  private readonly owned = new DisposableList();
  /** Whether the chosen file is there; supposed so until looked at. */
  private exists = true;

  constructor(options: ModelStatusOptions) {
    this.options = options;
    this.owned.add(
      options.onChosenChange(() => {
        void this.look();
      }),
    );
    this.owned.addFunction(
      options.onEngineChange(() => {
        // A failed load may mean that the file went away.
        if (options.engineState().kind === 'failed') void this.look();
        else this.emit();
      }),
    );
    this.owned.addFunction(() => {
      this.emitter.clear();
    });
  }

  get badge(): ModelBadge {
    return modelBadge(this.options.chosen(), this.exists, this.options.engineState());
  }

  /** Calls the listener on every change until the returned function is called. */
  onChange(listener: (badge: ModelBadge) => void): () => void {
    return this.emitter.on(listener);
  }

  /** Looks whether the chosen file is there. */
  async look(): Promise<void> {
    const { path, server } = this.options.chosen();
    const exists = server !== undefined || (await isFile(path));
    if (this.options.chosen().path === path) this.exists = exists;
    this.emit();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private emit(): void {
    this.emitter.emit(this.badge);
  }
}
