import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenCharacters, spellHidden } from '../../../../src/core/text/hiddenCharacters.js';

const HIDDEN = [
  '\0',
  '\u0007',
  '\b',
  '\r',
  '\u001b',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u2028',
  '\u202a',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2069',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\u{e0041}',
  '\ud800',
];

describe('hidden characters', () => {
  it('are found and spelled out', () => {
    expect(hiddenCharacters('rm \u202e-rf\u202e \u200b/')).toEqual(['U+202E', 'U+200B']);
    expect(spellHidden('a\u202eb\u001b[2K')).toBe('a⟨U+202E⟩b⟨U+001B⟩[2K');
    for (const character of HIDDEN) expect(hiddenCharacters(`a${character}b`)).toHaveLength(1);
  });

  it('are not tabs, line feeds, spaces or anything that shows', () => {
    const plain = 'for f in *.txt; do\n\techo "$f" | grep é 漢 🙂\ndone';
    expect(hiddenCharacters(plain)).toEqual([]);
    expect(spellHidden(plain)).toBe(plain);
  });

  it('are gone once spelled out', () => {
    const text = fc.string({ unit: fc.oneof(fc.constantFrom(...HIDDEN), fc.string()) });
    fc.assert(
      fc.property(text, (any) => {
        const spelled = spellHidden(any);
        expect(hiddenCharacters(spelled)).toEqual([]);
        if (hiddenCharacters(any).length === 0) expect(spelled).toBe(any);
      }),
    );
  });
});
