import { canContinue, canThinkLonger } from '../../src/core/chat/continuation.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';

/** A way in which a turn can go on. */
export interface GoOn {
  readonly action: 'continue' | 'thinkLonger';
  readonly label: string;
  /** What happens then. */
  readonly title: string;
}

/** How a turn that is over can go on, the likeliest first. */
export function goOn(turn: TurnSnapshot): readonly GoOn[] {
  const ways: GoOn[] = [];
  if (canContinue(turn)) {
    const answered = turn.parts.some(({ kind }) => kind === 'text');
    ways.push({
      action: 'continue',
      label: 'Continue',
      title: answered
        ? 'Go on with the answer from where it was cut'
        : 'Go on with the thinking from where it was cut',
    });
  }
  if (canThinkLonger(turn)) {
    ways.push({
      action: 'thinkLonger',
      label: 'Think longer',
      title: 'Reopen the thinking; another answer follows, this one stays in its own branch',
    });
  }
  return ways;
}
