import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokenSeed } from '../../../src/engine/worker/tokenSeed.js';

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const position = fc.integer({ min: 0, max: 131_072 });

describe('tokenSeed', () => {
  it('gives 32 bits, and never the seed that means a random one', () => {
    fc.assert(
      fc.property(seed, position, (from, at) => {
        const value = tokenSeed(from, at);
        expect(Number.isInteger(value)).toBe(true);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(2 ** 32 - 1);
      }),
    );
  });

  it('gives other seeds other tokens at the same place', () => {
    fc.assert(
      fc.property(seed, seed, position, (one, other, at) => {
        fc.pre(one !== other);
        expect(tokenSeed(one, at)).not.toBe(tokenSeed(other, at));
      }),
    );
  });

  it('spreads neighbouring seeds and positions over all numbers', () => {
    const buckets = new Array<number>(16).fill(0);
    for (let from = 0; from < 64; from++) {
      for (let at = 0; at < 64; at++) {
        const bucket = tokenSeed(from, at) >>> 28;
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
    }
    for (const count of buckets) expect(Math.abs(count - 256)).toBeLessThan(80);
  });
});
