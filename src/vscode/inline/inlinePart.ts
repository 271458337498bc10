import { readPowerSource } from '../../engine/power/powerSource.js';
import type { Engines } from '../engine/engines.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { InfillModelLoader } from './infillModelLoader.js';
import { InlineProvider } from './inlineProvider.js';
import { RelatedCode } from './relatedCode.js';
import { SuggestionControl } from './suggestionControl.js';
import { SuggestionEngine } from './suggestionEngine.js';
import { inlineModelPath, suggestionSource } from './suggestionSource.js';

/** The inline suggestions of the extension: when they come, and which model writes them. */
export interface InlinePart extends Disposable {
  readonly inline: InlineProvider;
  /** The engine that writes them. */
  readonly suggesting: SuggestionEngine;
  readonly infillModels: InfillModelLoader;
  readonly suggestions: SuggestionControl;
}

/**
 * Builds it. Nothing is suggested before {@link InlineProvider.register}.
 *
 * @param tellModelFailed Says that the model chosen for suggestions cannot be loaded.
 */
export function createInlinePart(
  { settings, clock, notify, onError }: Foundation,
  engines: Engines,
  chatBusy: () => boolean,
  tellModelFailed: (thrown: unknown) => void,
): InlinePart {
  const owned = new DisposableList();
  const suggestions: SuggestionControl = owned.add(
    new SuggestionControl({
      settings,
      clock,
      tooSlow: () => inline.activity.tooSlow,
      readPower: () => readPowerSource(),
    }),
  );
  const related = owned.add(new RelatedCode());
  const suggesting = new SuggestionEngine(engines, () => suggestionSource(settings));
  const infillModels = new InfillModelLoader({
    engine: suggesting,
    modelPath: () => inlineModelPath(settings),
    onFailure(path, thrown) {
      onError(`model for suggestions ${path}`, thrown);
      tellModelFailed(thrown);
    },
  });
  const inline = owned.add(
    new InlineProvider({
      engine: suggesting,
      models: infillModels,
      clock,
      mode: (document) => suggestions.mode(document),
      snippetsAt: (document, position) => related.snippetsAt(document, position),
      // A server's reply is in nobody's way here.
      chatBusy: () => chatBusy() && !suggesting.isOwn,
      onError(thrown, explicit) {
        // No chat ever tells of a model that is there for suggestions alone.
        if (explicit || (suggesting.isOwn && suggesting.state.kind === 'failed')) notify(thrown);
        else onError('inline', thrown);
      },
    }),
  );
  return {
    inline,
    suggesting,
    infillModels,
    suggestions,
    dispose: () => {
      owned.dispose();
    },
  };
}
