import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDownloading } from './downloadLock.js';
import { JOURNAL_ENDING, type PartFacts, PartFile } from './partFile.js';

/** A download in a folder that is not whole. */
export interface PartialDownload extends PartFacts {
  /** Path that the whole file will have. */
  readonly target: string;
  /** Whether a program is at work on it. */
  readonly running: boolean;
}

/** The downloads of a folder that are not whole, by whichever program they were begun. */
export async function partialDownloads(folder: string): Promise<readonly PartialDownload[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.endsWith(JOURNAL_ENDING))
      .map(async (name): Promise<PartialDownload[]> => {
        const target = join(folder, name.slice(0, -JOURNAL_ENDING.length));
        const facts = await PartFile.facts(target);
        return facts ? [{ ...facts, target, running: await isDownloading(target) }] : [];
      }),
  );
  return found.flat();
}
