import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The model the user chose. */
export interface ChosenModel {
  /** Absolute path. */
  readonly path: string;
  /** What to call it before its metadata is read. */
  readonly name: string;
  /** The embedded demo model, which knows very little. */
  readonly demo: boolean;
  /** Where it runs, when that is not here; {@link path} is no file then. */
  readonly server?: { readonly host: string; readonly isLocal: boolean };
}

/** The model behind the setting `lemma.model.path`; an empty one means the demo model in the extension's folder. */
export function chosenModel(setting: string, extensionPath: string): ChosenModel {
  const demoPath = demoModelPath(extensionPath);
  const path = setting.trim();
  if (path === '' || path === demoPath) return { path: demoPath, name: 'Demo model', demo: true };
  return { path, name: basename(path, '.gguf'), demo: false };
}

/** SHA-256 that the demo model has by the file beside it, in hexadecimal; undefined for any other model. */
export async function demoModelHash(
  path: string,
  extensionPath: string,
): Promise<string | undefined> {
  if (path !== demoModelPath(extensionPath)) return undefined;
  const text = await readFile(`${path}.sha256`, 'utf8').catch(() => '');
  return /^[0-9a-f]{64}\b/.exec(text)?.[0];
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

function demoModelPath(extensionPath: string): string {
  return join(extensionPath, 'media', 'demo-model', 'tiny-reasoner.gguf');
}
