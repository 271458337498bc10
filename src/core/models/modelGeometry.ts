/** The sizes of a transformer that decide how much memory it takes; from the header of its GGUF file. */
export interface ModelGeometry {
  /** GGUF `block_count`. */
  readonly layers: number;
  /** GGUF `embedding_length`. */
  readonly embedding: number;
  /** GGUF `attention.head_count`. */
  readonly heads: number;
  /** GGUF `attention.head_count_kv`: heads that keys and values are stored of. */
  readonly kvHeads: number;
  /** Elements of a key of one head. */
  readonly keyLength: number;
  /** Elements of a value of one head. */
  readonly valueLength: number;
  /** Tokens of the vocabulary. */
  readonly vocabulary: number;
}
