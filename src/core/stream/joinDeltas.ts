import type { GenerationDelta } from '../messages.js';

/**
 * Appends deltas to `list`, joining each with its neighbour where both are text or both are thinking.
 * The end of a thought is never joined, nor is anything joined across it. Takes time in proportion to
 * what is added, not to what is there.
 */
export function joinDeltas(list: GenerationDelta[], added: readonly GenerationDelta[]): void {
  for (const delta of added) {
    const last = list.at(-1);
    if (last === undefined || delta.kind === 'thinkingEnd' || last.kind !== delta.kind) {
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
