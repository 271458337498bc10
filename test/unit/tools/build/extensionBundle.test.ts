import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extensionBundle } from '../../../../tools/build/bundles.js';

const run = promisify(execFile);

/** Bytes of code that activation may load: 128 kB when this was written; V8 reads all of it at every start. */
const MOST_BYTES = 140_000;

/** What is large, and waits for the user's first command, page or question. */
const LATER = [
  'src/vscode/laterPart.ts',
  'src/vscode/notices.ts',
  'src/vscode/commands/handlers.ts',
  'src/vscode/chat/chatHandlers.ts',
  'src/vscode/chat/createSession.ts',
  'src/vscode/models/modelsPart.ts',
  'src/core/chat/chatSession.ts',
  'src/core/completion/suggestInfill.ts',
  'src/core/reasoning/answer.ts',
  'src/engine/client/engineClient.ts',
  'src/engine/server/serverEngine.ts',
  'src/engine/models/hub/download.ts',
];

/** Loads a file with nothing behind `vscode`, as far as the code of modules goes, then all others. */
const LOAD_ALL = `
const Module = require('node:module');
const load = Module._load;
const nothing = new Proxy(function () {}, {
  get(target, key) {
    if (key === Symbol.toPrimitive) return () => '';
    return key === 'prototype' ? target.prototype : nothing;
  },
  apply: () => nothing,
  construct: () => ({}),
});
Module._load = (name, ...rest) => (name === 'vscode' ? nothing : load(name, ...rest));
const [, , first, ...others] = process.argv;
const { activate } = require(first);
if (typeof activate !== 'function') throw new Error('no activate');
console.log(Object.keys(require.cache).length - 1);
for (const each of others) require(each);
`;

let folder: string;
let outputs: Metafile['outputs'];
/** Files that are loaded with the first one. */
let eager: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-extension-'));
  const options = extensionBundle({ production: true });
  ({ outputs } = (await build({ ...options, metafile: true, outdir: folder })).metafile);
  eager = loadedWith(entryOf('src/vscode/extension.ts'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function entryOf(source: string): string {
  const found = Object.keys(outputs).find((file) => outputs[file]?.entryPoint === source);
  if (found === undefined) throw new Error(`no file begins with ${source}`);
  return found;
}

function loadedWith(first: string): readonly string[] {
  const loaded = [first];
  for (const file of loaded) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true && !loaded.includes(path))
        loaded.push(path);
    }
  }
  return loaded;
}

const codeIn = (files: readonly string[]): readonly string[] =>
  files.flatMap((file) =>
    Object.entries(outputs[file]?.inputs ?? {}).flatMap(([source, { bytesInOutput }]) =>
      bytesInOutput > 0 ? [source] : [],
    ),
  );

describe('what activation loads', () => {
  it('is small', () => {
    const bytes = eager.map((file) => outputs[file]?.bytes ?? 0).reduce((a, b) => a + b);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('is one file beside the first, since each takes time of its own', () => {
    expect(eager).toHaveLength(2);
  });

  it('has no package in it, such as the Markdown parser', () => {
    expect(codeIn(eager).filter((source) => source.includes('node_modules/'))).toEqual([]);
  });

  it('has nothing of what waits for the user, which the other files have', () => {
    const loaded = codeIn(eager);
    expect(LATER.filter((source) => loaded.includes(source))).toEqual([]);
    const all = codeIn(Object.keys(outputs));
    expect(LATER.filter((source) => !all.includes(source))).toEqual([]);
  });

  it('is found again by the files that come later, each of which can be loaded', async () => {
    const script = join(folder, 'loadAll.cjs');
    await writeFile(script, LOAD_ALL);
    const others = await readdir(join(folder, 'extension'));
    const { stdout } = await run(process.execPath, [
      script,
      join(folder, 'extension.cjs'),
      ...others.map((name) => join(folder, 'extension', name)),
    ]);
    expect(stdout.trim()).toBe(String(eager.length));
    expect(others.length).toBeGreaterThan(eager.length);
  });
});
