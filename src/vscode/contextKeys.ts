import { commands } from 'vscode';

/** Keys that `when` clauses of the manifest use, and what they hold. */
export interface ContextKeys {
  /** A turn is queued or running. */
  'lemma.busy': boolean;
  /** The running turn is thinking. */
  'lemma.thinking': boolean;
  /** The chat has a turn. */
  'lemma.hasTurns': boolean;
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
