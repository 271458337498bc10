import { text, u32, u64 } from './bytes.js';
import type { Tensor } from './tensors.js';
import { bytesOf, TENSOR_TYPES } from './tensorTypes.js';

/** A value of the metadata. */
export type MetadataValue =
  | { readonly kind: 'u32' | 'f32'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'i32s'; readonly value: readonly number[] };

const VERSION = 3;
const ALIGNMENT = 32;
/** `gguf_metadata_value_type`. */
const TYPE = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

/** Bytes after which the next aligned offset comes. */
export function paddingAfter(bytes: number): number {
  return (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;
}

/** Bytes of a tensor, without padding. */
export function sizeOf(tensor: Tensor): number {
  return bytesOf(
    tensor.type,
    tensor.shape.reduce((product, size) => product * size, 1),
  );
}

/** The start of a GGUF file, up to where the data of the first tensor begins. */
export function headerBytes(
  metadata: ReadonlyMap<string, MetadataValue>,
  tensors: readonly Tensor[],
): Buffer {
  const chunks = [Buffer.from('GGUF'), u32(VERSION), u64(tensors.length), u64(metadata.size)];
  for (const [key, value] of metadata) chunks.push(text(key), ...valueBytes(value));
  let offset = 0;
  for (const tensor of tensors) {
    const { name, shape, type } = tensor;
    chunks.push(text(name), u32(shape.length), ...shape.map(u64));
    chunks.push(u32(TENSOR_TYPES[type].id), u64(offset));
    offset += sizeOf(tensor) + paddingAfter(sizeOf(tensor));
  }
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return Buffer.concat([...chunks, Buffer.alloc(paddingAfter(length))]);
}

function valueBytes(entry: MetadataValue): Buffer[] {
  switch (entry.kind) {
    case 'u32':
      return [u32(TYPE.u32), u32(entry.value)];
    case 'f32':
      return [u32(TYPE.f32), f32(entry.value)];
    case 'bool':
      return [u32(TYPE.bool), Buffer.of(Number(entry.value))];
    case 'string':
      return [u32(TYPE.string), text(entry.value)];
    case 'strings':
      return [u32(TYPE.array), u32(TYPE.string), u64(entry.value.length), texts(entry.value)];
    case 'i32s':
      return [u32(TYPE.array), u32(TYPE.i32), u64(entry.value.length), i32s(entry.value)];
  }
}

function texts(values: readonly string[]): Buffer {
  return Buffer.concat(values.map(text));
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function i32s(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, i * 4);
  return bytes;
}
