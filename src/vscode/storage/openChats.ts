import { join } from 'node:path';
import { isProcessAlive } from '../../engine/processes.js';
import { diskFiles, type StorageFiles } from './storageFiles.js';

/** How {@link OpenChats} works. */
export interface OpenChatsOptions {
  /** Folder of the marks, made when needed; shared by all windows. */
  readonly folder: string;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
  readonly files?: StorageFiles;
  /** Process of this window's extensions. */
  readonly pid?: number;
  readonly isAlive?: (pid: number) => boolean;
}

/** Which chat each window of this machine shows: an empty file for each, named after the chat and the window's process. */
export class OpenChats {
  private readonly options: OpenChatsOptions;
  private readonly files: StorageFiles;
  private readonly pid: number;
  private readonly isAlive: (pid: number) => boolean;
  private mark: string | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(options: OpenChatsOptions) {
    this.options = options;
    this.files = options.files ?? diskFiles;
    this.pid = options.pid ?? process.pid;
    this.isAlive = options.isAlive ?? isProcessAlive;
  }

  /** Tells that this window shows a chat, in place of the one before; none where there is no id. */
  enter(id: string | undefined): Promise<void> {
    return (this.work = this.work.then(async () => {
      try {
        const mark = id === undefined ? undefined : join(this.options.folder, `${id}.${this.pid}`);
        if (mark !== undefined) await this.files.create(mark);
        if (this.mark !== undefined && this.mark !== mark) await this.files.remove(this.mark);
        this.mark = mark;
      } catch (thrown) {
        this.options.onError(thrown);
      }
    }));
  }

  /** Whether another window shows a chat. What windows that are gone left behind is removed. */
  async isElsewhere(id: string): Promise<boolean> {
    const { folder, onError } = this.options;
    let found = false;
    try {
      for (const name of await this.files.list(folder)) {
        const [, chat, pid] = /^([\w-]+)\.(\d+)$/.exec(name) ?? [];
        const window = Number(pid);
        if (chat === undefined || window === this.pid) continue;
        if (!this.isAlive(window)) await this.files.remove(join(folder, name));
        else found ||= chat === id;
      }
    } catch (thrown) {
      onError(thrown);
    }
    return found;
  }
}
