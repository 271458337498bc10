import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** A model file that Lemma knows. */
export interface LibraryEntry {
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Where it was downloaded from; absent for a file that was there already. */
  readonly source?: string;
  /** SHA-256 that it had when it came, in hexadecimal. */
  readonly sha256?: string;
  /** Whether Lemma downloaded it, and may remove it. */
  readonly owned: boolean;
}

const INDEX = 'library.json';

/**
 * The model files that Lemma downloaded, in one folder, and those it uses where they are. A file that is gone is left out; one
 * in the folder that the index does not know counts as put there by the user.
 */
export class ModelLibrary {
  /** Folder that downloads go to. */
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  async list(): Promise<readonly LibraryEntry[]> {
    const known = await this.read();
    const names = await readdir(this.folder).catch(() => []);
    const found = names
      .filter((name) => name.endsWith('.gguf'))
      .map((name) => join(this.folder, name));
    const paths = [...new Set([...known.map(({ path }) => path), ...found])];
    const entries = await Promise.all(
      paths.map(async (path): Promise<LibraryEntry[]> => {
        const facts = await stat(path).catch(() => undefined);
        if (!facts?.isFile()) return [];
        const entry = known.find((each) => each.path === path);
        return [{ ...(entry ?? { path, owned: false }), sizeBytes: facts.size }];
      }),
    );
    return entries.flat().sort((a, b) => basename(a.path).localeCompare(basename(b.path)));
  }

  async add(entry: LibraryEntry): Promise<void> {
    const others = (await this.read()).filter(({ path }) => path !== entry.path);
    await this.write([...others, entry]);
  }

  /** Forgets a model; its file is deleted only where Lemma downloaded it. */
  async remove(path: string): Promise<{ readonly deleted: boolean }> {
    const known = await this.read();
    const entry = known.find((each) => each.path === path);
    const deleted = entry?.owned === true && dirname(entry.path) === this.folder;
    if (deleted) await rm(path, { force: true });
    await this.write(known.filter((each) => each !== entry));
    return { deleted };
  }

  /** Forgets a model; its file stays. */
  async forget(path: string): Promise<void> {
    const known = await this.read();
    const others = known.filter((each) => each.path !== path);
    if (others.length < known.length) await this.write(others);
  }

  private async read(): Promise<readonly LibraryEntry[]> {
    try {
      const value: unknown = JSON.parse(await readFile(join(this.folder, INDEX), 'utf8'));
      return Array.isArray(value) ? value.filter(isEntry) : [];
    } catch {
      // None yet, or damaged: the files themselves are found in the folder.
      return [];
    }
  }

  private async write(entries: readonly LibraryEntry[]): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const file = join(this.folder, INDEX);
    const draft = `${file}.${process.pid}.draft`;
    await writeFile(draft, JSON.stringify(entries, undefined, 1));
    await rename(draft, file);
  }
}

function isEntry(value: unknown): value is LibraryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { path, sizeBytes, owned, source, sha256 }: Partial<Record<string, unknown>> = { ...value };
  const isText = (each: unknown): boolean => each === undefined || typeof each === 'string';
  return (
    typeof path === 'string' &&
    typeof sizeBytes === 'number' &&
    typeof owned === 'boolean' &&
    isText(source) &&
    isText(sha256)
  );
}
