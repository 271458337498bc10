import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { LemmaError } from '../../core/errors.js';
import { hasCode } from '../systemError.js';

/** Bytes hashed at a time: about a millisecond, after which others get their turn. */
const CHUNK_BYTES = 1024 * 1024;
/** Models remembered; the longest unused are forgotten. */
const MOST_MODELS = 64;

/** How {@link ModelHashes} works. */
export interface ModelHashesOptions {
  /** JSON file of what is remembered; its folder is made when needed. */
  readonly file: string;
  /** SHA-256 that a model is known to have, in hexadecimal; undefined where nobody knows. */
  readonly expected: (modelPath: string) => Promise<string | undefined>;
  /** Told when other bytes are in a file of the same name and size. */
  readonly onChanged: (modelPath: string) => void;
  /** Told when the memory cannot be read or written. */
  readonly onError: (thrown: unknown) => void;
}

interface FileFacts {
  readonly size: number;
  readonly mtimeMs: number;
}

interface Known extends FileFacts {
  readonly sha256: string;
}

/**
 * Remembers the SHA-256 of models, so that one whose bytes have flipped is noticed: such a file loads, and answers garbage. A
 * file is read only once as long as its size and time stay.
 */
export class ModelHashes {
  private readonly options: ModelHashesOptions;
  private known: Promise<Map<string, Known>> | undefined;

  constructor(options: ModelHashesOptions) {
    this.options = options;
  }

  /**
   * Looks at a model before it is loaded. A file that is not there is left to the load.
   *
   * @throws LemmaError `modelDamaged` where it has not the hash it is known to have.
   */
  async verify(modelPath: string, signal: AbortSignal): Promise<void> {
    const facts = await factsOf(modelPath);
    const before = (await this.models()).get(modelPath);
    if (!facts || (before && sameFacts(before, facts))) return;
    const expected = await this.options.expected(modelPath);
    if (expected === undefined && before?.size !== facts.size) return;
    const sha256 = await sha256OfFile(modelPath, signal);
    if (expected !== undefined && sha256 !== expected) {
      throw new LemmaError('modelDamaged', { path: modelPath });
    }
    await this.remember(modelPath, { ...facts, sha256 });
    if (expected === undefined && sha256 !== before?.sha256) this.options.onChanged(modelPath);
  }

  /** Hashes a model unless it is known as it is. Rejects with an AbortError when the signal fires. */
  async learn(modelPath: string, signal: AbortSignal): Promise<void> {
    const facts = await factsOf(modelPath);
    const before = (await this.models()).get(modelPath);
    if (!facts || (before && sameFacts(before, facts))) return;
    const sha256 = await sha256OfFile(modelPath, signal);
    // A file that is being written has no hash to remember.
    const after = await factsOf(modelPath);
    if (after && sameFacts(after, facts)) await this.remember(modelPath, { ...facts, sha256 });
  }

  /** The SHA-256 of a model, where it is remembered of the file as it is. */
  async hashOf(modelPath: string): Promise<string | undefined> {
    const facts = await factsOf(modelPath);
    const known = (await this.models()).get(modelPath);
    return facts && known && sameFacts(known, facts) ? known.sha256 : undefined;
  }

  private models(): Promise<Map<string, Known>> {
    return (this.known ??= this.read());
  }

  private async read(): Promise<Map<string, Known>> {
    try {
      return parseKnown(JSON.parse(await readFile(this.options.file, 'utf8')));
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) this.options.onError(thrown);
      return new Map();
    }
  }

  private async remember(modelPath: string, known: Known): Promise<void> {
    const { file } = this.options;
    // Another window may have learned something since.
    const models = await this.read();
    models.delete(modelPath);
    models.set(modelPath, known);
    const kept = new Map([...models].slice(-MOST_MODELS));
    this.known = Promise.resolve(kept);
    const temporary = `${file}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(temporary, JSON.stringify([...kept]));
      await rename(temporary, file);
    } catch (thrown) {
      await rm(temporary, { force: true }).catch(() => undefined);
      this.options.onError(thrown);
    }
  }
}

/**
 * SHA-256 of a file in hexadecimal. Rejects with an AbortError when the signal fires.
 *
 * @param onBytes Told how many bytes are hashed so far.
 */
export async function sha256OfFile(
  path: string,
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<string> {
  const hash = createHash('sha256');
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let bytes = 0;
  if (onBytes)
    file.on('data', (chunk) => {
      bytes += chunk.length;
      onBytes(bytes);
    });
  await pipeline(file, hash, { signal });
  return hash.digest('hex');
}

async function factsOf(path: string): Promise<FileFacts | undefined> {
  return stat(path).then(
    ({ size, mtimeMs }) => ({ size, mtimeMs }),
    () => undefined,
  );
}

function sameFacts(one: FileFacts, other: FileFacts): boolean {
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}

function parseKnown(value: unknown): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    if (!Array.isArray(entry)) continue;
    const [path, facts] = entry as unknown[];
    if (typeof path !== 'string' || typeof facts !== 'object' || facts === null) continue;
    const { size, mtimeMs, sha256 }: Partial<Record<string, unknown>> = { ...facts };
    if (typeof size !== 'number' || typeof mtimeMs !== 'number') continue;
    if (typeof sha256 === 'string') known.set(path, { size, mtimeMs, sha256 });
  }
  return known;
}
