import { readSavedSession, type SavedSession } from '../../core/chat/savedSession.js';
import {
  readFirstLine,
  readSessionHead,
  writeSavedSession,
  type SessionHead,
} from '../../core/chat/sessionHead.js';
import {
  findInChat,
  queryWords,
  searchTexts,
  type SearchText,
  type SessionMatch,
} from '../../core/chat/sessionSearch.js';
import { cleanTitle } from '../../core/chat/sessionTitle.js';
import type { LemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';
import { withFileLock } from './fileLock.js';
import { SessionFolder } from './sessionFolder.js';
import { diskFiles, type StorageFiles } from './storageFiles.js';

/** How a {@link SessionShelf} works. */
export interface SessionShelfOptions {
  /** Folder of the session files. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told of every failure to read or write; nothing is thrown. */
  readonly onError: (error: LemmaError) => void;
  readonly files?: StorageFiles;
}

/** A stored chat in a list. */
export interface ListedSession extends SessionHead {
  /** What a search found in it. */
  readonly match?: SessionMatch;
}

/** Bytes read of each file for a list: far more than a first line takes. */
const HEAD_BYTES = 8192;
/** Files read at the same time. */
const AT_ONCE = 16;
/** Characters of chats kept in memory between searches. */
const SEARCH_CACHE = 32_000_000;
/** Milliseconds after which what was deleted or left behind is removed for good. */
const KEPT_MS = 24 * 3600 * 1000;
const DELETED = '.deleted';

interface Cached<T> {
  readonly stamp: string;
  readonly value: T;
}

/** All stored chats: lists, searches, renames, deletes. Of each file a list reads the first line, and only once it changed. */
export class SessionShelf {
  private readonly options: SessionShelfOptions;
  private readonly folder: SessionFolder;
  private readonly files: StorageFiles;
  private readonly heads = new Map<string, Cached<SessionHead>>();
  private readonly texts = new Map<string, Cached<readonly SearchText[]>>();
  private cachedLength = 0;

  constructor(options: SessionShelfOptions) {
    this.options = options;
    this.files = options.files ?? diskFiles;
    this.folder = new SessionFolder(options.folder, this.files, options.onError);
  }

  /** Every stored chat in which something was asked and all words of the query stand, the latest first. */
  async list(query = ''): Promise<readonly ListedSession[]> {
    const files = await this.sessionFiles();
    const searching = queryWords(query).length > 0;
    const listed = await inParallel(files, async (file): Promise<ListedSession | undefined> => {
      const head = await this.headOf(file);
      if (!head || head.turns === 0) return undefined;
      if (!searching) return head;
      const match = findInChat(await this.textsOf(file), query);
      return match && { ...head, match };
    });
    return listed
      .filter((each) => each !== undefined)
      .sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1));
  }

  /** A stored chat; undefined when there is none. */
  async read(id: string): Promise<SavedSession | undefined> {
    const file = this.folder.fileOf(id);
    return file === undefined ? undefined : this.folder.readFile(file, readSavedSession);
  }

  /** Stores a chat that no window shows. */
  async add(session: SavedSession): Promise<boolean> {
    return this.change(session.id, () => session);
  }

  /** Gives a chat that this window does not show another name; the empty one lets its first question name it. */
  async rename(id: string, title: string): Promise<boolean> {
    const clean = cleanTitle(title);
    return this.change(
      id,
      (saved) => saved && { ...saved, title: clean === '' ? undefined : clean },
    );
  }

  /** Takes a chat off the shelf; {@link restore} puts it back. False when there is none. */
  async remove(id: string): Promise<boolean> {
    return this.move(id, '', DELETED);
  }

  /** Puts a chat back that was removed; false when it is gone, or there is one in its place. */
  async restore(id: string): Promise<boolean> {
    const file = this.folder.fileOf(id);
    if (file === undefined || (await this.files.stamp(file)) !== undefined) return false;
    return this.move(id, DELETED, '');
  }

  /** Removes for good what was deleted, or left behind by a crash, more than a day ago. */
  async tidy(): Promise<void> {
    const { path } = this.folder;
    const names = await this.folder.attempt(path, () => this.files.list(path));
    for (const name of names ?? []) {
      if (!/\.json(?:\.deleted|\.lock|\..*\.tmp)$/.test(name)) continue;
      const file = `${path}/${name}`;
      await this.folder.attempt(file, async () => {
        if (((await this.files.age(file)) ?? 0) > KEPT_MS) await this.files.remove(file);
      });
    }
  }

  private async sessionFiles(): Promise<readonly string[]> {
    const { path } = this.folder;
    const names = await this.folder.attempt(path, () => this.files.list(path));
    return (names ?? []).flatMap((name) => {
      const id = /^(.*)\.json$/.exec(name)?.[1];
      return (id === undefined ? undefined : this.folder.fileOf(id)) ?? [];
    });
  }

  private async headOf(file: string): Promise<SessionHead | undefined> {
    const stamp = await this.folder.attempt(file, () => this.files.stamp(file));
    if (stamp === undefined) return undefined;
    const cached = this.heads.get(file);
    if (cached?.stamp === stamp) return cached.value;
    const start = await this.folder.attempt(file, () => this.files.readStart(file, HEAD_BYTES));
    const head =
      (start === undefined ? undefined : readFirstLine(start)) ??
      (await this.folder.readFile(file, readSessionHead));
    if (head) this.heads.set(file, { stamp, value: head });
    return head;
  }

  private async textsOf(file: string): Promise<readonly SearchText[]> {
    const stamp = await this.folder.attempt(file, () => this.files.stamp(file));
    const cached = this.texts.get(file);
    if (cached && cached.stamp === stamp) return cached.value;
    const saved = await this.folder.readFile(file, readSavedSession);
    if (!saved || stamp === undefined) return [];
    const value = searchTexts(saved);
    this.keep(file, { stamp, value });
    return value;
  }

  /** Keeps what fits. A search goes through all chats in order: making room for one would throw out the next. */
  private keep(file: string, entry: Cached<readonly SearchText[]>): void {
    this.forget(file);
    const length = lengthOf(entry.value);
    if (this.cachedLength + length > SEARCH_CACHE) return;
    this.texts.set(file, entry);
    this.cachedLength += length;
  }

  private forget(file: string): void {
    this.cachedLength -= lengthOf(this.texts.get(file)?.value ?? []);
    this.texts.delete(file);
  }

  private async change(
    id: string,
    edit: (saved: SavedSession | undefined) => SavedSession | undefined,
  ): Promise<boolean> {
    const file = this.folder.fileOf(id);
    if (file === undefined) return false;
    const done = await this.folder.attempt(file, () =>
      withFileLock(this.files, this.options.clock, file, async () => {
        const edited = edit(await this.folder.readFile(file, readSavedSession));
        if (edited) await this.folder.replace(file, writeSavedSession(edited));
        return edited !== undefined;
      }),
    );
    return done ?? false;
  }

  private async move(id: string, from: string, to: string): Promise<boolean> {
    const file = this.folder.fileOf(id);
    if (file === undefined) return false;
    const done = await this.folder.attempt(file, async () => {
      if ((await this.files.stamp(file + from)) === undefined) return false;
      await this.files.move(file + from, file + to);
      this.forget(file);
      return true;
    });
    return done ?? false;
  }
}

function lengthOf(texts: readonly SearchText[]): number {
  return texts.reduce((sum, { text }) => sum + text.length, 0);
}

async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const runner = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  return results;
}
