import type { Engine, EngineState, LoadedModel } from '../../core/engine.js';
import type { Engines } from '../engine/engines.js';
import type { EngineService } from '../engine/engineService.js';
import type { SuggestionSource } from './suggestionSource.js';

/** What {@link SuggestionEngine} uses of an engine. */
export type SuggestingService = Pick<
  EngineService,
  'state' | 'loaded' | 'onStateChange' | 'ensureLoaded' | 'loadInfill'
>;

/** The engine that suggestions come from, which the settings may change at any time. */
export class SuggestionEngine implements SuggestingService {
  private readonly engines: Readonly<
    Record<keyof Pick<Engines, 'chat' | 'suggestions'>, SuggestingService>
  >;
  private readonly source: () => SuggestionSource;

  constructor(engines: SuggestionEngine['engines'], source: () => SuggestionSource) {
    this.engines = engines;
    this.source = source;
  }

  get state(): EngineState {
    return this.service.state;
  }

  get loaded(): { readonly engine: Engine; readonly model: LoadedModel } | undefined {
    return this.service.loaded;
  }

  /** Name of the model that is loaded for suggestions alone. */
  get modelName(): string | undefined {
    const model = this.loaded?.model;
    return (this.isOwn ? model : model?.infillModel)?.name;
  }

  /** Whether the model for suggestions runs without that of the chat. */
  get isOwn(): boolean {
    return this.source() === 'own';
  }

  /** As `EngineService.onStateChange`, of the engine that has the suggestions then. */
  onStateChange(listener: (state: EngineState) => void): () => void {
    const { chat, suggestions } = this.engines;
    const stops = [chat, suggestions].map((engine) =>
      engine.onStateChange((state) => {
        if (engine === this.service) listener(state);
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  ensureLoaded(
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): ReturnType<EngineService['ensureLoaded']> {
    return this.service.ensureLoaded(signal, onProgress);
  }

  loadInfill(modelPath: string | undefined, signal: AbortSignal): Promise<void> {
    return this.service.loadInfill(modelPath, signal);
  }

  private get service(): SuggestingService {
    return this.isOwn ? this.engines.suggestions : this.engines.chat;
  }
}
