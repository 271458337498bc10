import { readPowerSource } from '../../engine/power/powerSource.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import { InfillModelLoader } from './infillModelLoader.js';
import { tellInfillModelFailed } from './infillModelNotice.js';
import { InlineProvider } from './inlineProvider.js';
import { RelatedCode } from './relatedCode.js';
import { SuggestionControl } from './suggestionControl.js';

/** The inline suggestions of the extension: when they come, and which model writes them. */
export interface InlinePart extends Disposable {
  readonly inline: InlineProvider;
  readonly infillModels: InfillModelLoader;
  readonly suggestions: SuggestionControl;
}

/** Builds it. Nothing is suggested before {@link InlineProvider.register}. */
export function createInlinePart(
  { settings, clock, notify, onError }: Foundation,
  engine: EngineService,
  chatBusy: () => boolean,
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
  const infillModels = new InfillModelLoader({
    engine,
    modelPath: () => settings.get('inline.model').trim(),
    onFailure(path, thrown) {
      onError(`model for suggestions ${path}`, thrown);
      tellInfillModelFailed(thrown);
    },
  });
  const inline = owned.add(
    new InlineProvider({
      engine,
      models: infillModels,
      clock,
      mode: (document) => suggestions.mode(document),
      snippetsAt: (document, position) => related.snippetsAt(document, position),
      chatBusy,
      onError(thrown, explicit) {
        if (explicit) notify(thrown);
        else onError('inline', thrown);
      },
    }),
  );
  return {
    inline,
    infillModels,
    suggestions,
    dispose: () => {
      owned.dispose();
    },
  };
}
