import { tensorBytes } from '../../src/engine/models/ggmlTypes.js';

/** Tensor types that can be written. */
export type TensorType = 'F32' | 'F16' | 'Q4_0' | 'Q8_0' | 'Q4_K' | 'Q6_K';

interface TypeFacts {
  /** `ggml_type`. */
  readonly id: number;
  /** Weights of one block. */
  readonly blockSize: number;
}

/** The number of each type in GGUF, and how many weights share a block. */
export const TENSOR_TYPES: Readonly<Record<TensorType, TypeFacts>> = {
  F32: { id: 0, blockSize: 1 },
  F16: { id: 1, blockSize: 1 },
  Q4_0: { id: 2, blockSize: 32 },
  Q8_0: { id: 8, blockSize: 32 },
  Q4_K: { id: 12, blockSize: 256 },
  Q6_K: { id: 14, blockSize: 256 },
};

/** Bytes that so many weights take. */
export function bytesOf(type: TensorType, weights: number): number {
  return tensorBytes(TENSOR_TYPES[type].id, weights);
}
