import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostTarget } from '../../../tools/build/target.js';

const PROJECT_ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Path of the packaged extension for this machine.
 *
 * @throws Error when `npm run package` has not made it.
 */
export async function hostVsix(): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    version: string;
  };
  const vsix = path.join(
    PROJECT_ROOT,
    '.artifacts',
    `lemma-${hostTarget()}-${manifest.version}.vsix`,
  );
  await stat(vsix).catch((error: unknown) => {
    throw new Error(`Run "npm run package" first: there is no ${vsix}`, { cause: error });
  });
  return vsix;
}
