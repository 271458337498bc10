import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { cacheRoot } from './paths.js';

const DOWNLOAD_HOST = 'https://update.code.visualstudio.com/api/releases/stable';
const REACH_TIMEOUT_MS = 4000;
/** Silence on the line after which a download counts as failed. */
const STALL_TIMEOUT_MS = 15_000;

/** A desktop VS Code, or why there is none. */
export type DesktopSearch =
  | { readonly found: true; readonly executable: string; readonly how: string }
  | { readonly found: false; readonly reason: string };

const APPLICATIONS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/share/code/code',
    '/opt/visual-studio-code/code',
    '/snap/code/current/usr/share/code/code',
  ],
  darwin: ['/Applications/Visual Studio Code.app/Contents/MacOS'],
  win32: ['Programs\\Microsoft VS Code', 'Microsoft VS Code'].flatMap((folder) =>
    ['LOCALAPPDATA', 'ProgramFiles'].map((base) => join(process.env[base] ?? '', folder)),
  ),
};

/** Names of the application's own executable, from the newest. */
const EXECUTABLES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['code'],
  darwin: ['Code', 'Electron'],
  win32: ['Code.exe'],
};

/** Folders above the `code` command on the PATH: the command is a script, which cannot be ended with its window. */
function applicationsOfPath(env: NodeJS.ProcessEnv): string[] {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => {
      const home = dirname(dirname(realpathSync(file)));
      // On macOS the command lies in Contents/Resources/app/bin, the executable in Contents/MacOS.
      return process.platform === 'darwin' ? join(home, '..', '..', 'MacOS') : home;
    });
}

/** The executable of an installed desktop VS Code. */
function installedDesktop(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const names = EXECUTABLES[process.platform] ?? [];
  const known = (APPLICATIONS[process.platform] ?? []).map((place) =>
    process.platform === 'linux' ? dirname(place) : place,
  );
  return [...applicationsOfPath(env), ...known]
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

async function whyUnreachable(): Promise<string | undefined> {
  try {
    const response = await fetch(DOWNLOAD_HOST, { signal: AbortSignal.timeout(REACH_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? undefined : `the download answered ${response.status}`;
  } catch (error) {
    return `the download cannot be reached (${error instanceof Error ? error.message : String(error)})`;
  }
}

/**
 * Finds desktop VS Code: the installed one (where `allowInstalled`), else the download of `@vscode/test-electron`, kept in
 * the cache. Without a network it tells so within seconds.
 */
export async function findDesktop(allowInstalled: boolean): Promise<DesktopSearch> {
  const executable = allowInstalled ? installedDesktop() : undefined;
  if (executable !== undefined) return { found: true, executable, how: 'it is installed' };
  const cachePath = join(cacheRoot(), 'desktop');
  const unreachable = await whyUnreachable();
  if (unreachable !== undefined) return { found: false, reason: unreachable };
  try {
    const downloaded = await downloadAndUnzipVSCode({
      version: 'stable',
      cachePath,
      timeout: STALL_TIMEOUT_MS,
    });
    return { found: true, executable: downloaded, how: 'it was downloaded' };
  } catch (error) {
    return { found: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether windows can be shown here. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}
