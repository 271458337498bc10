import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { hasCommand, runCommand } from './command.js';
import type { Tell } from './install.js';

const SYSTEM_BROWSERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    // The same engine without what belongs to a window: it starts and draws faster.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
};

/** For content of our own on 127.0.0.1: works in containers, as root and without a GPU, and asks nothing of the network. */
const LAUNCH_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium that is there already: `$LEMMA_CHROMIUM`, the system's, or the one Playwright installed. */
function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = env['LEMMA_CHROMIUM'];
  const candidates = [
    ...(named ? [named] : []),
    ...(SYSTEM_BROWSERS[process.platform] ?? []),
    chromium.executablePath(),
  ];
  return candidates.find((file) => existsSync(file));
}

async function installWithApt(tell: Tell): Promise<void> {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const asRoot = async (...command: string[]): Promise<void> => {
    const [program = '', ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
    await runCommand(program, args);
  };
  tell('Installing Chromium with apt-get');
  await asRoot('apt-get', 'update');
  // Not every release has the first one.
  await asRoot('apt-get', 'install', '-y', 'chromium-headless-shell').catch(() =>
    asRoot('apt-get', 'install', '-y', 'chromium'),
  );
}

async function installWithPlaywright(tell: Tell): Promise<void> {
  tell('Installing the Chromium of Playwright');
  const root = dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'));
  await runCommand(process.execPath, [join(root, 'cli.js'), 'install', 'chromium']);
}

async function canUseApt(): Promise<boolean> {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) return false;
  if (process.getuid?.() === 0) return true;
  return (
    (await hasCommand('sudo')) &&
    runCommand('sudo', ['-n', 'true']).then(
      () => true,
      () => false,
    )
  );
}

/**
 * Path of a Chromium; installs one where there is none: by apt on Debian with root rights, else Playwright's own.
 * @throws Error that tells what was tried and what to do by hand
 */
export async function ensureChromium(tell: Tell): Promise<string> {
  const there = findChromium();
  if (there !== undefined) return there;
  const failures: string[] = [];
  const ways = (await canUseApt())
    ? [installWithApt, installWithPlaywright]
    : [installWithPlaywright];
  for (const way of ways) {
    try {
      await way(tell);
      const installed = findChromium();
      if (installed !== undefined) return installed;
      failures.push('it ended well, but no browser was found afterwards');
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    'There is no Chromium and none could be installed. Install Chromium or Chrome, or name one in LEMMA_CHROMIUM.\n' +
      failures.join('\n'),
  );
}

/** Starts a Chromium without a window that talks to VS Code only. */
export async function launchChromium(tell: Tell): Promise<Browser> {
  const executablePath = await ensureChromium(tell);
  return chromium.launch({ executablePath, args: LAUNCH_ARGUMENTS });
}
