import type { Speculator } from '../../../../src/core/speculation/speculator.js';

/** Writes a text as a model would that has it in mind; gives what the steps cost, in steps of one token. */
export function draftCost(
  speculator: Speculator,
  text: readonly number[],
  tokenCost: number,
): number {
  let cost = 0;
  for (let at = 0; at < text.length;) {
    const draft = speculator.draft(text.length - at - 1);
    let accepted = 0;
    while (accepted < draft.length && draft[accepted] === text[at + accepted]) accepted++;
    speculator.settle(draft.length, accepted);
    cost += 1 + tokenCost * draft.length;
    for (const token of text.slice(at, at + accepted + 1)) speculator.take(token);
    at += accepted + 1;
  }
  return cost;
}
