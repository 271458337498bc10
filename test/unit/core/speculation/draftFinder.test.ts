import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DraftFinder } from '../../../../src/core/speculation/draftFinder.js';

function finderOf(tokens: readonly number[]): DraftFinder {
  const finder = new DraftFinder();
  for (const token of tokens) finder.push(token);
  return finder;
}

/** Few different tokens, so that texts repeat themselves. */
const text = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 200 });

describe('DraftFinder', () => {
  it('expects what followed the last three tokens before', () => {
    const finder = finderOf([1, 2, 3, 4, 5, 9, 1, 2, 3]);
    expect(finder.expected).toBe(4);
    expect(finder.matchLength).toBe(3);
    expect(finder.draft(3)).toEqual([4, 5, 9]);
  });

  it('expects nothing of what is new', () => {
    expect(finderOf([]).draft(4)).toEqual([]);
    expect(finderOf([1, 2, 3, 4, 5, 6]).expected).toBeUndefined();
    expect(finderOf([1, 2, 3, 4, 1, 2]).matchLength).toBe(0);
  });

  it('follows a place that stays right, and counts how far it agrees', () => {
    const finder = finderOf([7, 1, 2, 3, 4, 5, 6, 8, 1, 2, 3, 4, 5]);
    expect(finder.matchLength).toBe(5);
    expect(finder.expected).toBe(6);
  });

  it('takes the latest of several places', () => {
    expect(finderOf([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3]).expected).toBe(5);
  });

  it('lets a period go on', () => {
    expect(finderOf([1, 2, 3, 1, 2, 3, 1, 2, 3]).draft(8)).toEqual([1, 2, 3, 1, 2, 3, 1, 2]);
  });

  it('only expects what its last tokens were followed by', () => {
    fc.assert(
      fc.property(text, (tokens) => {
        const { expected, matchLength } = finderOf(tokens);
        if (expected === undefined) {
          expect(matchLength).toBe(0);
          return;
        }
        expect(matchLength).toBeGreaterThanOrEqual(3);
        const end = tokens.slice(-matchLength);
        const places = tokens.filter(
          (token, at) =>
            at >= matchLength &&
            token === expected &&
            end.every((each, index) => tokens[at - matchLength + index] === each),
        );
        expect(places.length).toBeGreaterThan(0);
      }),
    );
  });

  it('finds something wherever the last three tokens stood before', () => {
    fc.assert(
      fc.property(text, (tokens) => {
        const end = tokens.slice(-3);
        const stood = tokens.some(
          (_token, at) =>
            at + 3 < tokens.length && end.every((each, index) => tokens[at + index] === each),
        );
        expect(finderOf(tokens).expected !== undefined).toBe(end.length === 3 && stood);
      }),
    );
  });
});
