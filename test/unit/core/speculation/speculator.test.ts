import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Speculator } from '../../../../src/core/speculation/speculator.js';
import { draftCost } from './draftCost.js';

const period = Array.from({ length: 40 }, (_, index) => index);
const repeating = Array.from({ length: 20 }, () => period).flat();

describe('Speculator', () => {
  it('never costs more than 2 % where it chooses', () => {
    const words = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
    });
    const order = fc.array(fc.nat(), { maxLength: 120 });
    fc.assert(
      fc.property(words, order, fc.constantFrom(0.2, 0.5, 0.85), (parts, picks, tokenCost) => {
        const text = picks.flatMap((pick) => parts[pick % parts.length] ?? []);
        const cost = draftCost(new Speculator('auto', tokenCost), text, tokenCost);
        expect(cost).toBeLessThanOrEqual(1.02 * text.length + 1e-6);
      }),
    );
  });

  it.each([
    [0.85, 0.95],
    [0.5, 0.75],
    [0.2, 0.45],
  ])('saves where a text repeats itself and a token costs %d', (tokenCost, share) => {
    const speculator = new Speculator('auto', tokenCost);
    expect(draftCost(speculator, repeating, tokenCost)).toBeLessThan(share * repeating.length);
    expect(speculator.accepted).toBeGreaterThan(0.9 * speculator.drafted);
  });

  it('gives up where guesses are wrong', () => {
    let state = 1;
    const random = Array.from({ length: 4000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state % 6;
    });
    const speculator = new Speculator('auto', 0.5);
    draftCost(speculator, random, 0.5);
    expect(speculator.drafted).toBeLessThan(random.length / 10);
  });

  it('drafts the same for the same text', () => {
    const run = (): number => draftCost(new Speculator('auto', 0.5), repeating, 0.5);
    expect(run()).toBe(run());
  });

  it('drafts from the prompt on when told to, within the limit', () => {
    const speculator = new Speculator('on', 0.85);
    speculator.push([1, 2, 3, 4, 5, 6, 1, 2, 3]);
    expect(speculator.draft(2)).toEqual([4, 5]);
    expect(speculator.draft(0)).toEqual([]);
  });
});
