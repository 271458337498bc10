import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '../../engine/systemError.js';

/** What stored chats need of a file system. Paths are absolute. */
export interface StorageFiles {
  /** Text of a file; undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /** First bytes of a file as text, its last character perhaps broken; undefined when there is none. */
  readStart(path: string, bytes: number): Promise<string | undefined>;
  /** What is different once the file was written or replaced; undefined when there is none. */
  stamp(path: string): Promise<string | undefined>;
  /** Milliseconds since a file was written; undefined when there is none. */
  age(path: string): Promise<number | undefined>;
  /** Writes a file and waits until it is on the disk; makes its folder. */
  write(path: string, text: string): Promise<void>;
  /** Makes an empty file, and its folder; false when there is one already. */
  create(path: string): Promise<boolean>;
  /** Gives a file another name, in place of what has it. */
  move(from: string, to: string): Promise<void>;
  /** Removes a file, where there is one. */
  remove(path: string): Promise<void>;
  /** Names in a folder; none when there is no folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** The files of this machine. */
export const diskFiles: StorageFiles = {
  read: (path) => unlessMissing(readFile(path, 'utf8')),
  readStart: (path, bytes) => unlessMissing(readStart(path, bytes)),
  async stamp(path) {
    const stats = await unlessMissing(stat(path, { bigint: true }));
    return stats && `${stats.ino}-${stats.mtimeNs}-${stats.size}`;
  },
  async age(path) {
    const stats = await unlessMissing(stat(path));
    return stats && Date.now() - stats.mtimeMs;
  },
  async write(path, text) {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async create(path) {
    await mkdir(dirname(path), { recursive: true });
    try {
      await (await open(path, 'wx')).close();
      return true;
    } catch (thrown) {
      if (hasCode(thrown, 'EEXIST')) return false;
      throw thrown;
    }
  },
  move: rename,
  remove: (path) => rm(path, { force: true }),
  list: async (folder) => (await unlessMissing(readdir(folder))) ?? [],
};

async function readStart(path: string, bytes: number): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) return undefined;
    throw thrown;
  }
}
