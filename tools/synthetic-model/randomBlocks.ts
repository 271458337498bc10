import { float16Bits } from './float16.js';
import { bytesOf, TENSOR_TYPES, type TensorType } from './tensorTypes.js';

/**
 * Blocks made of each kind before they come round again. A prime: rows are made of whole blocks, so the same row comes
 * only after as many rows, which are more than most matrices have.
 */
const PERIOD = 131_071;

/** Standard deviations of what the random bits of a block say, before its scale. */
const SPREAD = { nibble: 4.61, sixBits: 18.47, byte: 73.9 } as const;
const Q4_K_SCALE = 32;
const Q6_K_SCALE = 8;

/** An endless supply of random weights, made from one buffer for each type and deviation. */
export class RandomBlocks {
  private readonly seed: number;
  private readonly cycles = new Map<string, { readonly bytes: Buffer; at: number }>();

  /** @param seed equal seeds give equal weights, when asked for in the same order. */
  constructor(seed: number) {
    this.seed = seed;
  }

  /** The bytes of so many weights, in pieces that are valid until the next buffer is asked for. */
  *take(type: TensorType, deviation: number, weights: number): Generator<Buffer> {
    const cycle = this.cycle(type, deviation);
    for (let left = bytesOf(type, weights); left > 0;) {
      const piece = cycle.bytes.subarray(cycle.at, cycle.at + left);
      cycle.at = (cycle.at + piece.length) % cycle.bytes.length;
      left -= piece.length;
      yield piece;
    }
  }

  private cycle(type: TensorType, deviation: number): { readonly bytes: Buffer; at: number } {
    const key = `${type} ${deviation}`;
    const known = this.cycles.get(key);
    if (known) return known;
    const size = bytesOf(type, TENSOR_TYPES[type].blockSize);
    const bytes = randomBytes(size * PERIOD, this.seed + this.cycles.size);
    for (let at = 0; at < bytes.length; at += size) setScale(type, bytes, at, deviation);
    const cycle = { bytes, at: 0 };
    this.cycles.set(key, cycle);
    return cycle;
  }
}

/** Gives the random block at an offset the scale that makes its weights deviate as wanted, around 0. */
function setScale(type: TensorType, bytes: Buffer, at: number, deviation: number): void {
  // Quants reach from -2^n to 2^n - 1: with a random sign of the scale they do not lean to one side.
  const signed = (value: number): number =>
    float16Bits(value) | ((bytes[at + 2] ?? 0) & 1 ? 0x8000 : 0);
  switch (type) {
    case 'F32':
      bytes.writeFloatLE(uniform(bytes.readUInt32LE(at) / 2 ** 32, deviation), at);
      break;
    case 'F16':
      bytes.writeUInt16LE(float16Bits(uniform(bytes.readUInt16LE(at) / 2 ** 16, deviation)), at);
      break;
    case 'Q4_0':
      bytes.writeUInt16LE(signed(deviation / SPREAD.nibble), at);
      break;
    case 'Q8_0':
      bytes.writeUInt16LE(signed(deviation / SPREAD.byte), at);
      break;
    case 'Q4_K': {
      // A weight is scale * 32 * quant - minimum * 60; eight times 32 and 60 are packed into twelve bytes.
      const scale = deviation / (SPREAD.nibble * Q4_K_SCALE);
      bytes.writeUInt16LE(float16Bits(scale), at);
      bytes.writeUInt16LE(float16Bits(4 * scale), at + 2);
      bytes.fill(0xa0, at + 4, at + 8).fill(0xfc, at + 8, at + 12);
      bytes.fill(0xc0, at + 12, at + 16);
      break;
    }
    case 'Q6_K':
      bytes.fill(Q6_K_SCALE, at + 192, at + 208);
      bytes.writeUInt16LE(signed(deviation / (SPREAD.sixBits * Q6_K_SCALE)), at + 208);
      break;
  }
}

/** @param share from 0 to 1. */
function uniform(share: number, deviation: number): number {
  return (share * 2 - 1) * Math.sqrt(3) * deviation;
}

/** The mulberry32 generator. */
function randomBytes(length: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0;
  for (let i = 0; i < words.length; i++) {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    words[i] = mixed ^ (mixed >>> 14);
  }
  return Buffer.from(words.buffer, 0, length);
}
