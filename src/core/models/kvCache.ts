import type { ModelGeometry } from './modelGeometry.js';

/** Type of the numbers in a KV cache, as llama.cpp names them. */
export type KvCacheType = 'f16' | 'q8_0';

/** What keys and values are stored as. */
export interface KvCacheTypes {
  readonly key: KvCacheType;
  readonly value: KvCacheType;
}

/** Why a KV cache is not of the type that was asked for. */
export type KvCacheLimit =
  /** Quantised values need flash attention, which is off. */
  | 'valuesNeedFlashAttention'
  /** The heads of this model do not divide into blocks of 32. */
  | 'headSize';

/** Elements of a q8_0 block: 32 bytes and their scale of two bytes. */
const BLOCK = { elements: 32, bytes: 34 } as const;

/**
 * What keys and values can be stored as. llama.cpp makes no context with quantised values unless flash attention is on, nor
 * one whose heads are no multiple of a block; what cannot be quantised stays f16.
 */
export function kvCacheTypes(
  wanted: KvCacheType,
  geometry: ModelGeometry | undefined,
  flashAttention: boolean,
): { readonly types: KvCacheTypes; readonly limit?: KvCacheLimit } {
  const f16 = { key: 'f16', value: 'f16' } as const;
  if (wanted === 'f16') return { types: f16 };
  const dividesIntoBlocks =
    geometry !== undefined &&
    geometry.keyLength % BLOCK.elements === 0 &&
    geometry.valueLength % BLOCK.elements === 0;
  if (!dividesIntoBlocks) return { types: f16, limit: 'headSize' };
  return flashAttention
    ? { types: { key: wanted, value: wanted } }
    : { types: { key: wanted, value: 'f16' }, limit: 'valuesNeedFlashAttention' };
}

/** Bytes that one token of context takes in the KV cache: 131,072 for the 8B model in f16. */
export function kvBytesPerToken(geometry: ModelGeometry, types: KvCacheTypes): number {
  const { layers, kvHeads, keyLength, valueLength } = geometry;
  const keys = kvHeads * keyLength * bytesPerElement(types.key);
  const values = kvHeads * valueLength * bytesPerElement(types.value);
  return layers * (keys + values);
}

function bytesPerElement(type: KvCacheType): number {
  return type === 'f16' ? 2 : BLOCK.bytes / BLOCK.elements;
}
