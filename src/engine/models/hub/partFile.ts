import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LemmaError } from '../../../core/errors.js';
import { jsonObject } from '../../../core/text/jsonObject.js';
import { hasCode } from '../../systemError.js';
import { type ByteRange, ByteRanges } from './byteRanges.js';
import type { RemoteFile } from './remoteFile.js';

/** What a partial file is of. */
interface Identity extends Pick<RemoteFile, 'size' | 'etag'> {
  /** Where it comes from, in words that {@link PartFacts} gives back. */
  readonly source?: string | undefined;
}

/** What a download left so far. */
export interface PartFacts {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly source?: string;
}

/** What the names of the notes about partial files end in. */
export const JOURNAL_ENDING = '.part.json';

/**
 * A download that is not whole yet: its bytes in `<target>.part`, and which of them are there in `<target>.part.json`. The final
 * name is never a half file.
 */
export class PartFile {
  readonly ranges: ByteRanges;
  private readonly target: string;
  private readonly file: FileHandle;
  private readonly identity: Identity;

  private constructor(target: string, file: FileHandle, identity: Identity, ranges: ByteRanges) {
    this.target = target;
    this.file = file;
    this.identity = identity;
    this.ranges = ranges;
  }

  /** Opens what an earlier download left of the same content, or begins afresh. */
  static async open(target: string, identity: Identity): Promise<PartFile> {
    await mkdir(dirname(target), { recursive: true });
    const ranges = (await readJournal(target, identity))?.ranges;
    const part = partPath(target);
    const file = ranges ? await open(part, 'r+').catch(() => undefined) : undefined;
    if (file && ranges) {
      const { size } = await file.stat();
      // A journal that promises more than the file holds is of another file.
      if ((ranges.list.at(-1)?.end ?? 0) <= size)
        return new PartFile(target, file, identity, ranges);
      await file.close();
    }
    const fresh = await open(part, 'w+');
    return new PartFile(target, fresh, identity, new ByteRanges());
  }

  /** @throws LemmaError `noDiskSpace`. */
  async write(bytes: Uint8Array, at: number): Promise<void> {
    try {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await this.file.write(
          bytes,
          written,
          bytes.length - written,
          at + written,
        );
        written += bytesWritten;
      }
    } catch (thrown) {
      throw diskError(thrown);
    }
    this.ranges.add({ start: at, end: at + bytes.length });
  }

  /** Bytes of the file, at most `buffer` takes. */
  async read(buffer: Uint8Array, at: number): Promise<number> {
    const { bytesRead } = await this.file.read(buffer, 0, buffer.length, at);
    return bytesRead;
  }

  /** Forgets all bytes. */
  async restart(): Promise<void> {
    this.ranges.clear();
    await this.file.truncate(0);
    await this.note();
  }

  /** Writes down which bytes are there. */
  async note(): Promise<void> {
    const { size, etag, source } = this.identity;
    const text = JSON.stringify({ version: 1, size, etag, source, ranges: this.ranges.list });
    const draft = `${journalPath(this.target)}.draft`;
    try {
      await writeFile(draft, text);
      await rename(draft, journalPath(this.target));
    } catch (thrown) {
      throw diskError(thrown);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** Gives the whole file its final name. */
  async finish(): Promise<void> {
    await this.file.truncate(this.identity.size);
    await this.file.sync();
    await this.file.close();
    await rename(partPath(this.target), this.target);
    await rm(journalPath(this.target), { force: true });
  }

  /** Removes what a download left. */
  static async discard(target: string): Promise<void> {
    for (const path of [partPath(target), journalPath(target)]) await rm(path, { force: true });
  }

  /** What an earlier download left; undefined for nothing. */
  static async facts(target: string): Promise<PartFacts | undefined> {
    const journal = await readJournal(target);
    if (!journal) return undefined;
    const { ranges, size, source } = journal;
    const facts = { receivedBytes: ranges.total, totalBytes: size };
    return { ...facts, ...(source !== undefined && { source }) };
  }
}

function partPath(target: string): string {
  return `${target}.part`;
}

function journalPath(target: string): string {
  return `${target}${JOURNAL_ENDING}`;
}

interface Journal {
  readonly ranges: ByteRanges;
  readonly size: number;
  readonly source: string | undefined;
}

async function readJournal(target: string, identity?: Identity): Promise<Journal | undefined> {
  // Where there is none, or one that was not written to its end, the download begins afresh.
  const text = await readFile(journalPath(target), 'utf8').catch(() => '');
  const { version, size, etag, source, ranges } = jsonObject(text) ?? {};
  if (version !== 1 || typeof size !== 'number' || !Array.isArray(ranges)) return undefined;
  if (identity && (size !== identity.size || etag !== identity.etag)) return undefined;
  const list = ranges.filter((range) => isRange(range, size));
  if (list.length !== ranges.length) return undefined;
  return {
    ranges: new ByteRanges(list),
    size,
    source: typeof source === 'string' ? source : undefined,
  };
}

function isRange(value: unknown, size: number): value is ByteRange {
  if (typeof value !== 'object' || value === null) return false;
  const { start, end }: Partial<Record<string, unknown>> = { ...value };
  return (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(end) &&
    Number(start) >= 0 &&
    Number(start) < Number(end) &&
    Number(end) <= size
  );
}

function diskError(thrown: unknown): unknown {
  return hasCode(thrown, 'ENOSPC', 'EDQUOT') ? new LemmaError('noDiskSpace', {}, thrown) : thrown;
}
