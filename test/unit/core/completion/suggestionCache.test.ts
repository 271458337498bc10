import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SuggestionCache } from '../../../../src/core/completion/suggestionCache.js';
import { mayPredict, typedBetween } from '../../../../src/core/completion/typeThrough.js';

const at = (prefix: string, suffix = '', document = 'a.ts') => ({
  document,
  prefix,
  suffix,
  languageId: 'typescript',
});
const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '('), maxLength: 8 });

describe('SuggestionCache', () => {
  it('gives what is left while a suggestion is typed, and nothing once it is all typed', () => {
    fc.assert(
      fc.property(words, words, words, fc.nat(8), (prefix, suffix, text, length) => {
        const cache = new SuggestionCache();
        cache.put(at(prefix, suffix), text);
        const typed = text.slice(0, length);
        const left = cache.find(at(prefix + typed, suffix));
        expect(left).toBe(typed !== '' && typed === text ? undefined : text.slice(typed.length));
      }),
    );
  });

  it('never gives what was meant for another place', () => {
    fc.assert(
      fc.property(words, words, words, words, (prefix, text, other, suffix) => {
        const cache = new SuggestionCache();
        cache.put(at(prefix, 'x'), text);
        expect(cache.find(at(prefix, `x${suffix}y`))).toBeUndefined();
        expect(cache.find(at(prefix, 'x', 'b.ts'))).toBeUndefined();
        const found = cache.find(at(other, 'x'));
        if (found !== undefined) expect(other + found).toBe(prefix + text);
      }),
    );
  });

  it('leaves out what was used longest ago', () => {
    const cache = new SuggestionCache(2);
    cache.put(at('1'), 'one');
    cache.put(at('2'), 'two');
    expect(cache.find(at('1'))).toBe('one');
    cache.put(at('3'), 'three');
    expect([cache.find(at('1')), cache.find(at('2'))]).toEqual(['one', undefined]);
  });

  it('remembers that there is nothing, and replaces what it knew', () => {
    const cache = new SuggestionCache();
    cache.put(at('1'), '');
    expect(cache.find(at('1'))).toBe('');
    cache.put(at('1'), 'one');
    expect(cache.find(at('1'))).toBe('one');
  });
});

describe('typedBetween', () => {
  it('is the text that leads from one place to the other', () => {
    fc.assert(
      fc.property(words, words, (prefix, typed) => {
        expect(typedBetween(at(prefix), at(prefix + typed))).toBe(typed);
        if (typed !== '') expect(typedBetween(at(prefix + typed), at(prefix))).toBeUndefined();
      }),
    );
  });
});

describe('mayPredict', () => {
  it('holds for every start of what the model writes, however little of it is known', () => {
    fc.assert(
      fc.property(words, fc.nat(8), fc.nat(8), (raw, known, typed) => {
        expect(mayPredict('x', raw.slice(0, known), raw.slice(0, typed))).toBe(true);
      }),
    );
  });

  it('does not hold for anything else', () => {
    expect(mayPredict('x', 'return a', 'rex')).toBe(false);
    expect(mayPredict('x', 're', 'rex')).toBe(true);
  });

  it('skips the white space that the prefix has', () => {
    expect(mayPredict('x = ', ' price', 'pr')).toBe(true);
    expect(mayPredict('x =', ' price', 'pr')).toBe(false);
  });
});
