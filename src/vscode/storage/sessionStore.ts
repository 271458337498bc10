import { readSavedSession, type SavedSession } from '../../core/chat/savedSession.js';
import {
  readSessionHead,
  writeSavedSession,
  type SessionHead,
} from '../../core/chat/sessionHead.js';
import type { LemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';
import { withFileLock } from './fileLock.js';
import { SessionFolder } from './sessionFolder.js';
import { diskFiles, type StorageFiles } from './storageFiles.js';

/** How a {@link SessionStore} works. */
export interface SessionStoreOptions {
  /** Folder of the session files, made when needed; shared by all windows. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told of every failure to read or write; nothing is thrown. */
  readonly onError: (error: LemmaError) => void;
  /**
   * Asked when another window stored a chat since this one last did: the copy, under an id of its own, that this window's
   * state becomes.
   */
  readonly copy: (session: SavedSession) => SavedSession;
  /** Milliseconds a change may wait for the next one; 1,000 when absent. */
  readonly delayMs?: number;
  readonly files?: StorageFiles;
}

/** What a file held when this window last read or wrote it. */
interface Known {
  readonly revision: number;
  readonly stamp: string | undefined;
  /** Title the chat of this window has. */
  readonly ownTitle: string | undefined;
  /** Title in the file. */
  readonly title: string | undefined;
}

/**
 * Keeps one JSON file per session. Files are replaced whole, so that a crash leaves the old or the new one. Where two windows
 * go on with the same chat, the first to store it keeps it, and what the other has becomes a copy.
 */
export class SessionStore {
  private readonly options: SessionStoreOptions;
  private readonly folder: SessionFolder;
  private readonly files: StorageFiles;
  private readonly known = new Map<string, Known>();
  private timer: { readonly handle: unknown } | undefined;
  private waiting: (() => SavedSession) | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: SessionStoreOptions) {
    this.options = options;
    this.files = options.files ?? diskFiles;
    this.folder = new SessionFolder(options.folder, this.files, options.onError);
  }

  /** The session of an id; undefined when there is none. One that cannot be read is set aside and reported. */
  async load(id: string): Promise<SavedSession | undefined> {
    const file = this.folder.fileOf(id);
    if (file === undefined) return undefined;
    await this.flush();
    const stamp = await this.folder.attempt(file, () => this.files.stamp(file));
    const saved = await this.folder.readFile(file, readSavedSession);
    if (saved) {
      const { revision = 0, title } = saved;
      this.known.set(id, { revision, stamp, ownTitle: title, title });
    }
    return saved;
  }

  /** What another window made of a chat since this one last read or wrote it; undefined where there is nothing of the kind. */
  async changedElsewhere(id: string): Promise<SessionHead | undefined> {
    const file = this.folder.fileOf(id);
    const known = this.known.get(id);
    if (file === undefined || known === undefined) return undefined;
    const stamp = await this.folder.attempt(file, () => this.files.stamp(file));
    if (stamp === undefined || stamp === known.stamp) return undefined;
    const head = await this.folder.readFile(file, readSessionHead);
    const same = head?.revision === known.revision && head.givenTitle === known.title;
    return same ? undefined : head;
  }

  /** Whether a change waits to be written. */
  get pending(): boolean {
    return this.waiting !== undefined;
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
    const file = this.folder.fileOf(session.id);
    if (file === undefined) return;
    const written = await this.folder.attempt(file, () =>
      withFileLock(this.files, this.options.clock, file, () => this.commit(file, session)),
    );
    if (written === false) await this.write(this.options.copy(session));
  }

  /** @returns false, and writes nothing, when another window stored the chat since. */
  private async commit(file: string, session: SavedSession): Promise<boolean> {
    const { id, title: ownTitle } = session;
    const known = this.known.get(id);
    const stamp = await this.files.stamp(file);
    const changed = stamp !== undefined && stamp !== known?.stamp;
    const disk = changed ? await this.folder.readFile(file, readSessionHead) : undefined;
    if (disk && disk.revision !== known?.revision) return false;
    // What is there and cannot be read, but was not set aside either, is another version's.
    if (changed && !disk && (await this.files.stamp(file)) !== undefined) return false;
    // A title that was given in another window stays, unless this one gave another.
    const title = ownTitle === known?.ownTitle ? (disk ? disk.givenTitle : known?.title) : ownTitle;
    const revision = (known?.revision ?? 0) + 1;
    await this.folder.replace(file, writeSavedSession({ ...session, title, revision }));
    this.known.set(id, { revision, stamp: await this.files.stamp(file), ownTitle, title });
    return true;
  }
}
