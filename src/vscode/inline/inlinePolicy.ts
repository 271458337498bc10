import type { SuggestionMode } from './suggestionMode.js';

/** What decides whether an inline suggestion is asked for. */
export interface InlineSituation {
  /** The user asked for it, here and now. */
  readonly explicit: boolean;
  readonly mode: SuggestionMode['kind'];
  /** A chat turn waits or runs. */
  readonly chatBusy: boolean;
  /** The suggest widget is open with a selection. */
  readonly widgetSelection: boolean;
  /** There are several cursors. */
  readonly multiCursor: boolean;
  /** The last attempt to load the model failed, or the engine is loading it. */
  readonly engine: 'unloaded' | 'loading' | 'ready' | 'failed';
}

/** Whether to ask the model: always when told to, else only where it is wanted and in nobody's way. */
export function mayAsk(situation: InlineSituation): boolean {
  if (situation.explicit) return true;
  return (
    situation.mode === 'on' &&
    !situation.chatBusy &&
    !situation.widgetSelection &&
    !situation.multiCursor &&
    situation.engine !== 'failed' &&
    situation.engine !== 'loading'
  );
}
