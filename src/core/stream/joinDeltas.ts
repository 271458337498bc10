import type { TurnDelta } from '../chat/turn.js';

/**
 * Appends deltas to `list`, joining each with its neighbour where both are text or both are thinking.
 * The end of a thought, its pace and what relabels it are never joined, nor is anything joined across them. Takes time in proportion to
 * what is added, not to what is there.
 */
export function joinDeltas(list: TurnDelta[], added: readonly TurnDelta[]): void {
  for (const delta of added) {
    const last = list.at(-1);
    const isText = delta.kind === 'thinking' || delta.kind === 'text';
    if (!isText || last?.kind !== delta.kind) {
      list.push(delta);
      continue;
    }
    list[list.length - 1] = {
      kind: delta.kind,
      text: last.text + delta.text,
      tokens: last.tokens + delta.tokens,
    };
  }
}
