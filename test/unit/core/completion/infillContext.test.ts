import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimInfillContext } from '../../../../src/core/completion/infillContext.js';

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
