import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The model the user chose. */
export interface ChosenModel {
  /** Absolute path. */
  readonly path: string;
  /** What to call it before its metadata is read. */
  readonly name: string;
  /** The embedded demo model, which knows very little. */
  readonly demo: boolean;
}

/** The model behind the setting `lemma.model.path`; an empty one means the demo model in the extension's folder. */
export function chosenModel(setting: string, extensionPath: string): ChosenModel {
  const demoPath = join(extensionPath, 'media', 'demo-model', 'tiny-reasoner.gguf');
  const path = setting.trim();
  if (path === '' || path === demoPath) return { path: demoPath, name: 'Demo model', demo: true };
  return { path, name: basename(path, '.gguf'), demo: false };
}

/** Whether there is a file at a path. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
