import { cp, mkdir, rm } from 'node:fs/promises';
import { build, context, type BuildOptions } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

const shared: BuildOptions = {
  bundle: true,
  logLevel: 'info',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

/** Bundled CommonJS packages call `require`, which an ES module must make for itself. */
const requireBanner = {
  js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
};

/** Node 20 is what VS Code 1.105 runs at the least. */
const node: BuildOptions = { ...shared, platform: 'node', target: 'node20' };

const bundles: BuildOptions[] = [
  {
    ...node,
    entryPoints: { extension: 'src/vscode/extension.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    outdir: 'dist',
    external: ['vscode'],
  },
  {
    // The library looks for `../bins`, `../llama` and `../package.json` beside its own folder.
    ...node,
    entryPoints: { worker: 'src/engine/worker/main.ts' },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    outdir: 'dist/engine/dist',
    external: ['@node-llama-cpp/*', '@reflink/*', 'electron'],
    banner: requireBanner,
  },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    outdir: 'dist',
    banner: { js: `#!/usr/bin/env node\n${requireBanner.js}` },
  },
  {
    ...shared,
    platform: 'browser',
    target: 'es2022',
    entryPoints: { chat: 'webview/main.ts' },
    format: 'esm',
    splitting: true,
    outdir: 'dist/webview',
    loader: { '.css': 'text' },
    tsconfig: 'webview/tsconfig.json',
  },
];

/** Data files of node-llama-cpp that its bundle reads at run time. */
async function copyLibraryData(): Promise<void> {
  const library = 'node_modules/node-llama-cpp';
  await mkdir('dist/engine/llama', { recursive: true });
  await cp(`${library}/package.json`, 'dist/engine/package.json');
  for (const file of ['binariesGithubRelease.json', 'llama.cpp.info.json']) {
    await cp(`${library}/llama/${file}`, `dist/engine/llama/${file}`);
  }
}

async function main(): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  await copyLibraryData();
  if (watch) {
    const contexts = await Promise.all(bundles.map((options) => context(options)));
    await Promise.all(contexts.map((each) => each.watch()));
    return;
  }
  await Promise.all(bundles.map((options) => build(options)));
}

await main();
