import type { ModelAddress } from './hubAddress.js';
import type { ModelGeometry } from './modelGeometry.js';

/** Terms that a model comes under. */
export interface Licence {
  readonly id: 'llama3.1' | 'llama3.3' | 'mit' | 'apache-2.0';
  readonly name: string;
  readonly url: string;
  /** Words that must be shown with the model. */
  readonly notice?: string;
}

/** Turn marks and think tags a model was trained with. */
type ChatFormat = 'r1';

/** One model of the R1 family, in all its quantisations. */
export interface CatalogueModel {
  /** Short name, as typed in a terminal. */
  readonly id: string;
  readonly name: string;
  /** Parameters, embeddings included. */
  readonly parameters: number;
  readonly geometry: ModelGeometry;
  /** Tokens the model was trained with. */
  readonly contextLength: number;
  readonly chatFormat: ChatFormat;
  readonly licences: readonly Licence[];
  /**
   * Share of the problems of AIME 2024 that it solves at the first try, unquantised, in percent: by the page of DeepSeek-R1, and
   * for the model of May 2025 by its own card.
   */
  readonly aime2024: number;
  /** Page that the figures are from. */
  readonly source: string;
  readonly files: readonly CatalogueFile[];
}

/** One file to download. */
export interface CatalogueFile {
  /** Quantisation as llama.cpp names it. */
  readonly quantisation: string;
  readonly address: ModelAddress;
  readonly sizeBytes: number;
  /** Whether {@link sizeBytes} is stated by the hub, to 10 MB, or worked out from the bits a weight takes, to about 5 %. */
  readonly sizeIs: 'stated' | 'estimated';
}

const LLAMA_31: Licence = {
  id: 'llama3.1',
  name: 'Llama 3.1 Community License',
  url: 'https://github.com/meta-llama/llama-models/blob/main/models/llama3_1/LICENSE',
  notice: 'Built with Llama',
};
const LLAMA_33: Licence = {
  id: 'llama3.3',
  name: 'Llama 3.3 Community License',
  url: 'https://github.com/meta-llama/llama-models/blob/main/models/llama3_3/LICENSE',
  notice: 'Built with Llama',
};
const MIT: Licence = {
  id: 'mit',
  name: 'MIT License',
  url: 'https://github.com/deepseek-ai/DeepSeek-R1/blob/main/LICENSE',
};
const APACHE: Licence = {
  id: 'apache-2.0',
  name: 'Apache License 2.0',
  url: 'https://www.apache.org/licenses/LICENSE-2.0',
};

/**
 * Quantisations of the 8B model in ascending order of size, with the size of the file in 10^9 bytes as the model card of
 * bartowski/DeepSeek-R1-Distill-Llama-8B-GGUF states it (F16: unsloth/DeepSeek-R1-Distill-Llama-8B-GGUF).
 */
const SIZES_8B: readonly (readonly [quantisation: string, gigabytes: number])[] = [
  ['IQ2_XXS', 2.4],
  ['IQ2_M', 2.95],
  ['Q2_K', 3.18],
  ['IQ3_XXS', 3.27],
  ['IQ3_XS', 3.52],
  ['Q3_K_S', 3.66],
  ['IQ3_M', 3.78],
  ['Q3_K_M', 4.02],
  ['Q3_K_L', 4.32],
  ['IQ4_XS', 4.45],
  ['Q4_0', 4.66],
  ['IQ4_NL', 4.68],
  ['Q4_K_S', 4.69],
  ['Q4_K_M', 4.92],
  ['Q4_1', 5.13],
  ['Q4_K_L', 5.31],
  ['Q5_K_S', 5.6],
  ['Q5_K_M', 5.73],
  ['Q5_K_L', 6.06],
  ['Q6_K', 6.6],
  ['Q8_0', 8.54],
  ['F16', 16.07],
];
const PARAMETERS_8B = 8_030_261_312;
/** Quantisations offered of the other models. */
const OTHERS = ['Q3_K_M', 'IQ4_XS', 'Q4_K_M', 'Q5_K_M', 'Q6_K', 'Q8_0'];

const geometry = (
  layers: number,
  embedding: number,
  heads: number,
  kvHeads: number,
  vocabulary: number,
): ModelGeometry => {
  const headSize = 128;
  return {
    layers,
    embedding,
    heads,
    kvHeads,
    keyLength: headSize,
    valueLength: headSize,
    vocabulary,
  };
};

