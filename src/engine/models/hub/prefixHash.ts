import { createHash } from 'node:crypto';
import type { PartFile } from './partFile.js';

/** Bytes hashed at a time: about a millisecond. */
const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 of a file that is still coming in: follows the bytes that are there without a gap. */
export class PrefixHash {
  private readonly part: PartFile;
  private readonly buffer = Buffer.alloc(CHUNK_BYTES);
  private hash = createHash('sha256');
  private hashed = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(part: PartFile) {
    this.part = part;
  }

  /** Hashes what has come since, in the background; a failure shows at {@link digest}. */
  follow(): void {
    this.running = this.running.then(() => this.catchUp());
    // Nothing is lost: `digest` reads what is missing and fails itself.
    this.running = this.running.catch(() => undefined);
  }

  /** SHA-256 of the whole prefix in hexadecimal. */
  async digest(onProgress: (hashedBytes: number) => void, signal: AbortSignal): Promise<string> {
    await this.running;
    await this.catchUp(onProgress, signal);
    return this.hash.copy().digest('hex');
  }

  /** Begins again with another file content. */
  async restart(): Promise<void> {
    await this.running;
    this.hash = createHash('sha256');
    this.hashed = 0;
  }

  private async catchUp(
    onProgress?: (hashed: number) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    while (this.hashed < this.part.ranges.prefix) {
      signal?.throwIfAborted();
      const wanted = Math.min(CHUNK_BYTES, this.part.ranges.prefix - this.hashed);
      const read = await this.part.read(this.buffer.subarray(0, wanted), this.hashed);
      if (read === 0) return;
      this.hash.update(this.buffer.subarray(0, read));
      this.hashed += read;
      onProgress?.(this.hashed);
    }
  }
}
