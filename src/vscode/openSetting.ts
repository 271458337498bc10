import { commands } from 'vscode';

/** Shows one setting in the editor of settings. */
export async function openSetting(id: string): Promise<void> {
  await commands.executeCommand('workbench.action.openSettings', `@id:${id}`);
}
