import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Geometry, headSize } from './geometry.js';
import type { MetadataValue } from './header.js';
import { FILE_TYPES, type Mix } from './mix.js';
import { ropeBase } from './tensors.js';
import { makeVocabulary } from './vocabulary.js';

/** DeepSeek's template, the same for every model of the family. */
const CHAT_TEMPLATE = path.resolve(
  import.meta.dirname,
  '../demo-model/demo_model/chat_template.jinja',
);

/** What the file says of the model: an R1 distill of Llama 3 with a made-up vocabulary. */
export async function modelMetadata(
  geometry: Geometry,
  mix: Mix,
  fillInMiddle: boolean,
): Promise<Map<string, MetadataValue>> {
  const vocabulary = makeVocabulary(geometry.vocabulary, fillInMiddle);
  const u32 = (value: number): MetadataValue => ({ kind: 'u32', value });
  const f32 = (value: number): MetadataValue => ({ kind: 'f32', value });
  const text = (value: string): MetadataValue => ({ kind: 'string', value });
  const bool = (value: boolean): MetadataValue => ({ kind: 'bool', value });
  return new Map<string, MetadataValue>([
    ['general.architecture', text('llama')],
    ['general.type', text('model')],
    ['general.name', text('Synthetic Llama')],
    ['general.description', text('Random weights, for measurements of speed and memory')],
    ['general.file_type', u32(FILE_TYPES[mix])],
    ['general.quantization_version', u32(2)],
    ['llama.block_count', u32(geometry.layers)],
    ['llama.context_length', u32(geometry.context)],
    ['llama.embedding_length', u32(geometry.embedding)],
    ['llama.feed_forward_length', u32(geometry.feedForward)],
    ['llama.attention.head_count', u32(geometry.heads)],
    ['llama.attention.head_count_kv', u32(geometry.kvHeads)],
    ['llama.attention.layer_norm_rms_epsilon', f32(1e-5)],
    ['llama.rope.freq_base', f32(ropeBase)],
    ['llama.rope.dimension_count', u32(headSize(geometry))],
    ['llama.vocab_size', u32(geometry.vocabulary)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('llama-bpe')],
    ['tokenizer.ggml.tokens', { kind: 'strings', value: vocabulary.tokens }],
    ['tokenizer.ggml.token_type', { kind: 'i32s', value: vocabulary.types }],
    ['tokenizer.ggml.merges', { kind: 'strings', value: vocabulary.merges }],
    ['tokenizer.ggml.bos_token_id', u32(vocabulary.bos)],
    ['tokenizer.ggml.eos_token_id', u32(vocabulary.eos)],
    ['tokenizer.ggml.padding_token_id', u32(vocabulary.eos)],
    ['tokenizer.ggml.add_bos_token', bool(true)],
    ['tokenizer.ggml.add_eos_token', bool(false)],
    ['tokenizer.chat_template', text(await readFile(CHAT_TEMPLATE, 'utf8'))],
  ]);
}
