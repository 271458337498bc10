import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitInfillTokens,
  infillTokenBudget,
  trimInfillContext,
} from '../../../../src/core/completion/infillContext.js';

describe('trimInfillContext', () => {
  const trim = (prefix: string, suffix: string, chars: number): [string, string] => {
    const trimmed = trimInfillContext(prefix, suffix, { prefixChars: chars, suffixChars: chars });
    return [trimmed.prefix, trimmed.suffix];
  };

  it('keeps what fits', () => {
    expect(trim('a\nb', 'c\nd', 3)).toEqual(['a\nb', 'c\nd']);
  });

  it('cuts at line borders', () => {
    expect(trim('one\ntwo\nthree', 'four\nfive\nsix', 10)).toEqual(['two\nthree', 'four\nfive\n']);
    expect(trim('one\ntwo', 'three\nfour', 3)).toEqual(['two', 'thr']);
    expect(trim('', 'one\ntwo', 3)).toEqual(['', 'one']);
  });

  it('cuts a line that is longer than the limit, but no surrogate pair', () => {
    expect(trim('a𝑥bc', 'ab𝑥c', 3)).toEqual(['bc', 'ab']);
  });

  it('begins at the same place for many keys on end', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');
    const starts = new Set<number>();
    for (let length = 1000; length < lines.length; length += 1) {
      starts.add(length - trim(lines.slice(0, length), '', 400)[0].length);
    }
    // One more for every hundred characters typed.
    expect(starts.size).toBeLessThanOrEqual((lines.length - 1000) / 100 + 2);
  });

  it('keeps the text next to the cursor within the limits', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '\n', '𝑥', ' ') });
    fc.assert(
      fc.property(part, part, fc.integer({ min: 0, max: 20 }), (prefix, suffix, chars) => {
        const [before, behind] = trim(prefix, suffix, chars);
        expect(prefix.endsWith(before)).toBe(true);
        expect(suffix.startsWith(behind)).toBe(true);
        expect(Math.max(before.length, behind.length)).toBeLessThanOrEqual(chars);
        // A lone half of a pair cannot be encoded.
        expect(() => encodeURIComponent(before + behind)).not.toThrow();
      }),
    );
  });
});

describe('infillTokenBudget', () => {
  it.each([
    [1500, undefined, 1500],
    [1500, 10_000, 1500],
    [1500, 200, 800],
    [1500, 5, 384],
    [100, 5, 100],
  ])('of %d, reading %s a second: %d', (room, perSecond, budget) => {
    expect(infillTokenBudget(room, perSecond)).toBe(budget);
  });
});

describe('fitInfillTokens', () => {
  /** A token a character. */
  const count = (text: string): number => text.length;
  const none = { prefix: '', suffix: '', preamble: '' };

  it('keeps what fits', () => {
    const texts = { prefix: 'a\nb', suffix: 'c\n', preamble: 'd\n' };
    expect(fitInfillTokens(texts, 100, count)).toEqual(texts);
  });

  it('cuts each on a line border', () => {
    const texts = {
      preamble: 'pp\n'.repeat(100),
      prefix: `${'xx\n'.repeat(100)}last`,
      suffix: 'ss\n'.repeat(100),
    };
    const fitted = fitInfillTokens(texts, 100, count);
    expect(fitted.preamble).toBe('pp\n'.repeat(8));
    expect(fitted.suffix).toBe('ss\n'.repeat(6));
    expect(fitted.prefix).toMatch(/^(?:xx\n)+last$/);
    expect(fitted.prefix.length).toBeLessThanOrEqual(100 - 24 - 18);
  });

  it('gives the prefix what the others do not take', () => {
    const prefix = 'xx\n'.repeat(33);
    expect(fitInfillTokens({ ...none, prefix }, 99, count).prefix).toBe(prefix);
  });

  it('cuts a last line that is longer than the budget', () => {
    const { prefix } = fitInfillTokens({ ...none, prefix: `a\n${'x'.repeat(300)}` }, 100, count);
    expect(prefix).toMatch(/^x+$/);
    expect(prefix.length).toBeLessThanOrEqual(100);
    expect(prefix.length).toBeGreaterThanOrEqual(70);
  });

  it('begins the prefix at the same place for many keys on end', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`).join('\n');
    const starts = new Set<number>();
    for (let length = 1000; length < lines.length; length += 1) {
      const { prefix } = fitInfillTokens({ ...none, prefix: lines.slice(0, length) }, 400, count);
      starts.add(length - prefix.length);
    }
    // One more for every hundred tokens typed.
    expect(starts.size).toBeLessThanOrEqual((lines.length - 1000) / 100 + 2);
  });

  it('keeps the text next to the cursor within the budget', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '\n', '𝑥', ' ') });
    fc.assert(
      fc.property(
        part,
        part,
        part,
        fc.integer({ min: 0, max: 20 }),
        (prefix, suffix, preamble, budget) => {
          const fitted = fitInfillTokens({ prefix, suffix, preamble }, budget, count);
          expect(prefix.endsWith(fitted.prefix)).toBe(true);
          expect(suffix.startsWith(fitted.suffix)).toBe(true);
          expect(preamble.startsWith(fitted.preamble)).toBe(true);
          const all = fitted.prefix + fitted.suffix + fitted.preamble;
          expect(count(all)).toBeLessThanOrEqual(budget);
          expect(() => encodeURIComponent(all)).not.toThrow();
        },
      ),
    );
  });
});
