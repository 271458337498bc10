import { mkdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '../../../..');
const OUT = join(ROOT, 'out/test-engine/scripts');

/**
 * Bundles a script of this folder, which then starts at once as a process of its own; run through `tsx`, each start compiles
 * all that it imports. Safe to call from several processes at once.
 *
 * @param name Of the file, without its ending.
 * @returns The bundle's path.
 */
export async function bundleScript(name: string): Promise<string> {
  await mkdir(OUT, { recursive: true });
  const own = join(OUT, `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile: own,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    // Files of this folder find others from where they lie themselves.
    define: { 'import.meta.dirname': JSON.stringify(import.meta.dirname) },
    logLevel: 'error',
  });
  const shared = join(OUT, `${name}.mjs`);
  await rename(own, shared);
  return shared;
}
