import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { R1_TOKENS } from '../../../src/core/prompt/r1Chat.js';
import { PieceDecoder } from '../../../src/engine/worker/pieceDecoder.js';
import type { Vocabulary } from '../../../src/engine/worker/vocabulary.js';
import { type DemoVocabulary, openDemoVocabulary } from './support/demoVocabulary.js';

let demo: DemoVocabulary;
let vocabulary: Vocabulary;

beforeAll(async () => {
  demo = await openDemoVocabulary();
  ({ vocabulary } = demo);
});
afterAll(() => demo.dispose());

function textOf(tokens: readonly number[]): string {
  return Buffer.concat(tokens.map((token) => vocabulary.bytesOf(token))).toString();
}

/** Texts full of markers, parts of markers, line ends and characters of several bytes. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(R1_TOKENS)),
      fc
        .tuple(fc.constantFrom(...Object.values(R1_TOKENS)), fc.nat(25), fc.nat(25))
        .map(([marker, from, length]) => marker.slice(from, from + length)),
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\n', ' ', '<', '｜', '>', '\0', '\r\n', '\t', '😀', '\u0301'),
    ),
  )
  .map((parts) => parts.join(''))
  .filter((text) => !/[\uD800-\uDFFF]/u.test(text));

describe('plain text', () => {
  it('never becomes a special token and stays what it was', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tokens = vocabulary.tokenize(text);
        expect(tokens.filter((token) => vocabulary.specials.has(token))).toEqual([]);
        expect(textOf(tokens)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(Object.values(R1_TOKENS))('%s is text where somebody wrote it', (marker) => {
    const tokens = vocabulary.tokenize(`a${marker}b`);
    expect(tokens.length).toBeGreaterThan(4);
    expect(textOf(tokens)).toBe(`a${marker}b`);
  });

  it('keeps blanks before punctuation', () => {
    const text = "a ? b : c , d . e ! f 's g n't";
    const decoder = new PieceDecoder(vocabulary);
    const pieces = vocabulary.tokenize(text).map((token) => decoder.push(token));
    expect(pieces.join('')).toBe(text);
  });

  it('survives halves of surrogate pairs', () => {
    expect(textOf(vocabulary.tokenize('a\uD800b'))).toBe('a\uFFFDb');
  });
});

describe('control tokens', () => {
  it('are one token each and give no text', () => {
    for (const text of Object.values(R1_TOKENS)) {
      const tokens = vocabulary.encode([{ kind: 'special', text }]);
      expect(tokens).toHaveLength(1);
      expect(tokens.every((token) => vocabulary.specials.has(token))).toBe(true);
      expect(textOf(tokens)).toBe('');
    }
  });

  it('are refused when the vocabulary lacks them', () => {
    expect(() => vocabulary.encode([{ kind: 'special', text: '<nothing>' }])).toThrow(
      expect.objectContaining({ code: 'modelUnsupported' }),
    );
  });

  it('end a turn where they end the text or open another turn', () => {
    const { r1 } = vocabulary;
    expect(r1).toBeDefined();
    if (!r1) return;
    expect([r1.eos, r1.user, r1.assistant, r1.bos].map((id) => vocabulary.endsTurn(id))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(vocabulary.endsTurn(r1.thinkClose)).toBe(false);
  });
});

describe('text piece by piece', () => {
  it('equals the text as a whole and never holds half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        fc.pre(!/[\uD800-\uDFFF]/u.test(text) && !text.includes('\uFFFD'));
        const decoder = new PieceDecoder(vocabulary);
        const pieces = vocabulary.tokenize(text).map((token) => decoder.push(token));
        expect(pieces.join('')).toBe(text);
        expect(pieces.join('')).not.toContain('\uFFFD');
        expect(decoder.flush()).toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('shows an incomplete character only at the end', () => {
    const decoder = new PieceDecoder(vocabulary);
    const [first, second] = vocabulary.tokenize('é');
    expect(second).toBeDefined();
    expect(decoder.push(first ?? 0)).toBe('');
    expect(decoder.flush()).toBe('\uFFFD');
    expect(decoder.flush()).toBe('');
  });

  it('goes on after a replacement character that is really in the text', () => {
    const decoder = new PieceDecoder(vocabulary);
    const text = 'a\uFFFDb'.repeat(20);
    const pieces = vocabulary.tokenize(text).map((token) => decoder.push(token));
    expect(pieces.join('') + decoder.flush()).toBe(text);
  });
});
