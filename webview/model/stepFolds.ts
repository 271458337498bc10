/** Which steps of a trace are folded: all or none, but for some. */
export interface StepFolds {
  readonly all: boolean;
  /** Indices of the steps that are otherwise. */
  readonly except: readonly number[];
}

export const NONE_FOLDED: StepFolds = { all: false, except: [] };

export const ALL_FOLDED: StepFolds = { all: true, except: [] };

/** Whether a step is folded. */
export function isFolded(folds: StepFolds, index: number): boolean {
  return folds.all !== folds.except.includes(index);
}

/** The folds with one step folded or not. */
export function withFold(folds: StepFolds, index: number, folded: boolean): StepFolds {
  if (isFolded(folds, index) === folded) return folds;
  const except =
    folded === folds.all
      ? folds.except.filter((each) => each !== index)
      : [...folds.except, index].sort((a, b) => a - b);
  return { all: folds.all, except };
}

/** Reads stored folds; anything malformed counts as none. */
export function parseStepFolds(stored: unknown): StepFolds {
  if (typeof stored !== 'object' || stored === null) return NONE_FOLDED;
  const { all, except } = stored as { all?: unknown; except?: unknown };
  if (typeof all !== 'boolean' || !Array.isArray(except)) return NONE_FOLDED;
  return { all, except: except.filter((each) => Number.isInteger(each)) };
}
