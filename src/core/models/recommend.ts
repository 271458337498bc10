import { CATALOGUE, type CatalogueFile, type CatalogueModel } from './catalogue.js';
import { fitModel, type FitInput, type Machine, type ModelFit } from './modelFit.js';

/** Why a file is recommended. */
type RecommendationReason =
  /** The usual best trade of size and quality, and it fits with ease. */
  | 'balanced'
  /** The usual one does not fit: the best that does. */
  | 'bestThatFits'
  /** All of it fits into the memory of the GPU. */
  | 'fitsGpu'
  /** No file of the usual model fits: a smaller model of its family. */
  | 'smallModel';

/** The file for a machine. */
export interface Recommendation {
  readonly model: CatalogueModel;
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

/** The models to recommend by their names in the catalogue, the first that fits; the 7B ones fit hardly anywhere that an 8B does not. */
const CANDIDATES: readonly string[] = ['r1-8b', 'r1-1.5b'];

/** How a recommended model is to run. */
export type RecommendedRun = Pick<FitInput, 'contextSize' | 'kvCacheType'>;

/** The model and its file that suit a machine best; undefined where not even the smallest fits. */
export function recommend(machine: Machine, run: RecommendedRun): Recommendation | undefined {
  for (const id of CANDIDATES) {
    const model = CATALOGUE.find((each) => each.id === id);
    const found = model && recommendFile(model, machine, run);
    if (found) return id === CANDIDATES[0] ? found : { ...found, reason: 'smallModel' };
  }
  return undefined;
}

/** The file of a model that suits a machine best; undefined where none fits. */
export function recommendFile(
  model: CatalogueModel,
  machine: Machine,
  run: RecommendedRun,
): Recommendation | undefined {
  const fits = (quantisation: string): Omit<Recommendation, 'reason'> | undefined => {
    const file = model.files.find((each) => each.quantisation === quantisation);
    if (!file) return undefined;
    const { geometry } = model;
    const fit = fitModel({ ...run, fileSizeBytes: file.sizeBytes, geometry }, machine);
    return fit.place === 'none' ? undefined : { model, file, fit };
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
