import type { BuildOptions } from 'esbuild';

/** Whether the bundles are for users (minified, no source maps, no tests) or for contributors. */
export interface BundleOptions {
  readonly production: boolean;
}

/** Bundled CommonJS packages call `require`, which an ES module must make for itself. */
const REQUIRE =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Every bundle of the project, as esbuild options. */
export function bundles({ production }: BundleOptions): BuildOptions[] {
  const shared: BuildOptions = {
    bundle: true,
    logLevel: 'warning',
    metafile: true,
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
  };
  // Node 22 is what VS Code 1.105 runs; the command line supports Node 20.
  const node: BuildOptions = { ...shared, platform: 'node', target: 'node20' };

  const product: BuildOptions[] = [
    {
      ...node,
      entryPoints: { extension: 'src/vscode/extension.ts' },
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      outdir: 'dist',
      external: ['vscode'],
    },
    {
      // node-llama-cpp looks for `../bins`, `../llama` and `../package.json` beside its own folder.
      ...node,
      entryPoints: { worker: 'src/engine/worker/main.ts' },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist/engine/dist',
      external: ['@node-llama-cpp/*', '@reflink/*', 'electron'],
      banner: { js: REQUIRE },
    },
    {
      // Mathematics of votes and checks, in a thread of its own.
      ...node,
      entryPoints: { checker: 'src/engine/checker/checkerMain.ts' },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist',
      banner: { js: REQUIRE },
    },
    {
      // For `lemma bench`; not in the VSIX.
      ...node,
      entryPoints: { rawLoop: 'src/engine/worker/rawLoopMain.ts' },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist/engine/dist',
      external: ['@node-llama-cpp/*', '@reflink/*', 'electron'],
      banner: { js: REQUIRE },
    },
    {
      // Loaded when a server is set.
      ...node,
      entryPoints: { openAiClient: 'src/engine/server/openAiClient.ts' },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist',
      banner: { js: REQUIRE },
    },
    {
      ...node,
      entryPoints: { cli: 'src/cli/main.ts' },
      format: 'esm',
      outExtension: { '.js': '.mjs' },
      outdir: 'dist',
      banner: { js: `#!/usr/bin/env node\n${REQUIRE}` },
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
    {
      // Apart from the chat, which would otherwise load what both share from a file of its own.
      ...shared,
      platform: 'browser',
      target: 'es2022',
      entryPoints: { models: 'webview/modelsMain.ts' },
      format: 'esm',
      outdir: 'dist/webview',
      loader: { '.css': 'text' },
      tsconfig: 'webview/tsconfig.json',
    },
  ];
  const hostTests: BuildOptions = {
    ...node,
    entryPoints: { index: 'test/host/index.ts' },
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    outdir: 'dist/test/host',
    external: ['vscode', 'mocha'],
  };
  return production ? product : [...product, hostTests];
}
