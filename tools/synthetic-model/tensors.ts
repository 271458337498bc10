import { type Geometry, headSize } from './geometry.js';
import { matrixType, type Mix } from './mix.js';
import type { TensorType } from './tensorTypes.js';

/** A tensor to write. */
export interface Tensor {
  readonly name: string;
  /** Sizes, that of a row first. */
  readonly shape: readonly number[];
  readonly type: TensorType;
  /** Its values, or how far random ones lie from 0 (standard deviation). */
  readonly content: Float32Array | number;
}

const ROPE_BASE = 500_000;
/** Context that Llama 3 was trained with before its positions were stretched, in tokens. */
const ORIGINAL_CONTEXT = 8192;
const STRETCH = { factor: 8, low: 1, high: 4 } as const;

/** Base of the rotary position embedding. */
export const ropeBase = ROPE_BASE;

/** All tensors of a model. Deviations keep activations near 1 through every layer, and so logits finite. */
export function modelTensors(geometry: Geometry, mix: Mix): Tensor[] {
  const { layers, embedding, feedForward, kvHeads, vocabulary } = geometry;
  const keys = kvHeads * headSize(geometry);
  const matrix = (name: string, shape: readonly [number, number], layer?: number): Tensor => ({
    name: `${layer === undefined ? '' : `blk.${layer}.`}${name}.weight`,
    shape,
    type: matrixType(mix, name, layer, layers),
    content: (name === 'output' ? 1.5 : 1) / Math.sqrt(shape[0]),
  });
  const norm = (name: string): Tensor => vector(name, new Float32Array(embedding).fill(1));
  const tensors = [
    matrix('token_embd', [embedding, vocabulary]),
    vector('rope_freqs', ropeFactors(headSize(geometry))),
    norm('output_norm'),
    matrix('output', [embedding, vocabulary]),
  ];
  for (let layer = 0; layer < layers; layer++) {
    tensors.push(
      norm(`blk.${layer}.attn_norm`),
      matrix('attn_q', [embedding, embedding], layer),
      matrix('attn_k', [embedding, keys], layer),
      matrix('attn_v', [embedding, keys], layer),
      matrix('attn_output', [embedding, embedding], layer),
      norm(`blk.${layer}.ffn_norm`),
      matrix('ffn_gate', [embedding, feedForward], layer),
      matrix('ffn_up', [embedding, feedForward], layer),
      matrix('ffn_down', [feedForward, embedding], layer),
    );
  }
  return tensors;
}

function vector(name: string, values: Float32Array): Tensor {
  return { name: `${name}.weight`, shape: [values.length], type: 'F32', content: values };
}

/** By how much Llama 3.1 slows each frequency of the position embedding down, to reach beyond its first context. */
function ropeFactors(size: number): Float32Array {
  const { factor, low, high } = STRETCH;
  return Float32Array.from({ length: size / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * ROPE_BASE ** ((2 * i) / size);
    if (wavelength < ORIGINAL_CONTEXT / high) return 1;
    if (wavelength > ORIGINAL_CONTEXT / low) return factor;
    const smooth = (ORIGINAL_CONTEXT / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}
