import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment, runCommand } from './command.js';
import { withLock } from './lock.js';
import { cacheRoot, nodePackage, serverInstall, type ServerInstall } from './paths.js';
import { restoreProposedApiChecks } from './proposedApi.js';
import { VERSIONS } from './versions.js';

/** Takes one line of progress, without a line end. */
export type Tell = (line: string) => void;

const COMPLETE = 'complete';

/** code-server's lock files miss optional packages: npm refuses them unless peers are resolved the old way. */
const CLEAN_INSTALL = ['ci', '--legacy-peer-deps', '--ignore-scripts', '--omit=dev', '--silent'];
const INSTALL = [
  'install',
  '--ignore-scripts',
  '--omit=dev',
  '--no-audit',
  '--no-fund',
  '--silent',
];

/** Native modules of VS Code and what takes their place. */
const REPLACEMENTS = {
  '@vscode/spdlog': 'spdlog.cjs',
  '@vscode/native-watchdog': 'nativeWatchdog.cjs',
} as const;

interface Step {
  readonly name: string;
  readonly run: (install: ServerInstall) => Promise<unknown>;
}

function npm(install: ServerInstall, cwd: string, args: readonly string[]): Promise<string> {
  const path = [join(install.nodeHome, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
  return runCommand('npm', args, { cwd, env: childEnvironment({ PATH: path }) });
}

const STEPS: readonly Step[] = [
  {
    name: 'packages',
    run: async (install) => {
      const dependencies = {
        'code-server': VERSIONS.codeServer,
        [nodePackage()]: VERSIONS.node,
      };
      const manifest = { private: true, dependencies };
      await writeFile(join(install.root, 'package.json'), JSON.stringify(manifest, undefined, 2));
      await npm(install, install.root, INSTALL);
    },
  },
  { name: 'workbench', run: (install) => npm(install, install.vscode, CLEAN_INSTALL) },
  {
    name: 'extensions',
    run: (install) => npm(install, join(install.vscode, 'extensions'), CLEAN_INSTALL),
  },
  {
    // Their install scripts would need a compiler and half a minute.
    name: 'native-modules',
    run: async (install) => {
      for (const [name, replacement] of Object.entries(REPLACEMENTS)) {
        const source = fileURLToPath(new URL(`replacements/${replacement}`, import.meta.url));
        await copyFile(source, join(install.vscode, 'node_modules', name, 'index.js'));
      }
    },
  },
  {
    name: 'proposed-api-check',
    run: (install) => restoreProposedApiChecks(join(install.vscode, 'out')),
  },
];

/**
 * Makes sure that the pinned browser-served VS Code lies in the cache, and tells where. Takes about a minute and 900 MB
 * the first time, nothing afterwards. An interrupted installation goes on at the step it stopped in; two at once wait
 * for each other.
 * @throws Error on a platform without it, or when npm fails (no network, no space)
 */
export async function ensureServerInstalled(
  tell: Tell,
  cache = cacheRoot(),
): Promise<ServerInstall> {
  const install = serverInstall(cache);
  const complete = join(install.root, COMPLETE);
  if (existsSync(complete)) return install;

  await mkdir(install.root, { recursive: true });
  const waiting = (pid: number): void => {
    tell(`Waiting for process ${pid}, which installs VS Code into ${install.root}`);
  };
  await withLock(
    `${install.root}.lock`,
    async () => {
      if (existsSync(complete)) return;
      tell(
        `Installing VS Code for the browser (code-server ${VERSIONS.codeServer}) into ${install.root}`,
      );
      for (const { name, run } of STEPS) {
        const done = join(install.root, `done-${name}`);
        if (existsSync(done)) continue;
        tell(`  ${name} …`);
        await run(install);
        await writeFile(done, '');
      }
      const version = await runCommand(
        install.node,
        [install.entry, '--config', join(install.root, 'version.yaml'), '--version'],
        { env: childEnvironment({ XDG_DATA_HOME: join(install.root, 'data') }) },
      );
      await writeFile(complete, version);
    },
    waiting,
  );
  return install;
}
