import type { GenerationDelta } from '../../../../src/core/messages.js';

/** Everything a stream of deltas says, however it was cut. */
export interface Folded {
  readonly thinking: string;
  readonly thinkingTokens: number;
  readonly text: string;
  readonly textTokens: number;
  readonly ends: readonly string[];
  /** Kinds in the order they first came. */
  readonly order: readonly string[];
}

/** Joins deltas by kind. */
export function foldDeltas(deltas: readonly GenerationDelta[]): Folded {
  let thinking = '';
  let thinkingTokens = 0;
  let text = '';
  let textTokens = 0;
  const ends: string[] = [];
  const order: string[] = [];
  for (const delta of deltas) {
    const shown = !('text' in delta) || delta.text !== '';
    if (shown && order.at(-1) !== delta.kind) {
      order.push(delta.kind);
    }
    if (delta.kind === 'thinking') {
      thinking += delta.text;
      thinkingTokens += delta.tokens;
    } else if (delta.kind === 'text') {
      text += delta.text;
      textTokens += delta.tokens;
    } else if (delta.kind === 'relabel') {
      const [all, tokens] = [thinking + text, thinkingTokens + textTokens];
      const isThought = delta.as === 'thinking';
      [thinking, text] = isThought ? [all, ''] : ['', all];
      [thinkingTokens, textTokens] = isThought ? [tokens, 0] : [0, tokens];
    } else {
      ends.push(delta.end);
    }
  }
  return { thinking, thinkingTokens, text, textTokens, ends, order };
}
