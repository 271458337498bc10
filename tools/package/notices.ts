import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

const FILE = 'dist/THIRD_PARTY_NOTICES.txt';

/** Packages whose files are shipped as they are, beside the bundles. */
const SHIPPED_AS_FILES = ['katex', '@vscode/codicons', 'node-llama-cpp'];

/** What is inside the native libraries and has no package of its own. */
const NATIVE = `llama.cpp and ggml (inside the native libraries)
License: MIT

Copyright (c) 2023-2026 The ggml authors

The text of the MIT License stands in the file LICENSE.`;

/** Writes the licence of everything that the bundles contain. */
export async function writeNotices(metafiles: readonly Metafile[]): Promise<void> {
  const names = new Set(SHIPPED_AS_FILES);
  for (const metafile of metafiles) {
    for (const input of Object.keys(metafile.inputs)) {
      const folder = packageFolder(input);
      if (folder !== undefined) names.add(folder);
    }
  }
  const sections = await Promise.all([...names].sort().map(section));
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  await writeFile(
    FILE,
    `Lemma contains the following software.${rule}${[...sections, NATIVE].join(rule)}\n`,
  );
}

/** Path of the package that a bundled file belongs to, below `node_modules`. */
function packageFolder(input: string): string | undefined {
  const at = input.lastIndexOf('node_modules/');
  if (at === -1) return undefined;
  const start = input.indexOf('node_modules/') + 'node_modules/'.length;
  const [scope = '', name = ''] = input.slice(at + 'node_modules/'.length).split('/');
  const last = scope.startsWith('@') ? `${scope}/${name}` : scope;
  return input.slice(start, at + 'node_modules/'.length) + last;
}

async function section(folder: string): Promise<string> {
  const root = path.join('node_modules', folder);
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license?: string;
  };
  const texts = (await readdir(root)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const bodies = await Promise.all(
    texts.sort().map(async (file) => (await readFile(path.join(root, file), 'utf8')).trim()),
  );
  const head = `${manifest.name} ${manifest.version}\nLicense: ${manifest.license ?? 'see below'}`;
  return [head, ...bodies].join('\n\n');
}
