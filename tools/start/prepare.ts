import { existsSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { cacheRoot } from '../vscode/paths.js';
import { QUIET_SETTINGS, userSettingsFile, writeSettings } from '../vscode/settings.js';
import { TASK_VARIABLE, type StartTask } from './companion/task.js';

/** Root folder of the project. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Folders that a started VS Code works on. They are kept between starts, apart from the sample workspace. */
export interface StartFolders {
  readonly root: string;
  /** Copy of the sample workspace, fresh at each start. */
  readonly workspace: string;
  readonly userData: string;
  readonly extensions: string;
  /** The built companion extension. */
  readonly companion: string;
  /** File in which the companion tells what it did. */
  readonly report: string;
}

/** Where `npm start` keeps its things, outside the project. */
export function startFolders(root = join(cacheRoot(), 'start')): StartFolders {
  return {
    root,
    workspace: join(root, 'workspace'),
    userData: join(root, 'user-data'),
    extensions: join(root, 'extensions'),
    companion: join(root, 'companion'),
    report: join(root, 'report.txt'),
  };
}

/** Environment that tells the companion what to do. */
export function taskEnvironment(folders: StartFolders): NodeJS.ProcessEnv {
  const task: StartTask = { file: join(folders.workspace, 'problems.md'), report: folders.report };
  return { [TASK_VARIABLE]: JSON.stringify(task) };
}

/** Builds the companion, copies the sample workspace and writes the settings of a first start. */
export async function prepare(folders: StartFolders): Promise<void> {
  await rm(folders.workspace, { recursive: true, force: true });
  await rm(folders.report, { force: true });
  await cp(join(PROJECT_ROOT, 'test', 'workspace'), folders.workspace, { recursive: true });
  const settings = userSettingsFile(folders.userData);
  if (!existsSync(settings)) await writeSettings(settings, QUIET_SETTINGS);

  const source = join(PROJECT_ROOT, 'tools', 'start', 'companion');
  await mkdir(folders.companion, { recursive: true });
  await cp(join(source, 'package.json'), join(folders.companion, 'package.json'));
  await build({
    entryPoints: [join(source, 'companion.ts')],
    outfile: join(folders.companion, 'companion.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
}

/**
 * Puts the development extensions into the folder of installed ones, as links: the browser's VS Code takes development folders
 * only in a mode that hides notifications.
 */
export async function linkExtensions(
  folders: StartFolders,
  developmentExtensions: readonly string[],
): Promise<void> {
  await rm(folders.extensions, { recursive: true, force: true });
  await mkdir(folders.extensions, { recursive: true });
  for (const [index, extension] of developmentExtensions.entries()) {
    await symlink(extension, join(folders.extensions, `development-${index}`), 'dir');
  }
}
