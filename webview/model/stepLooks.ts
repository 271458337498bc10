import type { StepMark } from '../../src/core/reasoning/steps/stepMark.js';

/** How a mark is shown. */
export interface StepLook {
  /** Codicon. */
  readonly icon: string;
  readonly name: string;
}

export const STEP_LOOKS: Readonly<Record<StepMark, StepLook>> = {
  setup: { icon: 'milestone', name: 'Set-up' },
  deduction: { icon: 'arrow-small-right', name: 'Reasoning' },
  check: { icon: 'beaker', name: 'Check' },
  doubt: { icon: 'question', name: 'Doubt' },
  backtrack: { icon: 'discard', name: 'Back-track' },
  conclusion: { icon: 'target', name: 'Conclusion' },
};
