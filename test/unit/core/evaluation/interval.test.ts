import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredShare, wilson } from '../../../../src/core/evaluation/interval.js';

describe('wilson', () => {
  it('gives the intervals of textbooks', () => {
    const half = wilson(0.5, 100);
    expect(half.low).toBeCloseTo(0.4038, 3);
    expect(half.high).toBeCloseTo(0.5962, 3);
    const all = wilson(1, 10);
    expect(all.low).toBeCloseTo(0.7225, 3);
    expect(all.high).toBeCloseTo(1, 9);
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1 });
  });

  it('holds the share and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, right) => {
        const share = wilson(Math.min(right, n) / n, n);
        expect(share.low).toBeGreaterThanOrEqual(0);
        expect(share.high).toBeLessThanOrEqual(1);
        expect(share.low).toBeLessThanOrEqual(share.value + 1e-12);
        expect(share.high).toBeGreaterThanOrEqual(share.value - 1e-12);
      }),
    );
  });
});

describe('clusteredShare', () => {
  it('is no surer of 64 equal replies to a problem than of one', () => {
    const shares = [1, 0, 1, 1, 0, 1, 0, 1];
    const width = ({ low, high }: { low: number; high: number }): number => high - low;
    const one = clusteredShare(shares, 8);
    const many = clusteredShare(shares, 8 * 64);
    expect(width(many)).toBeCloseTo(width(one), 9);
    // Replies that differ within problems tell more.
    expect(
      width(
        clusteredShare(
          shares.map(() => 0.6),
          8 * 64,
        ),
      ),
    ).toBeLessThan(width(one));
  });
});
