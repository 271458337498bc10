import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '../../../tools/vscode/chromium.js';
import { hostDeath } from '../../../tools/vscode/hostDeath.js';
import { ensureServerInstalled, type Tell } from '../../../tools/vscode/install.js';
import { startServer } from '../../../tools/vscode/server.js';
import {
  machineSettingsFile,
  QUIET_SETTINGS,
  userSettingsFile,
  writeSettings,
  type Settings,
} from '../../../tools/vscode/settings.js';
import { workbenchUrl } from '../../../tools/vscode/workbenchUrl.js';
import { poll } from './poll.js';
import { Workbench } from './workbench.js';

const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SAMPLE_WORKSPACE = join(PROJECT_ROOT, 'test', 'workspace');

/** Folder of screenshots and logs. */
const ARTIFACTS = join(PROJECT_ROOT, '.artifacts', 'e2e');

/** The demo model needs no more threads, and its numbers are then the same on every machine. */
const MACHINE_SETTINGS: Settings = { 'lemma.engine.threads': 1 };

/** What a VS Code for one test file is started with. */
export interface VsCodeOptions {
  /** Name for the logs of this VS Code among the artefacts. */
  readonly name: string;
  /** Folder whose copy is opened; the sample workspace by default. */
  readonly workspace?: string;
  /** User settings, over the quiet ones. */
  readonly settings?: Settings;
  /** Settings of the machine, over those that hold for every test. */
  readonly machineSettings?: Settings;
  /** Environment of the extension host, over this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Size of the window in CSS pixels; 1280 by 800 by default. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A VS Code that runs, with a page that shows it. */
export interface VsCode {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The opened copy of the workspace. */
  readonly folder: string;
  /** Folder of the user data: settings, storage, logs. */
  readonly userData: string;
  /** Replaces the user settings by the quiet ones and these while VS Code runs. */
  applySettings(settings: Settings): Promise<void>;
  /** Keeps a picture of the page as `.artifacts/e2e/<name>.png` and resolves with its path. */
  screenshot(name: string): Promise<string>;
  /** How an extension host died so far; undefined when none did. */
  hostDeath(): Promise<string | undefined>;
  /** Keeps the server's log, VS Code's logs and the browser's console among the artefacts. */
  saveLogs(): Promise<void>;
  /** Keeps the logs and ends everything that was started. */
  stop(): Promise<void>;
}

const tell: Tell = (line) => process.stdout.write(`${line}\n`);

function listen(page: Page): string[] {
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`[${message.type()}] ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`[pageerror] ${error.stack ?? error.message}`));
  return lines;
}

/** Starts a VS Code with user data of its own, the packaged extension installed, and a copy of a workspace open. */
export async function startVsCode(options: VsCodeOptions): Promise<VsCode> {
  const install = await ensureServerInstalled(tell);
  const root = await mkdtemp(join(tmpdir(), 'lemma-e2e-'));
  const paths = { userData: join(root, 'user'), extensions: inject('extensions') };
  const workspace = options.workspace ?? SAMPLE_WORKSPACE;
  const folder = join(root, basename(workspace));
  await cp(workspace, folder, { recursive: true });
  await writeSettings(userSettingsFile(paths.userData), {
    ...QUIET_SETTINGS,
    ...options.settings,
  });
  await writeSettings(machineSettingsFile(paths.userData), {
    ...MACHINE_SETTINGS,
    ...options.machineSettings,
  });

  const logFile = join(root, 'server.log');
  const server = await startServer({
    install,
    ...paths,
    workspace: folder,
    logFile,
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const browser = await launchChromium(tell);
  const page = await browser.newPage({
    viewport: options.viewport ?? { width: 1280, height: 800 },
  });
  const browserLog = listen(page);
  const workbench = new Workbench(page);

  const saveLogs = async (): Promise<void> => {
    const target = join(ARTIFACTS, 'logs', options.name);
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await cp(logFile, join(target, 'server.log'));
    await writeFile(join(target, 'browser.log'), browserLog.join('\n'));
    await cp(join(paths.userData, 'logs'), join(target, 'vscode'), { recursive: true }).catch(
      // VS Code that never came up has no logs.
      () => undefined,
    );
  };
  const stop = async (): Promise<void> => {
    await saveLogs();
    await browser.close();
    await server.stop();
    await rm(root, { recursive: true, force: true });
  };

  try {
    await page.goto(workbenchUrl(server.url, { folder }));
    await workbench.ready();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    page,
    workbench,
    folder,
    userData: paths.userData,
    applySettings: async (settings) => {
      const json = JSON.stringify({ ...QUIET_SETTINGS, ...settings });
      await workbench.writeUserSettings(json);
      await poll('the settings on disk', async () => {
        const written = await readFile(userSettingsFile(paths.userData), 'utf8');
        return written.trim() === json ? true : undefined;
      });
    },
    screenshot: async (name) => {
      const path = join(ARTIFACTS, `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
    hostDeath: async () => hostDeath(await readFile(logFile, 'utf8')),
    saveLogs,
    stop,
  };
}
