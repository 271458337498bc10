import type { ChatEvent } from '../core/chat/chatSession.js';
import type { TurnSnapshot } from '../core/chat/turn.js';
import type { EngineState } from '../core/engine.js';
import type { Disposable } from './lifetime/disposables.js';

/** What `extensions.getExtension('lemma.lemma').activate()` resolves with: a view of Lemma for other extensions. */
export interface LemmaApi {
  /** Grows with every incompatible change. */
  readonly version: 1;
  readonly chat: {
    /** The turns of the chat shown, oldest first; none before the chat was first opened. */
    turns(): readonly TurnSnapshot[];
    /** Calls the listener on every change of the chat; `reset` also when another chat is shown. */
    onEvent(listener: (event: ChatEvent) => void): Disposable;
  };
  readonly engine: {
    readonly state: EngineState;
    onStateChange(listener: (state: EngineState) => void): Disposable;
  };
}
