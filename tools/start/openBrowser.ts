import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureServerInstalled, type Tell } from '../vscode/install.js';
import { freePort, startServer, type Server } from '../vscode/server.js';
import { linkExtensions, taskEnvironment, type StartFolders } from './prepare.js';

/** The same each time, since VS Code in the browser keeps its state by address. */
const USUAL_PORT = 8765;

/** Serves VS Code on 127.0.0.1. `port` 0 means the usual one, or a free one where that is taken. */
export async function serveInBrowser(
  folders: StartFolders,
  developmentExtensions: readonly string[],
  port: number,
  tell: Tell,
): Promise<Server> {
  const install = await ensureServerInstalled(tell);
  await linkExtensions(folders, developmentExtensions);
  return startServer({
    install,
    userData: folders.userData,
    extensions: folders.extensions,
    workspace: folders.workspace,
    logFile: join(folders.root, 'server.log'),
    port: port === 0 ? await freePort(USUAL_PORT) : port,
    env: taskEnvironment(folders),
  });
}

/** Asks the system to show an address in the user's browser; nothing happens where there is none. */
export function showInBrowser(url: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  // The browser belongs to the user, not to this process: it may stay.
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
