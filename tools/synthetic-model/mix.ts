import type { TensorType } from './tensorTypes.js';

/** Which type each matrix of a model is stored in, by llama.cpp's names. */
export const MIXES = ['q4_k_m', 'q4_0', 'q8_0', 'f16'] as const;
/** One of {@link MIXES}. */
export type Mix = (typeof MIXES)[number];

/** `llama_ftype` of each mix. */
export const FILE_TYPES: Readonly<Record<Mix, number>> = { f16: 1, q4_0: 2, q8_0: 7, q4_k_m: 15 };

/** Weights of the largest block that a mix uses. */
export const LARGEST_BLOCK: Readonly<Record<Mix, number>> = {
  f16: 1,
  q4_0: 256,
  q8_0: 32,
  q4_k_m: 256,
};

/**
 * The type of a matrix, chosen as llama.cpp's quantiser does.
 *
 * @param layer its layer, counted from 0; undefined for the matrices outside the layers.
 */
export function matrixType(
  mix: Mix,
  name: string,
  layer: number | undefined,
  layers: number,
): TensorType {
  switch (mix) {
    case 'f16':
      return 'F16';
    case 'q8_0':
      return 'Q8_0';
    case 'q4_0':
      return name === 'output' ? 'Q6_K' : 'Q4_0';
    case 'q4_k_m': {
      if (name === 'output') return 'Q6_K';
      const sensitive = name === 'attn_v' || name === 'ffn_down';
      return sensitive && layer !== undefined && takesMoreBits(layer, layers) ? 'Q6_K' : 'Q4_K';
    }
  }
}

/** `use_more_bits` of llama.cpp: the first and last eighth of the layers, and each third one between. */
function takesMoreBits(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}
