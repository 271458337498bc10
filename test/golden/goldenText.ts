import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether this run rewrites golden files instead of comparing (`UPDATE_GOLDEN=1`). */
const updatesGolden = process.env['UPDATE_GOLDEN'] === '1';

/** Path of a golden file beside a test, whose `import.meta.url` is `base`. */
export function goldenPath(base: string, name: string): string {
  return fileURLToPath(new URL(name, base));
}

/** The text a golden file holds, after rewriting it with `actual` when the run updates; a missing file is an error. */
export function goldenText(path: string, actual: string): string {
  const text = actual.endsWith('\n') ? actual : `${actual}\n`;
  if (updatesGolden) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (!existsSync(path)) {
    throw new Error(`${path} is missing: run with UPDATE_GOLDEN=1, then read what it wrote`);
  }
  return readFileSync(path, 'utf8').replace(/\n$/, '');
}
