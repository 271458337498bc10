import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { workerBundle } from '../../../../tools/build/bundles.js';

const ROOT = resolve(import.meta.dirname, '../../../..');
const LIBRARY = join(ROOT, 'node_modules/node-llama-cpp');
const OUT = join(ROOT, 'out/test-engine');
const SHARED = join(OUT, 'dist/worker.mjs');
/** JSON: the files that the bundle is made of. */
const INPUTS = join(OUT, 'dist/worker.inputs.json');

/**
 * Bundles the engine worker as the product does and gives the entry's path; safe to call from several processes at once. A bundle
 * that none of its files is newer than is left as it is.
 */
export async function bundleWorker(): Promise<string> {
  if (!(await isFresh())) await makeBundle();
  return SHARED;
}

async function isFresh(): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(SHARED);
    const inputs = JSON.parse(await readFile(INPUTS, 'utf8')) as readonly string[];
    const all = await Promise.all(inputs.map(async (file) => stat(join(ROOT, file))));
    return all.every((input) => input.mtimeMs < mtimeMs);
  } catch {
    // A file that is gone.
    return false;
  }
}

async function makeBundle(): Promise<void> {
  await mkdir(join(OUT, 'dist'), { recursive: true });
  await mkdir(join(OUT, 'llama'), { recursive: true });
  const name = `worker-${process.pid}`;
  const begun = new Date();
  const { metafile } = await build({
    ...workerBundle({ production: false }, { [name]: 'src/engine/worker/main.ts' }),
    absWorkingDir: ROOT,
    outdir: join(OUT, 'dist'),
    metafile: true,
    sourcemap: false,
    logLevel: 'error',
  });
  await replace(join(LIBRARY, 'package.json'), join(OUT, 'package.json'));
  for (const file of ['binariesGithubRelease.json', 'llama.cpp.info.json']) {
    await replace(join(LIBRARY, 'llama', file), join(OUT, 'llama', file));
  }
  await linkBinaries();
  const entry = join(OUT, 'dist', `${name}.mjs`);
  // What changed while it was made is newer.
  await utimes(entry, begun, begun);
  const list = `${INPUTS}.${process.pid}`;
  await writeFile(list, JSON.stringify([...Object.keys(metafile.inputs), 'package-lock.json']));
  await rename(list, INPUTS);
  await rename(entry, SHARED);
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
