import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder that models are downloaded to, shared by VS Code and the command line: `$LEMMA_MODELS`, else the user's data folder. */
export function modelsFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const named = env['LEMMA_MODELS'];
  if (named !== undefined && named !== '') return named;
  return join(dataFolder(env, platform), 'models');
}

/** Folder of what the user keeps with Lemma, where the system has such folders. */
export function dataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(systemFolder(env, platform), 'lemma');
}

function systemFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const xdg = env['XDG_DATA_HOME'];
  return xdg === undefined || xdg === '' ? join(homedir(), '.local', 'share') : xdg;
}
