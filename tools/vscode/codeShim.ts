/**
 * Stands in for the `code` executable in `runTests({ vscodeExecutablePath })` of `@vscode/test-electron` where desktop VS Code
 * cannot be had: takes its command line, runs the tests in a real extension host behind a real workbench in
 * Chromium, prints what they print, and exits with their code.
 *
 * Environment: `LEMMA_CODE_LOG` file for the server's log; `LEMMA_CODE_TIMEOUT_MS` limit of the whole run (300000).
 */
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { format } from 'node:util';
import { launchChromium } from './chromium.js';
import { parseCodeArguments } from './codeArguments.js';
import { atExit } from './exitHooks.js';
import { hostDeath } from './hostDeath.js';
import { ensureServerInstalled } from './install.js';
import { startServer } from './server.js';
import { QUIET_SETTINGS, userSettingsFile, writeSettings } from './settings.js';
import { workbenchUrl } from './workbenchUrl.js';

const EXIT = { noAnswer: 3, hostDied: 70, timeout: 124 } as const;
const DEFAULT_TIMEOUT_MS = 300_000;

/** What the workbench logs about itself between the lines of the tests. */
const NOISE =
  /^\[?(AgentHost|ChatModelSelection|AccountPolicyGate|Service Worker|reconnection-grace|Resolv|Creating a socket|Updating additional|remote-connection)|^Ignoring fetching additional builtin|^No search provider registered|^Canceled: Canceled|open-vsx|^%c/;

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function print(type: unknown, args: unknown): void {
  const values: readonly unknown[] = Array.isArray(args) ? args : [args];
  const line = format(...values);
  if (NOISE.test(line)) return;
  const stream = type === 'error' ? process.stderr : process.stdout;
  stream.write(`${line}\n`);
}

async function main(): Promise<number> {
  const asked = parseCodeArguments(process.argv.slice(2));
  const temporary = await mkdtemp(join(tmpdir(), 'lemma-code-'));
  atExit(() => {
    rmSync(temporary, { recursive: true, force: true });
  });
  const userData = asked.userData ?? join(temporary, 'user');
  const folder = asked.folder ?? join(temporary, 'workspace');
  const logFile = process.env['LEMMA_CODE_LOG'] ?? join(temporary, 'server.log');
  await mkdir(folder, { recursive: true });
  const settings = userSettingsFile(userData);
  if (!existsSync(settings)) await writeSettings(settings, QUIET_SETTINGS);

  const server = await startServer({
    install: await ensureServerInstalled(tell),
    automation: true,
    userData,
    extensions: asked.extensions ?? join(temporary, 'extensions'),
    workspace: folder,
    logFile,
  });
  const browser = await launchChromium(tell);
  const timer = new AbortController();
  let code: number;
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', print);
    const finished = new Promise<number>((resolve, reject) => {
      page
        .exposeFunction('codeAutomationExit', (exitCode: unknown) => {
          resolve(typeof exitCode === 'number' ? exitCode : EXIT.noAnswer);
        })
        .catch(reject);
    });
    const { developmentExtensions, tests } = asked;
    await page.goto(workbenchUrl(server.url, { folder, developmentExtensions, tests }));
    const limit = Number(process.env['LEMMA_CODE_TIMEOUT_MS'] ?? DEFAULT_TIMEOUT_MS);
    const timeout = delay(limit, EXIT.timeout, { signal: timer.signal, ref: false });
    code = await Promise.race([finished, timeout]);
    if (code === EXIT.timeout) tell(`The tests did not end within ${limit} ms`);
  } finally {
    timer.abort();
    await browser.close();
    await server.stop();
  }
  const death = hostDeath(await readFile(logFile, 'utf8'));
  if (death === undefined) return code;
  tell(death);
  return code === 0 ? EXIT.hostDied : code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(EXIT.noAnswer);
  },
);
