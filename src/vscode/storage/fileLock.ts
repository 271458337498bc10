import type { Clock } from '../../core/stream/clock.js';
import type { StorageFiles } from './storageFiles.js';

/** Milliseconds after which a lock belongs to a process that died: what is done under one takes a few. */
const ABANDONED_MS = 10_000;
const RETRY_MS = 15;

/** Does work on a file while no other window does. */
export async function withFileLock<T>(
  files: StorageFiles,
  clock: Clock,
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  const lock = `${path}.lock`;
  while (!(await files.create(lock))) {
    if (((await files.age(lock)) ?? 0) > ABANDONED_MS) await files.remove(lock);
    else await pause(clock);
  }
  try {
    return await work();
  } finally {
    await files.remove(lock);
  }
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimeout(resolve, RETRY_MS);
  });
}
