/** The sizes that make up a Llama; names follow GGUF. */
export interface Geometry {
  readonly layers: number;
  readonly embedding: number;
  readonly feedForward: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Tokens of the vocabulary. */
  readonly vocabulary: number;
  /** Context length the model claims to be trained with, in tokens. */
  readonly context: number;
}

/** DeepSeek-R1-Distill-Llama-8B. */
export const LLAMA_8B: Geometry = {
  layers: 32,
  embedding: 4096,
  feedForward: 14_336,
  heads: 32,
  kvHeads: 8,
  vocabulary: 128_256,
  context: 131_072,
};

/** Width of one attention head. */
export function headSize(geometry: Geometry): number {
  return geometry.embedding / geometry.heads;
}

/**
 * Refuses sizes of which no Llama can be made.
 *
 * @param blockSize weights that are quantised together; each row of a matrix must be made up of whole blocks.
 * @throws RangeError
 */
export function checkGeometry(geometry: Geometry, blockSize: number): void {
  const { embedding, feedForward, heads, kvHeads } = geometry;
  for (const [name, value] of Object.entries(geometry)) {
    if (!Number.isSafeInteger(value) || value < 1) throw new RangeError(`${name}: ${value}`);
  }
  if (embedding % (heads * 2) !== 0) {
    throw new RangeError(`embedding ${embedding} is no even multiple of ${heads} heads`);
  }
  if (heads % kvHeads !== 0) {
    throw new RangeError(`${heads} heads cannot share ${kvHeads} key-value heads`);
  }
  for (const [name, width] of Object.entries({ embedding, feedForward })) {
    if (width % blockSize !== 0) {
      throw new RangeError(`${name} ${width} is no multiple of the block size ${blockSize}`);
    }
  }
}
