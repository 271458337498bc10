/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Which bytes of a file are there. */
export class ByteRanges {
  private ranges: ByteRange[] = [];

  constructor(ranges: readonly ByteRange[] = []) {
    for (const range of ranges) this.add(range);
  }

  /** In ascending order, none touching another. */
  get list(): readonly ByteRange[] {
    return this.ranges;
  }

  /** Bytes that are there. */
  get total(): number {
    return this.ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  /** Bytes that are there from the beginning on without a gap. */
  get prefix(): number {
    const [first] = this.ranges;
    return first?.start === 0 ? first.end : 0;
  }

  add(range: ByteRange): void {
    if (range.end <= range.start) return;
    let { start, end } = range;
    const apart: ByteRange[] = [];
    for (const other of this.ranges) {
      if (other.end < start || other.start > end) {
        apart.push(other);
      } else {
        start = Math.min(start, other.start);
        end = Math.max(end, other.end);
      }
    }
    this.ranges = [...apart, { start, end }].sort((a, b) => a.start - b.start);
  }

  clear(): void {
    this.ranges = [];
  }

  /** What is missing of a file, in pieces of at most `most` bytes. */
  missing(size: number, most: number): ByteRange[] {
    const pieces: ByteRange[] = [];
    let at = 0;
    for (const { start, end } of [...this.ranges, { start: size, end: size }]) {
      for (; at < start; at += most) pieces.push({ start: at, end: Math.min(at + most, start) });
      at = end;
    }
    return pieces;
  }
}
