import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Prints the sizes of the bundles and of the VSIX files there are. */
export async function sizes(): Promise<void> {
  const bundles = ['dist/checker.mjs', 'dist/engine/dist/worker.mjs', 'dist/cli.mjs'];
  for (const folder of ['dist/extension', 'dist/webview']) {
    for (const file of await readdir(folder)) {
      if (/\.c?js$/.test(file)) bundles.push(path.join(folder, file));
    }
  }
  for (const file of bundles) {
    const content = await readFile(file);
    print(file, content.length, gzipSync(content).length);
  }
  const packed = await readdir('.artifacts').catch(() => []);
  for (const file of packed.filter((each) => each.endsWith('.vsix'))) {
    print(file, (await stat(path.join('.artifacts', file))).size);
  }
}

function print(name: string, bytes: number, compressed?: number): void {
  const gzip = compressed === undefined ? '' : `, gzip ${kilobytes(compressed)}`;
  console.log(`${name}: ${kilobytes(bytes)}${gzip}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
