import type { StorageFiles } from '../../src/vscode/storage/storageFiles.js';

interface MemoryFile {
  readonly text: string;
  readonly stamp: string;
}

/** Files in memory. Each step of a file's life happens at once, but only when `turn` lets it. */
export class MemoryFiles implements StorageFiles {
  readonly files = new Map<string, MemoryFile>();
  private readonly turn: (what: string) => Promise<void>;
  private writes = 0;

  constructor(turn: (what: string) => Promise<void> = () => Promise.resolve()) {
    this.turn = turn;
  }

  /** The same files for another window. */
  seenBy(turn: (what: string) => Promise<void>): MemoryFiles {
    const other = new MemoryFiles(turn);
    Object.assign(other, { files: this.files, nextStamp: () => this.nextStamp() });
    return other;
  }

  async read(path: string): Promise<string | undefined> {
    await this.turn(`read ${path}`);
    return this.files.get(path)?.text;
  }

  async readStart(path: string, bytes: number): Promise<string | undefined> {
    return (await this.read(path))?.slice(0, bytes);
  }

  async stamp(path: string): Promise<string | undefined> {
    await this.turn(`stamp ${path}`);
    return this.files.get(path)?.stamp;
  }

  async age(path: string): Promise<number | undefined> {
    await this.turn(`age ${path}`);
    return this.files.has(path) ? 0 : undefined;
  }

  async write(path: string, text: string): Promise<void> {
    await this.turn(`begin ${path}`);
    this.files.set(path, { text: text.slice(0, text.length / 2), stamp: this.nextStamp() });
    await this.turn(`write ${path}`);
    this.files.set(path, { text, stamp: this.nextStamp() });
  }

  async create(path: string): Promise<boolean> {
    await this.turn(`create ${path}`);
    if (this.files.has(path)) return false;
    this.files.set(path, { text: '', stamp: this.nextStamp() });
    return true;
  }

  async move(from: string, to: string): Promise<void> {
    await this.turn(`move ${from}`);
    const file = this.files.get(from);
    if (!file) throw new Error(`ENOENT ${from}`);
    this.files.delete(from);
    this.files.set(to, file);
  }

  async remove(path: string): Promise<void> {
    await this.turn(`remove ${path}`);
    this.files.delete(path);
  }

  async list(folder: string): Promise<readonly string[]> {
    await this.turn(`list ${folder}`);
    const prefix = `${folder}/`;
    return [...this.files.keys()]
      .filter((path) => path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
  }

  private nextStamp(): string {
    return String((this.writes += 1));
  }
}
