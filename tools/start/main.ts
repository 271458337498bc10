/**
 * `npm start`: builds Lemma, opens a VS Code with it and the sample workspace, and has it solve the first problem. Ctrl+C,
 * SIGTERM, a closed terminal and a closed stdout end everything it started, save a browser window of the user.
 */
import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasDisplay } from '../vscode/desktop.js';
import { tryLock } from '../vscode/lock.js';
import { processGroup } from '../vscode/processGroup.js';
import { workbenchUrl } from '../vscode/workbenchUrl.js';
import { choose } from './choose.js';
import { openDesktop } from './openDesktop.js';
import { parseStartOptions, type StartOptions } from './options.js';
import { serveInBrowser, showInBrowser } from './openBrowser.js';
import {
  linkExtensions,
  prepare,
  PROJECT_ROOT,
  startFolders,
  type StartFolders,
} from './prepare.js';

const REPORT_POLL_MS = 500;
const HEARTBEAT_MS = 15_000;

const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function buildProject(): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const build = processGroup(
    spawn(npm, ['run', '--silent', 'build'], {
      cwd: PROJECT_ROOT,
      stdio: 'inherit',
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
    }),
  );
  const code = await build.exit;
  await build.stop();
  if (code !== 0) throw new Error('The build failed');
}

/** Prints what the companion reports, once it does. */
function tellReport(folders: StartFolders): void {
  const timer = setInterval(() => {
    readFile(folders.report, 'utf8').then(
      (report) => {
        if (!report.endsWith('\n')) return;
        clearInterval(timer);
        tell(report.trimEnd());
      },
      // Nothing is reported yet.
      () => undefined,
    );
  }, REPORT_POLL_MS);
  timer.unref();
}

/**
 * Writes a line now and then where stdout is a pipe or a socket: only a write tells that its reader went away, which ends this
 * process and all it started.
 */
function watchReader(what: string): void {
  const stdout = fstatSync(1);
  if (!stdout.isFIFO() && !stdout.isSocket()) return;
  setInterval(() => {
    tell(`Still running: ${what}`);
  }, HEARTBEAT_MS).unref();
}

async function open(options: StartOptions, folders: StartFolders): Promise<number> {
  const extension = process.env['LEMMA_START_EXTENSION'] ?? PROJECT_ROOT;
  const developmentExtensions = [extension, folders.companion];
  const choice = await choose(options.mode);
  if (choice.kind === 'desktop') {
    tell(`Opening desktop VS Code (${choice.executable}), because ${choice.why}.`);
    await linkExtensions(folders, []);
    const vscode = openDesktop(choice.executable, folders, developmentExtensions);
    tellReport(folders);
    tell('Close its window or press Ctrl+C to end it.');
    watchReader('desktop VS Code');
    return (await vscode.exit) ?? 0;
  }
  tell(`Opening VS Code in the browser, because ${choice.why}.`);
  const server = await serveInBrowser(folders, developmentExtensions, options.port, tell);
  const url = workbenchUrl(server.url, { folder: folders.workspace });
  tellReport(folders);
  tell(`\n  ${url}\n\nPress Ctrl+C to end it.`);
  if (options.open && hasDisplay()) showInBrowser(url);
  watchReader(url);
  const code = await server.exit;
  throw new Error(`VS Code ended with code ${String(code)}: see ${server.logFile}`);
}

async function main(): Promise<number> {
  const options = parseStartOptions(process.argv.slice(2));
  const folders = startFolders();
  const lock = await tryLock(join(folders.root, 'lock'));
  if (typeof lock === 'number') {
    throw new Error(`Lemma is started already, by process ${lock}: end that one first`);
  }
  await buildProject();
  await prepare(folders);
  return open(options, folders);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
