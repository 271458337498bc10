import type { TurnDelta } from '../chat/turn.js';

/**
 * Appends deltas to `list`, joining each with its neighbour where both are text or both are thinking.
 * The end of a thought and its pace are never joined, nor is anything joined across them. Takes time in proportion to
 * what is added, not to what is there.
 */
export function joinDeltas(list: TurnDelta[], added: readonly TurnDelta[]): void {
  for (const delta of added) {
    const last = list.at(-1);
    if (delta.kind === 'thinkingEnd' || delta.kind === 'pace' || last?.kind !== delta.kind) {
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
