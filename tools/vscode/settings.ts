import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** VS Code settings by their full names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings for a VS Code that only shows what it was opened for: no welcome, no updates, no services, no telemetry. */
export const QUIET_SETTINGS: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  // Settings open in a tab, as every other file.
  'workbench.editor.useModal': 'off',
  'window.commandCenter': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': 'off',
  'extensions.autoCheckUpdates': false,
  'git.openRepositoryInParentFolders': 'never',
  'editor.inlineSuggest.enabled': true,
  // In the browser VS Code saves by itself; tests and users of the sample expect the desktop's behaviour.
  'files.autoSave': 'off',
  // VS Code's own chat would start agent processes and ask for a sign-in.
  'chat.disableAIFeatures': true,
};

/** File of the user's settings in a user data folder. */
export function userSettingsFile(userData: string): string {
  return join(userData, 'User', 'settings.json');
}

/** File of the machine's settings in a user data folder of VS Code in the browser. */
export function machineSettingsFile(userData: string): string {
  return join(userData, 'Machine', 'settings.json');
}

/** Writes a settings file, with the folders above it. */
export async function writeSettings(file: string, settings: Settings): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(settings, undefined, 2)}\n`);
}
