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
  const { controller, models, inline, suggestions } = sources;
  const owned = new DisposableList();
  const keys = new ContextKeySetter();
  const { bar, item } = statusItems(sources, owned);
  const updateModel = (): void => {
    setModelKeys(keys, models);
    bar.update();
  };
  const updateChat = (): void => {
    setChatKeys(keys, controller);
    bar.update();
  };
  const updateSuggestions = (): void => {
    keys.set('lemma.suggestions', suggestionsNow(suggestions).mode.kind);
    item.update();
    bar.update();
  };
  owned.addFunction(
    controller.onEvent((event) => {
      // Most patches carry text alone, some hundred a minute: nothing shown here depends on it.
      if (event.type !== 'patch' || event.patch.status) updateChat();
    }),
  );
  owned.addFunction(controller.onFocus(updateChat));
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

/** The items of the status bar. */
function statusItems(
  sources: ActivitySources,
  owned: DisposableList,
): { readonly bar: StatusBar; readonly item: SuggestionsItem } {
  const { controller, models, engine, inline, suggesting, suggestions, clock } = sources;
  const bar = new StatusBar(() => {
    const { mode, languageId } = suggestionsNow(suggestions);
    return {
      model: models.badge,
      loaded: engine.loaded?.model,
      active: controller.activeTurn?.status,
      suggestions: modeWords(mode, languageId),
    };
  });
  const item = new SuggestionsItem(
    () => ({
      ...suggestionsNow(suggestions),
      ...pace(inline.activity),
      modelName: suggesting.modelName,
      ...modelFailure(sources),
    }),
    clock,
  );
  return { bar: owned.add(bar), item: owned.add(item) };
}

/** How suggestions are made in the active editor. */
function suggestionsNow(
  suggestions: SuggestionControl,
): Pick<SuggestionFacts, 'mode' | 'languageId'> {
  const document = window.activeTextEditor?.document;
  return { mode: suggestions.mode(document), languageId: document?.languageId };
}

function setModelKeys(keys: ContextKeySetter, { badge }: ModelStatus): void {
  const { demo, state, server } = badge;
  keys.set('lemma.thinksFreely', server?.thinksFreely === true);
  keys.set('lemma.hasOwnModel', !demo && state !== 'none');
}

function setChatKeys(keys: ContextKeySetter, controller: ChatController): void {
  const { activeTurn, focusedTurn, turns } = controller;
  const active = activeTurn?.status;
  keys.set('lemma.busy', controller.busy);
  keys.set('lemma.canAnswerNow', active?.state === 'thinking' && active.thinksFreely !== true);
  keys.set('lemma.hasTurns', turns.length > 0);
  if (turns.some(({ prompt }) => prompt !== EXAMPLE_QUESTION)) keys.set('lemma.hasAsked', true);
  keys.set('lemma.chatFocused', controller.focused);
  keys.set('lemma.canContinue', focusedTurn !== undefined && canContinue(focusedTurn));
  keys.set('lemma.canThinkLonger', focusedTurn !== undefined && canThinkLonger(focusedTurn));
  keys.set('lemma.hasBranches', controller.branchingTurn !== undefined);
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
