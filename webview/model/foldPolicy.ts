import type { TurnState } from '../../src/core/chat/turn.js';
import type { ThinkingPart } from '../../src/core/messages.js';
import type { ThinkingFold } from '../../src/protocol/chat.js';
import { isRunning } from './turnStates.js';

/**
 * Whether a trace is folded away: as the user left it, or else as the setting says.
 *
 * @param choice Whether the user folded it; `undefined` without a choice.
 */
export function isTraceFolded(
  choice: boolean | undefined,
  setting: ThinkingFold,
  thinking: ThinkingPart | undefined,
  state: TurnState,
): boolean {
  if (choice !== undefined) return choice;
  const goesOn = isRunning(state) && state !== 'answering' && thinking?.end === undefined;
  switch (setting) {
    case 'never':
      return false;
    case 'whileThinking':
      return goesOn;
    case 'afterThinking':
      return !goesOn;
    case 'always':
      return true;
  }
}
