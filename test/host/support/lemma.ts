import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { LemmaApi } from '../../../src/vscode/api.js';
import type { SettingName, SettingValues } from '../../../src/vscode/settingValues.js';

const POLL_MS = 20;

/** The running extension. */
export async function activateLemma(): Promise<LemmaApi> {
  const extension = vscode.extensions.getExtension<LemmaApi>('lemma.lemma');
  assert.ok(extension, 'the extension lemma.lemma is not installed');
  return extension.activate();
}

/** Folder of the extension under test. */
export function extensionPath(): string {
  return vscode.extensions.getExtension('lemma.lemma')?.extensionPath ?? '';
}

/** Resolves with the first value that is not undefined; mocha's time limit ends a wait in vain. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Opens a fresh document in an editor that has the focus. */
export async function openText(content: string, language: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  return vscode.window.showTextDocument(document);
}

/** Selects the first place of `text` in an editor. */
export function select(editor: vscode.TextEditor, text: string): void {
  const start = editor.document.getText().indexOf(text);
  assert.notEqual(start, -1, `${text} is not in the document`);
  editor.selection = new vscode.Selection(
    editor.document.positionAt(start),
    editor.document.positionAt(start + text.length),
  );
}

/** Runs a command that asks, and resolves with its turn once that is over. */
export async function ask(
  lemma: LemmaApi,
  command: string,
  onTurn: (turn: TurnSnapshot) => void = () => undefined,
): Promise<TurnSnapshot> {
  const known = new Set(lemma.chat.turns().map(({ turnId }) => turnId));
  const fresh = (): TurnSnapshot | undefined =>
    lemma.chat.turns().find(({ turnId }) => !known.has(turnId));
  const listener = lemma.chat.onEvent(() => {
    const turn = fresh();
    if (turn) onTurn(turn);
  });
  try {
    await vscode.commands.executeCommand(command);
    return await until(() => {
      const turn = fresh();
      return turn && isOver(turn) ? turn : undefined;
    });
  } finally {
    listener.dispose();
  }
}

/** The answer of a turn, without its thought. */
export function answerOf(turn: TurnSnapshot): string {
  return turn.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

/** The thought of a turn. */
export function thoughtOf(turn: TurnSnapshot): string {
  return turn.parts.map((part) => (part.kind === 'thinking' ? part.text : '')).join('');
}

/** Writes a user setting, or removes it with `undefined`, and waits until it holds. */
export async function setSetting<N extends SettingName>(
  name: N,
  value: SettingValues[N] | undefined,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('lemma');
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
  const expected = value ?? configuration.inspect(name)?.defaultValue;
  await until(() => {
    const now = vscode.workspace.getConfiguration('lemma').get(name);
    return now === expected ? true : undefined;
  });
}

/** Closes every editor without asking. */
export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

/** Whether a turn has ended, well or not. */
export function isOver(turn: TurnSnapshot): boolean {
  return turn.status.state === 'finished' || turn.status.state === 'failed';
}
