import type { GenerationDelta } from '../messages.js';
import type { TurnState } from './turn.js';

/** Where a turn is after what was generated. */
export function stateAfter(deltas: readonly GenerationDelta[], before: TurnState): TurnState {
  let state = before;
  for (const delta of deltas) {
    if (delta.kind === 'thinking' || (delta.kind === 'relabel' && delta.as === 'thinking'))
      state = 'thinking';
    // A thought that was cut off has no answer after it.
    else if (delta.kind !== 'thinkingEnd' || delta.end !== 'cutOff') state = 'answering';
  }
  return state;
}
