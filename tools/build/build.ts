import { rm } from 'node:fs/promises';
import { build, context, type Metafile } from 'esbuild';
import { copyAssets, linkBinaries, makeExecutable } from './assets.js';
import { bundles, type BundleOptions } from './bundles.js';

/** Builds everything into `dist/`; returns what went into each bundle. */
export async function buildAll(options: BundleOptions): Promise<Metafile[]> {
  await rm('dist', { recursive: true, force: true });
  await copyAssets();
  if (!options.production) await linkBinaries();
  const results = await Promise.all(bundles(options).map((each) => build(each)));
  await makeExecutable();
  return results.map((result) => result.metafile).filter((file) => file !== undefined);
}

/** Builds everything and again after every change, until the process ends. */
export async function watchAll(): Promise<void> {
  await copyAssets();
  await linkBinaries();
  const all = bundles({ production: false }).map((each) => ({
    ...each,
    logLevel: 'info' as const,
  }));
  const contexts = await Promise.all(all.map((each) => context(each)));
  await Promise.all(contexts.map((each) => each.watch()));
}
