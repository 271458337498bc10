import { copyFile, mkdir, readdir, rename, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../../../..');
const LIBRARY = join(ROOT, 'node_modules/node-llama-cpp');
const OUT = join(ROOT, 'out/test-engine');

/** Bundles the engine worker as the product does and gives the entry's path; safe to call from several processes at once. */
export async function bundleWorker(): Promise<string> {
  await mkdir(join(OUT, 'dist'), { recursive: true });
  await mkdir(join(OUT, 'llama'), { recursive: true });
  const entry = join(OUT, 'dist', `worker-${process.pid}.mjs`);
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    entryPoints: [join(ROOT, 'src/engine/worker/main.ts')],
    outfile: entry,
    logLevel: 'error',
    legalComments: 'none',
    external: ['@node-llama-cpp/*', '@reflink/*', 'electron'],
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  await replace(join(LIBRARY, 'package.json'), join(OUT, 'package.json'));
  for (const file of ['binariesGithubRelease.json', 'llama.cpp.info.json']) {
    await replace(join(LIBRARY, 'llama', file), join(OUT, 'llama', file));
  }
  await linkBinaries();
  const shared = join(OUT, 'dist/worker.mjs');
  await rename(entry, shared);
  return shared;
}

/** Copies whole or not at all, so that another process never reads half a file. */
async function replace(from: string, to: string): Promise<void> {
  const temporary = `${to}.${process.pid}`;
  await copyFile(from, temporary);
  await rename(temporary, to);
}

/** Puts the prebuilt binaries where a packaged extension has them: in `bins` beside the bundle's folder. */
async function linkBinaries(): Promise<void> {
  await mkdir(join(OUT, 'bins'), { recursive: true });
  const scope = join(ROOT, 'node_modules/@node-llama-cpp');
  for (const name of await readdir(scope)) {
    const bins = join(scope, name, 'bins');
    for (const folder of await readdir(bins).catch(() => [])) {
      await symlink(join(bins, folder), join(OUT, 'bins', folder), 'junction').catch(
        (error: unknown) => {
          if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
        },
      );
    }
  }
}
