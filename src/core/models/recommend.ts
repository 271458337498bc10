import { type CatalogueFile, type CatalogueModel } from './catalogue.js';
import { fitModel, type Machine, type ModelFit } from './modelFit.js';

/** Why a file is recommended. */
type RecommendationReason =
  /** The usual best trade of size and quality, and it fits with ease. */
  | 'balanced'
  /** The usual one does not fit: the best that does. */
  | 'bestThatFits'
  /** All of it fits into the memory of the GPU. */
  | 'fitsGpu';

/** The file for a machine. */
export interface Recommendation {
  readonly file: CatalogueFile;
  readonly fit: ModelFit;
  readonly reason: RecommendationReason;
}

/** Quantisations by preference: first the usual one, then what loses little, then what loses more. */
const PREFERRED = [
  'Q4_K_M',
  'Q4_K_S',
  'IQ4_XS',
  'Q3_K_L',
  'Q3_K_M',
  'IQ3_M',
  'Q3_K_S',
  'IQ3_XS',
  'IQ3_XXS',
  'Q2_K',
  'IQ2_M',
  'IQ2_XXS',
];
/** Better than the usual one, best first: taken where all of it fits into the memory of a GPU. */
const LARGER = ['Q8_0', 'Q6_K', 'Q5_K_M'];

/** The file of a model that suits a machine best with a context size; undefined where none fits. */
export function recommend(
  model: CatalogueModel,
  machine: Machine,
  contextSize: number,
): Recommendation | undefined {
  const fits = (quantisation: string): Omit<Recommendation, 'reason'> | undefined => {
    const file = model.files.find((each) => each.quantisation === quantisation);
    if (!file) return undefined;
    const { geometry } = model;
    const fit = fitModel({ fileSizeBytes: file.sizeBytes, geometry, contextSize }, machine);
    return fit.place === 'none' ? undefined : { file, fit };
  };
  for (const quantisation of LARGER) {
    const found = fits(quantisation);
    if (found?.fit.place === 'gpu') return { ...found, reason: 'fitsGpu' };
  }
  for (const quantisation of PREFERRED) {
    const found = fits(quantisation);
    if (found) {
      return { ...found, reason: quantisation === 'Q4_K_M' ? 'balanced' : 'bestThatFits' };
    }
  }
  return undefined;
}
