import { commands } from 'vscode';
import type { SuggestionMode } from './inline/suggestionMode.js';

/** Keys that `when` clauses of the manifest use, and what they hold. */
export interface ContextKeys {
  /** A turn is queued or running. */
  'lemma.busy': boolean;
  /** The running turn is thinking, and can be told to answer. */
  'lemma.canAnswerNow': boolean;
  /** The turn that commands are about can go on from where it was cut. */
  'lemma.canContinue': boolean;
  /** The thought of the turn that commands are about can be reopened. */
  'lemma.canThinkLonger': boolean;
  /** The model is at a server that decides alone how long it thinks: no reply can go on there. */
  'lemma.thinksFreely': boolean;
  /** A turn has other branches. */
  'lemma.hasBranches': boolean;
  /** A view of the chat has the focus; VS Code itself does not tell it of a view in a side bar. */
  'lemma.chatFocused': boolean;
  /** The chat has a turn. */
  'lemma.hasTurns': boolean;
  /** Whether suggestions come while the user types in the active editor, and if not, why. */
  'lemma.suggestions': SuggestionMode['kind'];
  /** A question was asked that is not the example. */
  'lemma.hasAsked': boolean;
  /** A model was chosen that is not the demo model, and it is there. */
  'lemma.hasOwnModel': boolean;
}

/** Sets context keys, and tells VS Code only of changes. */
export class ContextKeySetter {
  private readonly known: Partial<ContextKeys> = {};

  set<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
    if (this.known[key] === value) return;
    this.known[key] = value;
    void commands.executeCommand('setContext', key, value);
  }
}
