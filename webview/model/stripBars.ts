import { MARK_WEIGHT } from '../../src/core/reasoning/steps/stepMark.js';
import type { TraceStep } from '../../src/core/reasoning/steps/stepSegmenter.js';

/** One bar of the strip: a step, or neighbours that share it for want of room. */
export interface StripBar {
  /** The step that the bar leads to: of those that share it the one that tells most. */
  readonly step: TraceStep;
  readonly first: number;
  readonly last: number;
  readonly tokens: number;
}

/**
 * The bars of a strip, each about as wide as the share of its tokens.
 *
 * @param tokens Tokens of each step.
 * @param most Most bars there is room for, at least 1.
 */
export function stripBars(
  steps: readonly TraceStep[],
  tokens: readonly number[],
  most: number,
): readonly StripBar[] {
  const total = steps.reduce((sum, step) => sum + (tokens[step.index] ?? 0), 0);
  const least = steps.length <= most ? 0 : total / most;
  const bars: StripBar[] = [];
  for (const step of steps) {
    const own = tokens[step.index] ?? 0;
    const last = bars.at(-1);
    const shares = last !== undefined && (last.tokens < least || bars.length >= most);
    if (!shares) {
      bars.push({ step, first: step.index, last: step.index, tokens: own });
      continue;
    }
    const tells = MARK_WEIGHT[step.mark] > MARK_WEIGHT[last.step.mark] ? step : last.step;
    bars[bars.length - 1] = {
      step: tells,
      first: last.first,
      last: step.index,
      tokens: last.tokens + own,
    };
  }
  return bars;
}
