import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment, runCommand } from './command.js';
import { atExit, removeAtExit } from './exitHooks.js';
import type { ServerInstall } from './paths.js';
import { processGroup } from './processGroup.js';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** A start that answers nothing is asked again. */
const HEALTH_TIMEOUT_MS = 5000;

/** What a server is started with. */
export interface ServerOptions {
  readonly install: ServerInstall;
  /** Folder of user data; settings are read from it. */
  readonly userData: string;
  /** Folder of installed extensions. */
  readonly extensions: string;
  /** Folder or file that a browser without a query opens. */
  readonly workspace: string;
  /** File that takes what the server and its extension hosts print. */
  readonly logFile: string;
  /** Port on 127.0.0.1; a free one by default. */
  readonly port?: number;
  /**
   * Lets a page name development extensions and tests to run in its address. It also hides toasts and dialogs, so
   * tests of the user interface go without it.
   */
  readonly automation?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

/** A running server. */
export interface Server {
  /** Address with a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  /** Resolves when the server ends, for whatever reason. */
  readonly exit: Promise<number | undefined>;
  stop(): Promise<void>;
}

/** A TCP port on 127.0.0.1: `preferred` where it is free, else any free one. */
export async function freePort(preferred = 0): Promise<number> {
  const bound = (port: number): Promise<number | undefined> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => {
        resolve(undefined);
      });
      server.listen(port, HOST, () => {
        const address = server.address();
        server.close(() => {
          resolve(typeof address === 'object' && address !== null ? address.port : undefined);
        });
      });
    });
  const port = (await bound(preferred)) ?? (await bound(0));
  if (port === undefined) throw new Error(`No free port on ${HOST}`);
  return port;
}

function dataArguments(install: ServerInstall, options: ServerPaths): string[] {
  return [
    install.entry,
    ...['--config', join(options.userData, 'code-server.yaml')],
    ...['--user-data-dir', options.userData],
    ...['--extensions-dir', options.extensions],
  ];
}

type ServerPaths = Pick<ServerOptions, 'userData' | 'extensions'>;

function serverEnvironment(paths: ServerPaths, extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return childEnvironment({
    XDG_DATA_HOME: join(paths.userData, 'xdg'),
    // No marketplace: nothing is asked of the network.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }),
    ...extra,
  });
}

async function isHealthy(url: string): Promise<boolean> {
  return fetch(`${url}healthz`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}

/** The last lines of a log, for an error message. */
async function tailOf(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.slice(-2000);
}

/**
 * Starts VS Code for the browser on 127.0.0.1 and resolves when it answers. It ends with this process at the latest.
 * @throws Error with the end of its log when it does not come up within a minute
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { install, logFile } = options;
  await mkdir(options.extensions, { recursive: true });
  await mkdir(options.userData, { recursive: true });
  await mkdir(dirname(logFile), { recursive: true });
  await writeFile(join(options.userData, 'code-server.yaml'), 'auth: none\n');
  const port = options.port ?? (await freePort());

  // VS Code puts unix sockets here, whose paths have a length limit: a short folder of its own.
  const sockets = await mkdtemp(join(tmpdir(), 'lm-'));
  const removeSockets = (): void => {
    rmSync(sockets, { recursive: true, force: true });
  };
  atExit(removeSockets);
  const log = openSync(logFile, 'w');
  const child = spawn(
    install.node,
    [
      ...dataArguments(install, options),
      ...['--auth', 'none', '--bind-addr', `${HOST}:${port}`],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      ...['--disable-getting-started-override', '--ignore-last-opened'],
      ...['--vscode-option', 'disable-experiments'],
      // What the user's shell sets would differ from machine to machine, and asking it takes seconds.
      ...['--vscode-option', 'force-disable-user-env'],
      ...(options.automation ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      options.workspace,
    ],
    {
      detached: true,
      stdio: ['ignore', log, log],
      env: serverEnvironment(options, {
        TMPDIR: sockets,
        XDG_RUNTIME_DIR: sockets,
        ...options.env,
      }),
    },
  );
  closeSync(log);
  const group = processGroup(child);
  const stop = async (): Promise<void> => {
    await group.stop();
    removeSockets();
    removeAtExit(removeSockets);
  };

  const url = `http://${HOST}:${port}/`;
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isHealthy(url))) {
    if (group.ended || Date.now() > deadline) {
      await stop();
      throw new Error(`VS Code did not start on ${url}\n${await tailOf(logFile)}`);
    }
    await delay(POLL_MS);
  }
  return { url, port, logFile, exit: group.exit, stop };
}

/** Installs a packaged extension into `paths.extensions`, as a user's `--install-extension` does. */
export async function installVsix(
  install: ServerInstall,
  paths: ServerPaths,
  vsix: string,
): Promise<void> {
  await mkdir(paths.userData, { recursive: true });
  await runCommand(install.node, [...dataArguments(install, paths), '--install-extension', vsix], {
    env: serverEnvironment(paths),
  });
}
