import { text, u32, u64 } from '../../../../tools/synthetic-model/bytes.js';

/** Parts of a GGUF file, to be changed before they are written. */
export interface GgufParts {
  version: number;
  metadata: Map<string, string | number | readonly string[]>;
  tensors: { name: string; dimensions: number[]; type: number; offset: number }[];
  /** What the header says instead of the number of tensors. */
  tensorCount?: bigint;
  /** What the header says instead of the number of keys. */
  keyCount?: bigint;
  /** Bytes behind the header. */
  data: number;
}

const UINT32 = 4;
const STRING = 8;
const ARRAY = 9;
const ALIGNMENT = 32;

/** A header that passes every check, with one tensor of 2 x 4 floats. */
export function tinyGguf(): GgufParts {
  return {
    version: 3,
    metadata: new Map<string, string | number | readonly string[]>([
      ['general.architecture', 'llama'],
      ['llama.context_length', 64],
      ['llama.attention.head_count', 2],
      ['llama.feed_forward_length', 4],
      ['tokenizer.ggml.model', 'gpt2'],
      ['tokenizer.ggml.tokens', ['a', 'b', 'c']],
      ['tokenizer.ggml.eos_token_id', 2],
    ]),
    tensors: [{ name: 'blk.0.ffn_up.weight', dimensions: [2, 4], type: 0, offset: 0 }],
    data: 32,
  };
}

/** The file of these parts. */
export function ggufBytes(parts: GgufParts): Buffer {
  const chunks: Buffer[] = [Buffer.from('GGUF'), u32(parts.version)];
  chunks.push(u64(parts.tensorCount ?? BigInt(parts.tensors.length)));
  chunks.push(u64(parts.keyCount ?? BigInt(parts.metadata.size)));
  for (const [key, value] of parts.metadata) {
    chunks.push(text(key));
    if (typeof value === 'number') chunks.push(u32(UINT32), u32(value));
    else if (typeof value === 'string') chunks.push(u32(STRING), text(value));
    else chunks.push(u32(ARRAY), u32(STRING), u64(BigInt(value.length)), ...value.map(text));
  }
  for (const { name, dimensions, type, offset } of parts.tensors) {
    chunks.push(text(name), u32(dimensions.length));
    chunks.push(...dimensions.map((size) => u64(BigInt(size))), u32(type), u64(BigInt(offset)));
  }
  const header = Buffer.concat(chunks);
  const padding = (ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT;
  return Buffer.concat([header, Buffer.alloc(padding + parts.data)]);
}
