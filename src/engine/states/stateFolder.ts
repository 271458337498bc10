import { mkdir, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessAlive } from '../processes.js';

/**
 * What a state holds: the conversation up to its last `reply`, with that one's thought, or the `history` that the next turn
 * begins with.
 */
export type StateKind = 'reply' | 'history';

const KINDS: readonly StateKind[] = ['reply', 'history'];
const STATE = /\.(?:reply|history)\.kv$/;
/** A state that is being written or read by the process of that id. */
const IN_USE = /\.(?<pid>\d+)-\d+\.(?:draft|taken)$/;
/** Bytes of a disk that are left free. */
const RESERVE = 1024 ** 3;

/** Files that this process has named. */
let count = 0;

/** The folder of saved KV states, shared by all windows: at most two files a conversation, each replaced whole. */
export class StateFolder {
  private readonly folder: string;

  /** @param folder Absolute path; made when needed. */
  constructor(folder: string) {
    this.folder = folder;
  }

  /** The states of a conversation, whether they exist or not. */
  filesOf(conversation: string): readonly string[] {
    return KINDS.flatMap((kind) => this.fileOf(conversation, kind) ?? []);
  }

  /** The file of a state; undefined for an id that cannot be a file name. */
  fileOf(conversation: string, kind: StateKind): string | undefined {
    const isPlain = /^[\w-]{1,100}$/.test(conversation);
    return isPlain ? join(this.folder, `${conversation}.${kind}.kv`) : undefined;
  }

  /** Whether a state of that many bytes leaves the disk enough room. */
  async hasRoom(bytes: number): Promise<boolean> {
    await mkdir(this.folder, { recursive: true });
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize - bytes > RESERVE;
  }

  /** A name to write a state under before it takes its place; it is never read. */
  draftOf(file: string): string {
    return this.ownName(file, 'draft');
  }

  /**
   * Takes a state away, so that nobody changes it while it is read, and so that a state which kills its reader is not read
   * again; {@link giveBack} returns it. Undefined when it is not there any more.
   */
  async take(file: string): Promise<string | undefined> {
    const taken = this.ownName(file, 'taken');
    return rename(file, taken).then(
      () => taken,
      () => undefined,
    );
  }

  /** Returns a state that was taken, as the one used last. */
  async giveBack(taken: string, file: string): Promise<void> {
    const now = new Date();
    await utimes(taken, now, now);
    await rename(taken, file);
  }

  /** Removes the states used longest ago until the others take at most that many bytes, and what dead processes left behind. */
  async trim(maxBytes: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const states: { readonly file: string; readonly size: number; readonly usedMs: number }[] = [];
    for (const name of names) {
      const file = join(this.folder, name);
      const pid = IN_USE.exec(name)?.groups?.['pid'];
      if (pid !== undefined && !isProcessAlive(Number(pid))) await rm(file, { force: true });
      if (!STATE.test(name)) continue;
      // Another window may have removed it.
      const facts = await stat(file).catch(() => undefined);
      if (facts) states.push({ file, size: facts.size, usedMs: facts.mtimeMs });
    }
    let kept = 0;
    for (const { file, size } of states.toSorted((a, b) => b.usedMs - a.usedMs)) {
      if (kept + size <= maxBytes) kept += size;
      else await rm(file, { force: true });
    }
  }

  /** Removes the states of a conversation. */
  async forget(conversation: string): Promise<void> {
    for (const file of this.filesOf(conversation)) await rm(file, { force: true });
  }

  private ownName(file: string, ending: string): string {
    count += 1;
    return `${file}.${process.pid}-${count}.${ending}`;
  }
}
