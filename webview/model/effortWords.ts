import type { Effort, EffortTokens } from '../../src/core/sampling/r1Defaults.js';
import { count } from './wording.js';

/** An effort to choose. */
export interface EffortOption {
  readonly effort: Effort;
  readonly label: string;
  /** How long the model may think then. */
  readonly title: string;
}

const LABELS: Readonly<Record<Effort, string>> = {
  quick: 'Quick',
  normal: 'Normal',
  deep: 'Deep',
  unbounded: 'Unbounded',
};

/** Every effort, the least first. */
export function effortOptions(tokens: EffortTokens): readonly EffortOption[] {
  return (['quick', 'normal', 'deep', 'unbounded'] as const).map((effort) => ({
    effort,
    label: LABELS[effort],
    title:
      effort === 'unbounded'
        ? 'Thinks as long as the context holds'
        : `Thinks up to ${count(tokens[effort])} tokens`,
  }));
}
