import { window } from 'vscode';
import { EXAMPLE_QUESTION } from '../../core/chat/exampleQuestion.js';
import { canContinue, canThinkLonger } from '../../core/chat/continuation.js';
import type { Clock } from '../../core/stream/clock.js';
import type { ChatController } from '../chat/chatController.js';
import { ContextKeySetter } from '../contextKeys.js';
import type { EngineService } from '../engine/engineService.js';
import type { InfillModelLoader } from '../inline/infillModelLoader.js';
import type { InlineProvider } from '../inline/inlineProvider.js';
import type { SuggestionControl } from '../inline/suggestionControl.js';
import type { SuggestionEngine } from '../inline/suggestionEngine.js';
import { modeWords } from '../inline/suggestionWords.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { ModelStatus } from './modelStatus.js';
import { StatusBar } from './statusBar.js';
import { type SuggestionFacts, SuggestionsItem } from './suggestionsItem.js';

/** What is shown of. */
export interface ActivitySources {
  readonly controller: ChatController;
  readonly models: ModelStatus;
  readonly engine: EngineService;
  readonly inline: Pick<InlineProvider, 'activity' | 'onActivity'>;
  readonly suggesting: Pick<SuggestionEngine, 'modelName' | 'isOwn' | 'state'>;
  readonly infillModels: Pick<InfillModelLoader, 'hasFailed'>;
  readonly suggestions: SuggestionControl;
  readonly clock: Clock;
}

/** Keeps the status bar and the context keys in step with the chat, the model and the settings. */
export function showActivity(sources: ActivitySources): Disposable {
  const { controller, models, engine, inline, suggestions, clock } = sources;
  const owned = new DisposableList();
  const keys = new ContextKeySetter();
  const suggesting = () => {
    const document = window.activeTextEditor?.document;
    return { mode: suggestions.mode(document), languageId: document?.languageId };
  };
  const bar = owned.add(
    new StatusBar(() => ({
      model: models.badge,
      loaded: engine.loaded?.model,
      active: controller.activeTurn?.status,
      suggestions: modeWords(suggesting().mode, suggesting().languageId),
    })),
  );
  const item = owned.add(
    new SuggestionsItem(
      () => ({
        ...suggesting(),
        ...pace(inline.activity),
        modelName: sources.suggesting.modelName,
        ...modelFailure(sources),
      }),
      clock,
    ),
  );
  const updateBar = (): void => {
    bar.update();
  };
  const updateModel = (): void => {
    const { demo, state, server } = models.badge;
    keys.set('lemma.thinksFreely', server?.thinksFreely === true);
    keys.set('lemma.hasOwnModel', !demo && state !== 'none');
    updateBar();
  };
  const updateAll = (): void => {
    keys.set('lemma.busy', controller.busy);
    const active = controller.activeTurn?.status;
    keys.set('lemma.canAnswerNow', active?.state === 'thinking' && active.thinksFreely !== true);
    keys.set('lemma.hasTurns', controller.turns.length > 0);
    if (controller.turns.some(({ prompt }) => prompt !== EXAMPLE_QUESTION))
      keys.set('lemma.hasAsked', true);
    keys.set('lemma.chatFocused', controller.focused);
    const turn = controller.focusedTurn;
    keys.set('lemma.canContinue', turn !== undefined && canContinue(turn));
    keys.set('lemma.canThinkLonger', turn !== undefined && canThinkLonger(turn));
    keys.set('lemma.hasBranches', controller.branchingTurn !== undefined);
    updateBar();
  };
  owned.addFunction(
    controller.onEvent((event) => {
      // Most patches carry text alone, some hundred a minute: nothing shown here depends on it.
      if (event.type !== 'patch' || event.patch.status) updateAll();
    }),
  );
  owned.addFunction(controller.onFocus(updateAll));
  const updateSuggestions = (): void => {
    keys.set('lemma.suggestions', suggesting().mode.kind);
    item.update();
    updateBar();
  };
  owned.addFunction(inline.onActivity(updateSuggestions));
  owned.addFunction(suggestions.onChange(updateSuggestions));
  updateSuggestions();
  owned.addFunction(models.onChange(updateModel));
  // After activation, which must not wait for a disk.
  setImmediate(() => {
    void models.look();
  });
  return owned;
}

function modelFailure({
  suggesting,
  infillModels,
}: ActivitySources): Pick<SuggestionFacts, 'modelFailed'> {
  if (!suggesting.isOwn) return infillModels.hasFailed ? { modelFailed: 'chatSuggests' } : {};
  return suggesting.state.kind === 'failed' ? { modelFailed: 'nobodySuggests' } : {};
}

function pace({ working, latencyMs }: InlineProvider['activity']): {
  readonly working: boolean;
  readonly latencyMs: number | undefined;
} {
  return { working, latencyMs };
}
