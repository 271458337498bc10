import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSavedSession, type SavedSession } from '../../core/chat/savedSession.js';
import { LemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';

/** How a {@link SessionStore} works. */
export interface SessionStoreOptions {
  /** Folder of the session files, made when needed. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told of every failure to read or write; nothing is thrown. */
  readonly onError: (error: LemmaError) => void;
  /** Milliseconds a change may wait for the next one; 1,000 when absent. */
  readonly delayMs?: number;
}

/** Keeps one JSON file per session. Files are replaced whole, so that a crash leaves the old or the new one. */
export class SessionStore {
  private readonly options: SessionStoreOptions;
  private timer: { readonly handle: unknown } | undefined;
  private waiting: (() => SavedSession) | undefined;
  private writing: Promise<void> = Promise.resolve();
  private writeCount = 0;

  constructor(options: SessionStoreOptions) {
    this.options = options;
  }

  /** The session of an id; undefined when there is none. One that cannot be read is set aside and reported. */
  async load(id: string): Promise<SavedSession | undefined> {
    const file = this.fileOf(id);
    if (file === undefined) return undefined;
    await this.flush();
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch (thrown) {
      if (!isMissing(thrown)) this.report(file, thrown);
      return undefined;
    }
    try {
      return parseSavedSession(JSON.parse(text));
    } catch (thrown) {
      const aside = `${file}.corrupt`;
      await rename(file, aside).catch((failed: unknown) => {
        this.report(file, failed);
      });
      this.report(aside, thrown);
      return undefined;
    }
  }

  /** Writes the session soon; `read` is called once, when it is written. */
  schedule(read: () => SavedSession): void {
    this.waiting = read;
    if (this.timer) return;
    const handle = this.options.clock.setTimeout(() => {
      this.timer = undefined;
      void this.flush();
    }, this.options.delayMs ?? 1000);
    this.timer = { handle };
  }

  /** Writes what waits now; resolves once it is on disk. */
  flush(): Promise<void> {
    if (this.timer) this.options.clock.clearTimeout(this.timer.handle);
    this.timer = undefined;
    const read = this.waiting;
    this.waiting = undefined;
    if (read) {
      const session = read();
      this.writing = this.writing.then(() => this.write(session));
    }
    return this.writing;
  }

  private async write(session: SavedSession): Promise<void> {
    const file = this.fileOf(session.id);
    if (file === undefined) return;
    // Its own name in each process, so that two windows never write into one file.
    this.writeCount += 1;
    const temporary = `${file}.${process.pid}-${this.writeCount}.tmp`;
    try {
      await mkdir(this.options.folder, { recursive: true });
      await writeFile(temporary, JSON.stringify(session));
      await rename(temporary, file);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      this.report(file, thrown);
    }
  }

  /** Ids come back from VS Code's storage: only plain ones become file names. */
  private fileOf(id: string): string | undefined {
    return /^[\w-]{1,100}$/.test(id) ? join(this.options.folder, `${id}.json`) : undefined;
  }

  private report(path: string, cause: unknown): void {
    this.options.onError(new LemmaError('storageFailed', { path }, cause));
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}
