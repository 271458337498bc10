import type { Doubt } from '../../src/core/chat/doubts.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';

/** A stretch of shown text that the model was unsure of. */
export interface TextDoubt {
  /** Where it begins, in UTF-16 code units. */
  readonly at: number;
  readonly length: number;
  readonly percent: number;
  readonly others: Doubt[4];
}

/** The doubts of a turn by the text that they are shown in, with places in that text. */
export function turnDoubts(turn: TurnSnapshot): {
  readonly thinking: readonly TextDoubt[];
  readonly answer: readonly TextDoubt[];
} {
  const thinking: TextDoubt[] = [];
  const answer: TextDoubt[] = [];
  const starts = partStarts(turn);
  for (const [part, at, length, percent, others] of turn.doubts ?? []) {
    const list = turn.parts[part]?.kind === 'thinking' ? thinking : answer;
    list.push({ at: at + (starts[part] ?? 0), length, percent, others });
  }
  return { thinking, answer };
}

/** Where each part begins in what is shown: thoughts are joined by an empty line, answers by nothing. */
function partStarts({ parts }: TurnSnapshot): readonly number[] {
  let thinking = 0;
  let answer = 0;
  return parts.map(({ kind, text }) => {
    const start = kind === 'thinking' ? thinking : answer;
    if (kind === 'thinking') thinking += text.length + 2;
    else answer += text.length;
    return start;
  });
}

/** How unsure the model was, from 1 (a little) to 3 (very). */
export function doubtLevel(percent: number): 1 | 2 | 3 {
  if (percent >= 40) return 1;
  return percent >= 20 ? 2 : 3;
}

/** A doubt in words. */
export function doubtWords({ percent, others }: TextDoubt): string {
  const instead = others
    .filter(([text, share]) => text.trim() !== '' && share > 0)
    .map(([text, share]) => `“${text.trim()}” ${share}%`)
    .join(', ');
  const sure = percent === 0 ? 'under 1% sure' : `${percent}% sure`;
  return instead === '' ? sure : `${sure}, else ${instead}`;
}
