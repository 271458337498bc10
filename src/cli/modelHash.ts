import path from 'node:path';
import { ModelHashes, sha256OfFile } from '../engine/models/modelHashes.js';
import { modelHashesFile } from './paths.js';
import type { Terminal } from './terminal.js';

/**
 * SHA-256 of a model's file, in hexadecimal. Remembered while the file keeps its size and time, since a large one takes a while to
 * read. Rejects with an AbortError when the signal fires.
 */
export async function modelHash(
  modelPath: string,
  signal: AbortSignal,
  terminal: Pick<Terminal, 'note'>,
  /** Where hashes are remembered. */
  file = modelHashesFile(),
): Promise<string> {
  const absolute = path.resolve(modelPath);
  let isTold = false;
  const hashes = new ModelHashes({
    file,
    expected: () => Promise.resolve(undefined),
    onChanged: () => undefined,
    onError: () => {
      if (!isTold) terminal.note(`The hash of the model cannot be remembered in ${file}.`);
      isTold = true;
    },
  });
  await hashes.learn(absolute, signal);
  return (await hashes.hashOf(absolute)) ?? (await sha256OfFile(absolute, signal));
}
