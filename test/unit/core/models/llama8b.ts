import type { MemoryPlan } from '../../../../src/core/models/memoryNeed.js';

/** DeepSeek-R1-Distill-Llama-8B in Q4_K_M, as it is run on a CPU. */
export const LLAMA_8B = {
  fileSizeBytes: 4_917_000_000,
  geometry: {
    layers: 32,
    embedding: 4096,
    heads: 32,
    kvHeads: 8,
    keyLength: 128,
    valueLength: 128,
    vocabulary: 128_256,
  },
  kvCache: { key: 'f16', value: 'f16' },
  batchSize: 32,
  flashAttention: false,
} as const satisfies Omit<MemoryPlan, 'contextSize'>;

/** Tokens it was trained with. */
export const TRAINED_8B = 131_072;
