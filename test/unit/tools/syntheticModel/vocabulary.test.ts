import { describe, expect, it } from 'vitest';
import { bytesOfSpelling } from '../../../../src/engine/worker/tokenBytes.js';
import { makeVocabulary } from '../../../../tools/synthetic-model/vocabulary.js';

describe.each([512, 600, 3000, 128_256])('a vocabulary of %i tokens', (size) => {
  const vocabulary = makeVocabulary(size);

  it('has that many tokens, all different', () => {
    expect(vocabulary.tokens).toHaveLength(size);
    expect(vocabulary.types).toHaveLength(size);
    expect(new Set(vocabulary.tokens).size).toBe(size);
  });

  it('spells every byte', () => {
    const bytes = vocabulary.tokens
      .slice(0, 256)
      .map((token) => bytesOfSpelling(token, 'gpt2')?.[0]);
    expect([...bytes].sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 256 }, (_, byte) => byte),
    );
  });

  it('makes every other token of two earlier ones', () => {
    const place = new Map(vocabulary.tokens.map((token, id) => [token, id]));
    const wrong = vocabulary.merges.filter((merge, i) => {
      const parts = merge.split(' ');
      const ids = parts.map((part) => place.get(part) ?? size);
      return place.get(parts.join('')) !== 256 + i || ids.some((id) => id >= 256 + i);
    });
    expect(wrong).toEqual([]);
    expect(vocabulary.merges).toHaveLength(size - 512);
  });
});

it("places R1's tokens as the 8B model does", () => {
  const { tokens, types, bos, eos } = makeVocabulary(128_256);
  const places = [128_000, 128_001, 128_011, 128_012, 128_013, 128_014];
  expect(places.map((id) => [tokens[id], types[id]])).toEqual([
    ['<｜begin▁of▁sentence｜>', 3],
    ['<｜end▁of▁sentence｜>', 3],
    ['<｜User｜>', 4],
    ['<｜Assistant｜>', 4],
    ['<think>', 4],
    ['</think>', 4],
  ]);
  expect([bos, eos]).toEqual([128_000, 128_001]);
});
