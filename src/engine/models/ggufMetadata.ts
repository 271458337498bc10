import { LemmaError } from '../../core/errors.js';
import type { BoundedReader } from './boundedReader.js';

/** A value of the metadata; of an array only its length is kept. */
export type MetadataValue = string | number | boolean | { readonly arrayLength: number };

const MOST_KEYS = 1 << 16;
const LONGEST_KEY = 1 << 16;
const LONGEST_STRING = 1 << 26;
/** Strings of an array are passed one by one: more than any vocabulary has are refused. */
const MOST_STRINGS = 1 << 23;
const STRING = 8;
const ARRAY = 9;

interface NumberType {
  readonly bytes: number;
  readonly read: (buffer: Buffer, at: number) => number;
}

const NUMBERS: Readonly<Record<number, NumberType>> = {
  0: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  1: { bytes: 1, read: (buffer, at) => buffer.readInt8(at) },
  2: { bytes: 2, read: (buffer, at) => buffer.readUInt16LE(at) },
  3: { bytes: 2, read: (buffer, at) => buffer.readInt16LE(at) },
  4: { bytes: 4, read: (buffer, at) => buffer.readUInt32LE(at) },
  5: { bytes: 4, read: (buffer, at) => buffer.readInt32LE(at) },
  6: { bytes: 4, read: (buffer, at) => buffer.readFloatLE(at) },
  7: { bytes: 1, read: (buffer, at) => buffer.readUInt8(at) },
  10: { bytes: 8, read: (buffer, at) => Number(buffer.readBigUInt64LE(at)) },
  11: { bytes: 8, read: (buffer, at) => Number(buffer.readBigInt64LE(at)) },
  12: { bytes: 8, read: (buffer, at) => buffer.readDoubleLE(at) },
};
const BOOLEAN = 7;

/**
 * Reads the key-value pairs of a GGUF header.
 *
 * @throws LemmaError `modelDamaged` or `modelTruncated`.
 */
export async function readMetadata(reader: BoundedReader): Promise<Map<string, MetadataValue>> {
  const metadata = new Map<string, MetadataValue>();
  const count = await reader.u64(MOST_KEYS, 'metadata count');
  for (let i = 0; i < count; i++) {
    const key = await reader.string(LONGEST_KEY, 'key length');
    const type = await reader.u32();
    metadata.set(key, await readValue(reader, type));
  }
  return metadata;
}

async function readValue(reader: BoundedReader, type: number): Promise<MetadataValue> {
  if (type === STRING) return await reader.string(LONGEST_STRING, 'string length');
  if (type === ARRAY) return { arrayLength: await skipArray(reader) };
  const value = await reader.number(numberType(type).bytes, numberType(type).read);
  return type === BOOLEAN ? value !== 0 : value;
}

/** Passes an array and returns how many elements it has. Arrays of arrays are refused, as llama.cpp does. */
async function skipArray(reader: BoundedReader): Promise<number> {
  const type = await reader.u32();
  const count = await reader.u64(Number.MAX_SAFE_INTEGER, 'array length');
  if (type !== STRING) {
    reader.skip(count * numberType(type).bytes);
    return count;
  }
  if (count > MOST_STRINGS) throw new LemmaError('modelDamaged', { what: 'array length', count });
  await reader.skipStrings(count);
  return count;
}

function numberType(type: number): NumberType {
  const known = NUMBERS[type];
  if (!known) throw new LemmaError('modelDamaged', { what: 'metadata type', value: type });
  return known;
}
