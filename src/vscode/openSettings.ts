import { commands } from 'vscode';
import type { SettingName } from './settingValues.js';

/** Shows some of Lemma's settings, and no others, in the editor of settings. */
export async function openSettings(...names: readonly SettingName[]): Promise<void> {
  // VS Code shows nothing for the first half of an id.
  const ids = names.map((name) => `lemma.${name}`).join(',');
  await commands.executeCommand('workbench.action.openSettings', `@id:${ids}`);
}
