import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { BINARIES, type Target } from '../build/target.js';

const run = promisify(execFile);
const CACHE = '.artifacts/binaries';
/** Import libraries are for linking, never for running. */
const NOT_NEEDED = new Set(['.lib', '.exp', '.pdb']);

/** Puts the native libraries of a target where the engine bundle looks for them first. */
export async function stageBinaries(target: Target): Promise<void> {
  await rm('dist/engine/bins', { recursive: true, force: true });
  for (const name of BINARIES[target]) {
    const folder = path.join(await packageFolder(name), 'bins', name);
    await cp(folder, `dist/engine/bins/${name}`, {
      recursive: true,
      filter: (file) => !NOT_NEEDED.has(path.extname(file)),
    });
  }
}

/** Folder of an installed package, else of the same version fetched from the npm registry. */
async function packageFolder(name: string): Promise<string> {
  const installed = `node_modules/@node-llama-cpp/${name}`;
  if (existsSync(`${installed}/bins/${name}`)) return installed;
  const version = await libraryVersion();
  const folder = `${CACHE}/${name}-${version}`;
  if (!existsSync(`${folder}/package/bins/${name}`)) {
    await mkdir(folder, { recursive: true });
    const spec = `@node-llama-cpp/${name}@${version}`;
    const { stdout } = await run('npm', ['pack', spec, '--json', '--pack-destination', folder], {
      shell: process.platform === 'win32',
    });
    const packed = JSON.parse(stdout) as { filename: string }[];
    const file = packed[0]?.filename;
    if (file === undefined) throw new Error(`npm pack ${spec} named no file`);
    await run('tar', ['-xzf', path.join(folder, path.basename(file)), '-C', folder]);
  }
  return `${folder}/package`;
}

async function libraryVersion(): Promise<string> {
  const manifest = JSON.parse(
    await readFile('node_modules/node-llama-cpp/package.json', 'utf8'),
  ) as { version: string };
  return manifest.version;
}
