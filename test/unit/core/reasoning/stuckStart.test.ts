import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StuckStart } from '../../../../src/core/reasoning/stuckStart.js';

function stuckAfter(tokens: readonly number[]): number | undefined {
  const start = new StuckStart(32);
  const at = tokens.findIndex((token) => start.push(token));
  return at < 0 ? undefined : at + 1;
}

describe('StuckStart', () => {
  it('notices 32 equal tokens at the start', () => {
    expect(stuckAfter(Array<number>(100).fill(0))).toBe(32);
    expect(stuckAfter(Array<number>(31).fill(7))).toBeUndefined();
  });

  it('says so once', () => {
    const start = new StuckStart(3);
    expect([5, 5, 5, 5, 5].map((token) => start.push(token))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
  });

  it('stays silent once two tokens differ', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), fc.nat(9), (before, token) => {
        const tokens = [...Array<number>(before).fill(token), token + 1];
        expect(stuckAfter([...tokens, ...Array<number>(200).fill(token)])).toBeUndefined();
      }),
    );
  });
});
