import { join } from 'node:path';
import { LemmaError } from '../../core/errors.js';
import type { StorageFiles } from './storageFiles.js';

/** The folder of the session files: their names, and how one is read and replaced. */
export class SessionFolder {
  readonly path: string;
  private readonly files: StorageFiles;
  private readonly onError: (error: LemmaError) => void;
  private readonly refused = new Set<string>();
  private writeCount = 0;

  constructor(path: string, files: StorageFiles, onError: (error: LemmaError) => void) {
    this.path = path;
    this.files = files;
    this.onError = onError;
  }

  /** Ids come back from outside: only plain ones become file names. */
  fileOf(id: string): string | undefined {
    return /^[\w-]{1,100}$/.test(id) ? join(this.path, `${id}.json`) : undefined;
  }

  /** Reads a file; one that `parse` refuses is set aside and reported. Undefined when there is nothing to read. */
  async readFile<T>(file: string, parse: (text: string) => T): Promise<T | undefined> {
    const text = await this.attempt(file, () => this.files.read(file));
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (thrown) {
      await this.refuse(file, thrown);
      return undefined;
    }
  }

  /** Sets a damaged file aside, and leaves one of a later version alone; either is reported once. */
  private async refuse(file: string, thrown: unknown): Promise<void> {
    if (thrown instanceof LemmaError && thrown.details['path'] === '$.version') {
      if (this.refused.has(file)) return;
      this.refused.add(file);
      this.onError(new LemmaError('sessionDamaged', { path: file, newer: true }, thrown));
      return;
    }
    const path = `${file}.corrupt`;
    await this.attempt(file, () => this.files.move(file, path));
    this.onError(new LemmaError('sessionDamaged', { path }, thrown));
  }

  /** Replaces a file in one step. */
  async replace(file: string, text: string): Promise<void> {
    // A name of its own in each process, so that two windows never write into one file.
    this.writeCount += 1;
    const temporary = `${file}.${process.pid}-${this.writeCount}.tmp`;
    try {
      await this.files.write(temporary, text);
      await this.files.move(temporary, file);
    } catch (thrown) {
      await this.files.remove(temporary).catch(() => undefined);
      throw thrown;
    }
  }

  /** Does work on a file; a failure is reported, and gives nothing. */
  async attempt<T>(path: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      this.onError(new LemmaError('storageFailed', { path }, thrown));
      return undefined;
    }
  }
}
