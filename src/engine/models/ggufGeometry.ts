import type { ModelGeometry } from '../../core/models/modelGeometry.js';
import type { Metadata } from './ggufChecks.js';

/** The sizes of a model; undefined where one is missing, or differs between layers. */
export function readGeometry(
  metadata: Metadata,
  architecture: string,
  vocabulary: number,
): ModelGeometry | undefined {
  const count = (key: string): number | undefined => {
    const value = metadata.get(`${architecture}.${key}`);
    return typeof value === 'number' && value >= 1 ? value : undefined;
  };
  const layers = count('block_count');
  const embedding = count('embedding_length');
  const heads = count('attention.head_count');
  if (layers === undefined || embedding === undefined || heads === undefined) return undefined;
  // A list in place of a number: it differs between layers.
  if (typeof metadata.get(`${architecture}.attention.head_count_kv`) === 'object') return undefined;
  const headSize = Math.floor(embedding / heads);
  return {
    layers,
    embedding,
    heads,
    kvHeads: count('attention.head_count_kv') ?? heads,
    keyLength: count('attention.key_length') ?? headSize,
    valueLength: count('attention.value_length') ?? headSize,
    vocabulary,
  };
}