function files(repository: string, stem: string, parameters: number): CatalogueFile[] {
  return SIZES_8B.filter(([quantisation]) => OTHERS.includes(quantisation)).flatMap(
    ([quantisation, gigabytes]): CatalogueFile[] => {
      const sizeBytes = Math.round((gigabytes * 1e9 * parameters) / PARAMETERS_8B);
      // The hub splits what is larger than 50 GB into parts.
      if (sizeBytes > 49e9) return [];
      const address = {
        kind: 'hub',
        repository,
        revision: 'main',
        file: `${stem}-${quantisation}.gguf`,
      } as const;
      return [{ quantisation, address, sizeBytes, sizeIs: 'estimated' }];
    },
  );
}

const STEM_8B = 'DeepSeek-R1-Distill-Llama-8B';

/** The models that Lemma offers, the recommended one first. */
export const CATALOGUE: readonly CatalogueModel[] = [
  {
    id: 'r1-8b',
    name: STEM_8B,
    parameters: PARAMETERS_8B,
    geometry: geometry(32, 4096, 32, 8, 128_256),
    contextLength: 131_072,
    chatFormat: 'r1',
    licences: [MIT, LLAMA_31],
    aime2024: 50.4,
    source: 'https://huggingface.co/bartowski/DeepSeek-R1-Distill-Llama-8B-GGUF',
    files: SIZES_8B.map(([quantisation, gigabytes]) => ({
      quantisation,
      address: {
        kind: 'hub',
        repository:
          quantisation === 'F16' ? `unsloth/${STEM_8B}-GGUF` : `bartowski/${STEM_8B}-GGUF`,
        revision: 'main',
        file: `${STEM_8B}-${quantisation}.gguf`,
      },
      sizeBytes: Math.round(gigabytes * 1e9),
      sizeIs: 'stated',
    })),
  },
  {
    id: 'r1-0528-qwen3-8b',
    name: 'DeepSeek-R1-0528-Qwen3-8B',
    parameters: 8_190_735_360,
    geometry: geometry(36, 4096, 32, 8, 151_936),
    contextLength: 131_072,
    chatFormat: 'r1',
    licences: [MIT],
    aime2024: 86,
    source: 'https://huggingface.co/bartowski/deepseek-ai_DeepSeek-R1-0528-Qwen3-8B-GGUF',
    files: files(
      'bartowski/deepseek-ai_DeepSeek-R1-0528-Qwen3-8B-GGUF',
      'deepseek-ai_DeepSeek-R1-0528-Qwen3-8B',
      8_190_735_360,
    ),
  },
  qwen('r1-1.5b', '1.5B', 1_777_088_000, 28.9, geometry(28, 1536, 12, 2, 151_936)),
  qwen('r1-7b', '7B', 7_615_616_512, 55.5, geometry(28, 3584, 28, 4, 152_064)),
  qwen('r1-14b', '14B', 14_770_033_664, 69.7, geometry(48, 5120, 40, 8, 152_064)),
  qwen('r1-32b', '32B', 32_763_876_352, 72.6, geometry(64, 5120, 40, 8, 152_064)),
  {
    id: 'r1-70b',
    name: 'DeepSeek-R1-Distill-Llama-70B',
    parameters: 70_553_706_496,
    geometry: geometry(80, 8192, 64, 8, 128_256),
    contextLength: 131_072,
    chatFormat: 'r1',
    licences: [MIT, LLAMA_33],
    aime2024: 70,
    source: 'https://huggingface.co/bartowski/DeepSeek-R1-Distill-Llama-70B-GGUF',
    files: files(
      'bartowski/DeepSeek-R1-Distill-Llama-70B-GGUF',
      'DeepSeek-R1-Distill-Llama-70B',
      70_553_706_496,
    ),
  },
];

function qwen(
  id: string,
  size: string,
  parameters: number,
  aime2024: number,
  sizes: ModelGeometry,
): CatalogueModel {
  const name = `DeepSeek-R1-Distill-Qwen-${size}`;
  const repository = `bartowski/${name}-GGUF`;
  return {
    id,
    name,
    parameters,
    geometry: sizes,
    contextLength: 131_072,
    chatFormat: 'r1',
    licences: [MIT, APACHE],
    aime2024,
    source: `https://huggingface.co/${repository}`,
    files: files(repository, name, parameters),
  };
}

/** A model and one of its files, by a name such as `r1-8b` or `r1-8b:Q6_K`; without a quantisation Q4_K_M. */
export function findInCatalogue(
  name: string,
): { readonly model: CatalogueModel; readonly file: CatalogueFile } | undefined {
  const [id = '', quantisation = 'Q4_K_M'] = name.split(':');
  const model = CATALOGUE.find((each) => each.id === id.toLowerCase());
  const file = model?.files.find(
    (each) => each.quantisation.toLowerCase() === quantisation.toLowerCase(),
  );
  return model && file && { model, file };
}
