import { LemmaError } from '../../core/errors.js';

/** Bytes read from the file at a time. */
const WINDOW = 1 << 20;
/** Bytes of a string's length. */
const LENGTH = 8;
const decoder = new TextDecoder();

/** Where bytes come from: a file, or one on a server. */
export interface ByteSource {
  /** Reads into `buffer` from `offset` on, at most `length` bytes from `position` of the source. */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
}

/** Reads little-endian values one after the other; nothing is allocated or looped over on the word of the file alone. */
export class BoundedReader {
  private readonly file: ByteSource;
  private readonly size: number;
  private buffer = Buffer.alloc(0);
  /** Place of the buffer's first byte in the file. */
  private start = 0;
  private at = 0;

  /** @param size bytes of the file. */
  constructor(file: ByteSource, size: number) {
    this.file = file;
    this.size = size;
  }

  /** Place of the next value in the file. */
  get position(): number {
    return this.start + this.at;
  }

  /** Bytes from the next value to the end of the file. */
  get left(): number {
    return this.size - this.position;
  }

  /** @throws LemmaError `modelTruncated` when the file ends before. */
  async u32(): Promise<number> {
    const at = await this.take(4);
    return this.buffer.readUInt32LE(at);
  }

  /**
   * An unsigned 64-bit count or length.
   *
   * @throws LemmaError `modelDamaged` when it is more than `most`, `modelTruncated` when the file ends before.
   */
  async u64(most: number, what: string): Promise<number> {
    const at = await this.take(8);
    const value = this.buffer.readBigUInt64LE(at);
    if (value > BigInt(most))
      throw new LemmaError('modelDamaged', { what, value: value.toString() });
    return Number(value);
  }

  /** A number of 1 to 8 bytes. */
  async number(bytes: number, read: (buffer: Buffer, at: number) => number): Promise<number> {
    const at = await this.take(bytes);
    return read(this.buffer, at);
  }

  /**
   * A string behind its length.
   *
   * @throws LemmaError `modelDamaged` when it is longer than `most` bytes.
   */
  async string(most: number, what: string): Promise<string> {
    const length = await this.u64(most, what);
    const at = await this.take(length);
    return decoder.decode(this.buffer.subarray(at, at + length));
  }

  /**
   * Goes on behind `count` strings.
   *
   * @throws LemmaError `modelTruncated` when they reach beyond the end.
   */
  async skipStrings(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      // A vocabulary has hundreds of thousands: wait only when the buffer is used up.
      if (this.at + LENGTH > this.buffer.length) await this.fill(LENGTH);
      const length = Number(this.buffer.readBigUInt64LE(this.at));
      this.at += LENGTH;
      this.skip(length);
    }
  }

  /**
   * Goes on `bytes` bytes further.
   *
   * @throws LemmaError `modelTruncated` when that is beyond the end.
   */
  skip(bytes: number): void {
    if (bytes > this.left) throw this.truncated(bytes);
    if (this.at + bytes <= this.buffer.length) {
      this.at += bytes;
      return;
    }
    this.start += this.at + bytes;
    this.at = 0;
    this.buffer = Buffer.alloc(0);
  }

  /** Makes `bytes` bytes readable at the returned place of the buffer, and passes them. */
  private async take(bytes: number): Promise<number> {
    if (this.at + bytes > this.buffer.length) await this.fill(bytes);
    const at = this.at;
    this.at += bytes;
    return at;
  }

  private async fill(bytes: number): Promise<void> {
    if (bytes > this.left) throw this.truncated(bytes);
    const from = this.position;
    const wanted = Math.min(Math.max(bytes, WINDOW), this.size - from);
    const buffer = Buffer.alloc(wanted);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await this.file.read(buffer, filled, wanted - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    if (filled < bytes) throw this.truncated(bytes);
    this.buffer = buffer.subarray(0, filled);
    this.start = from;
    this.at = 0;
  }

  private truncated(bytes: number): LemmaError {
    return new LemmaError('modelTruncated', {
      fileSizeBytes: this.size,
      neededBytes: this.position + bytes,
    });
  }
}
