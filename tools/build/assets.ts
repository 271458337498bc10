import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { BINARIES, hostTarget } from './target.js';

/** Copies what the bundles read beside themselves: data of node-llama-cpp, fonts and icons of the webview. */
export async function copyAssets(): Promise<void> {
  const library = 'node_modules/node-llama-cpp';
  await copy(`${library}/package.json`, 'dist/engine/package.json');
  for (const file of ['binariesGithubRelease.json', 'llama.cpp.info.json']) {
    await copy(`${library}/llama/${file}`, `dist/engine/llama/${file}`);
  }

  const katex = 'node_modules/katex/dist';
  await copy(`${katex}/katex.min.css`, 'dist/webview/katex/katex.min.css');
  for (const font of await readdir(`${katex}/fonts`)) {
    // Every browser that runs VS Code reads woff2; the other formats would only weigh.
    if (font.endsWith('.woff2')) {
      await copy(`${katex}/fonts/${font}`, `dist/webview/katex/fonts/${font}`);
    }
  }

  const codicons = 'node_modules/@vscode/codicons/dist';
  for (const file of ['codicon.css', 'codicon.ttf']) {
    await copy(`${codicons}/${file}`, `dist/webview/codicons/${file}`);
  }
}

/** Links the native libraries of this machine to where a VSIX has them, so that development runs the same path. */
export async function linkBinaries(): Promise<void> {
  const bins = 'dist/engine/bins';
  await mkdir(bins, { recursive: true });
  for (const name of BINARIES[hostTarget()]) {
    const installed = path.resolve(`node_modules/@node-llama-cpp/${name}/bins/${name}`);
    await rm(`${bins}/${name}`, { recursive: true, force: true });
    // A junction is the link that Windows allows everyone; elsewhere the type is ignored.
    if (existsSync(installed)) await symlink(installed, `${bins}/${name}`, 'junction');
  }
}

/** Makes the command line runnable by its own name. */
export async function makeExecutable(): Promise<void> {
  await chmod('dist/cli.mjs', 0o755);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, to);
}
