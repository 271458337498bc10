import { kvBytesPerToken, type KvCacheTypes } from './kvCache.js';
import type { ModelGeometry } from './modelGeometry.js';

/** A model as it is to be run. */
export interface MemoryPlan {
  readonly fileSizeBytes: number;
  readonly geometry: ModelGeometry;
  /** Tokens of context. */
  readonly contextSize: number;
  readonly kvCache: KvCacheTypes;
  /** Tokens evaluated at a time. */
  readonly batchSize: number;
  /** `auto`, which leaves it to the GPU library, counts as used. */
  readonly flashAttention: boolean | 'auto';
}

/** Memory that running a model takes, in bytes. */
export interface MemoryNeed {
  readonly weights: number;
  readonly kvCache: number;
  /** Scratch space of one evaluation. */
  readonly compute: number;
  /** Vocabulary and bookkeeping. */
  readonly overhead: number;
  readonly total: number;
}

/** Weights take a little more than the file where the CPU has a layout of its own for them: 2 % were measured with AMX. */
const REPACKED = 1.02;
/** Logits, activations and attention scores are 32-bit floats. */
const FLOAT = 4;
/** Activations alive at once, in widths of the embedding: beside the logits, and inside a layer. */
const ACTIVATIONS = { atTheEnd: 2, inALayer: 5.5 } as const;
/** Bytes of the vocabulary and its merges in memory, for each token. */
const VOCABULARY_ENTRY = 800;

/**
 * Memory that running a model takes. For the 8B model in Q4_K_M with 8,192 tokens of context in f16, in batches of 32: 5.02 GB
 * of weights, 1.07 GB of keys and values, 0.04 GB of scratch space and 0.1 GB of vocabulary, together 6.23 GB; 6.23 GB to
 * 6.25 GB were measured. Weights that are mapped from the file and stored a second time in another layout are not counted.
 * The scratch space is what llama.cpp reports for its CPU backend, exact to 1 %.
 */
export function memoryNeed(plan: MemoryPlan): MemoryNeed {
  const weights = plan.fileSizeBytes * REPACKED;
  const kvCache = kvBytesPerToken(plan.geometry, plan.kvCache) * plan.contextSize;
  const compute = computeBytes(plan);
  const overhead = plan.geometry.vocabulary * VOCABULARY_ENTRY;
  return { weights, kvCache, compute, overhead, total: weights + kvCache + compute + overhead };
}

/** What one evaluation needs at its widest: in the last step, or in a layer. */
function computeBytes({ geometry, contextSize, batchSize, flashAttention }: MemoryPlan): number {
  const { vocabulary, embedding, heads } = geometry;
  const end = vocabulary + ACTIVATIONS.atTheEnd * embedding;
  // Without flash attention each token of the batch has a score for each token of the context, by head, and a mask.
  const scores = flashAttention === false ? (heads + 1) * contextSize : 0;
  const layer = scores + ACTIVATIONS.inALayer * embedding;
  return Math.max(end, layer) * batchSize * FLOAT;
}
