import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureServerInstalled } from '../../../tools/vscode/install.js';
import { installVsix } from '../../../tools/vscode/server.js';
import { hostVsix } from './vsix.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of extensions with the packaged extension installed, as VS Code installs it. */
    readonly extensions: string;
  }
}

/** Installs the packaged extension once for all test files: unpacking it takes seconds. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const install = await ensureServerInstalled((line) => process.stdout.write(`${line}\n`));
  const root = await mkdtemp(join(tmpdir(), 'lemma-installed-'));
  const extensions = join(root, 'extensions');
  await installVsix(install, { userData: join(root, 'user'), extensions }, await hostVsix());
  project.provide('extensions', extensions);
  return () => rm(root, { recursive: true, force: true });
}
