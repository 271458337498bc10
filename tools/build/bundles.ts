import type { BuildOptions } from 'esbuild';
import { inPieces } from './pieces.js';

/** Whether the bundles are for users (minified, no source maps, no tests) or for contributors. */
export interface BundleOptions {
  readonly production: boolean;
}

/** Name of a bundle and the file that it begins with. */
type Entry = Record<string, string>;

/** Bundled CommonJS packages call `require`, which an ES module must make for itself. */
const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Every bundle of the project, as esbuild options. */
export function bundles(options: BundleOptions): BuildOptions[] {
  const product: BuildOptions[] = [
    extensionBundle(options),
    workerBundle(options, { worker: 'src/engine/worker/main.ts' }),
    // Mathematics of votes and checks, in a thread of its own.
    moduleBundle(options, { checker: 'src/engine/checker/checkerMain.ts' }),
    // For `lemma bench`; not in the VSIX.
    workerBundle(options, { rawLoop: 'src/engine/worker/rawLoopMain.ts' }),
    {
      ...moduleBundle(options, { cli: 'src/cli/main.ts' }),
      banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
    },
    { ...pageBundle(options, { chat: 'webview/main.ts' }), splitting: true },
    // Apart from the chat, which would otherwise load what both share from a file of its own.
    pageBundle(options, { models: 'webview/modelsMain.ts' }),
  ];
  const hostTests: BuildOptions = {
    ...commonJsBundle(options, { index: 'test/host/index.ts' }),
    outdir: 'dist/test/host',
    external: ['vscode', 'mocha'],
  };
  return options.production ? product : [...product, hostTests];
}

/** The extension; what activation does without is loaded later, from files of its own. */
export function extensionBundle(options: BundleOptions): BuildOptions {
  const extension = 'src/vscode/extension.ts';
  return inPieces(commonJsBundle(options, { extension }), extension, 'extension');
}

/** What runs node-llama-cpp, which looks for `../bins`, `../llama` and `../package.json` beside its own folder. */
export function workerBundle(options: BundleOptions, entryPoints: Entry): BuildOptions {
  return {
    ...moduleBundle(options, entryPoints),
    outdir: 'dist/engine/dist',
    external: ['@node-llama-cpp/*', '@reflink/*', 'electron'],
  };
}

function moduleBundle(options: BundleOptions, entryPoints: Entry): BuildOptions {
  return {
    ...nodeBundle(options, entryPoints),
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    banner: { js: REQUIRE },
  };
}

function commonJsBundle(options: BundleOptions, entryPoints: Entry): BuildOptions {
  return {
    ...nodeBundle(options, entryPoints),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  };
}

/** Node 22 is what VS Code 1.105 runs; the command line supports Node 20. */
function nodeBundle(options: BundleOptions, entryPoints: Entry): BuildOptions {
  return { ...bundle(options, entryPoints), platform: 'node', target: 'node20', outdir: 'dist' };
}

function pageBundle(options: BundleOptions, entryPoints: Entry): BuildOptions {
  return {
    ...bundle(options, entryPoints),
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    outdir: 'dist/webview',
    loader: { '.css': 'text' },
    tsconfig: 'webview/tsconfig.json',
  };
}

function bundle({ production }: BundleOptions, entryPoints: Entry): BuildOptions {
  return {
    entryPoints,
    bundle: true,
    logLevel: 'warning',
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  };
}
