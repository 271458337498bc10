import { LemmaError } from '../../core/errors.js';
import type { MetadataValue } from './ggufMetadata.js';

/** Metadata by key. */
export type Metadata = ReadonlyMap<string, MetadataValue>;
/** Sizes of each tensor, by its name. */
export type TensorShapes = ReadonlyMap<string, readonly number[]>;

/** Most layers that llama.cpp takes; it aborts the process beyond. */
const MOST_LAYERS = 512;
/** Architectures whose feed-forward tensors have exactly the size that the metadata tells. */
const PLAIN_FEED_FORWARD = ['llama', 'qwen2', 'qwen3'];

/** The error of a value that no whole model has. */
export function damaged(what: string, value: string | number): LemmaError {
  return new LemmaError('modelDamaged', { what, value: String(value) });
}

/**
 * Checks the numbers that make native code abort the process: found by loading files with each of them changed.
 *
 * @throws LemmaError `modelDamaged`.
 */
export function checkHyperparameters(
  metadata: Metadata,
  shapes: TensorShapes,
  architecture: string,
): void {
  const own = (key: string): MetadataValue | undefined => metadata.get(`${architecture}.${key}`);
  const counts = [
    'block_count',
    'embedding_length',
    'feed_forward_length',
    'attention.head_count',
    'attention.head_count_kv',
  ];
  for (const key of counts) {
    const value = own(key);
    if (typeof value === 'number' && value < 1) throw damaged(key, value);
  }
  const layers = own('block_count');
  if (typeof layers === 'number' && layers > MOST_LAYERS) throw damaged('block_count', layers);
  for (const [key, value] of metadata) {
    if (typeof value !== 'number' || !key.startsWith(`${architecture}.`)) continue;
    if (!Number.isFinite(value)) throw damaged(key, value);
    if (key.endsWith('epsilon') && value < 0) throw damaged(key, value);
  }
  const width = own('feed_forward_length');
  if (typeof width === 'number' && PLAIN_FEED_FORWARD.includes(architecture)) {
    checkFeedForward(shapes, width);
  }
}

/**
 * Checks that the vocabulary is there and that ids of special tokens lie in it.
 *
 * @returns tokens of the vocabulary.
 * @throws LemmaError `modelUnsupported`, `modelDamaged`.
 */
export function checkVocabulary(metadata: Metadata, architecture: string): number {
  const tokens = metadata.get('tokenizer.ggml.tokens');
  const size = typeof tokens === 'object' ? tokens.arrayLength : 0;
  if (typeof metadata.get('tokenizer.ggml.model') !== 'string' || size === 0) {
    throw new LemmaError('modelUnsupported', { architecture, what: 'no tokenizer' });
  }
  for (const [key, id] of metadata) {
    if (!/^tokenizer\.ggml\.\w+_token_id$/.test(key) || typeof id !== 'number') continue;
    // All bits set stands for "none".
    if (id >= size && id !== 0xffff_ffff) throw damaged(key, id);
  }
  return size;
}

function checkFeedForward(shapes: TensorShapes, width: number): void {
  for (const [name, shape] of shapes) {
    const part = /^blk\.\d+\.ffn_(up|gate|down)\.weight$/.exec(name)?.[1];
    if (part === undefined) continue;
    const size = part === 'down' ? shape[0] : shape[1];
    if (size !== width) throw damaged(name, size ?? 0);
  }
}
