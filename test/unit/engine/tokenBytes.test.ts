import { describe, expect, it } from 'vitest';
import { bytesOfSpelling } from '../../../src/engine/worker/tokenBytes.js';

describe('bytes of a spelling', () => {
  it.each([
    ['hello', 'hello'],
    ['Ġ.', ' .'],
    ['Ċ', '\n'],
    ['ĉĉ', '\t\t'],
    ['Ã©', 'é'],
    ['ðŁĺĢ', '😀'],
    ['<｜added｜>', '<｜added｜>'],
  ])('byte-level %s is %j', (spelling, text) => {
    expect(bytesOfSpelling(spelling, 'gpt2')?.toString()).toBe(text);
  });

  it('byte-level covers every byte once', () => {
    const bytes = new Set<number>();
    for (let code = 0x21; code < 0x144; code++) {
      const own = bytesOfSpelling(String.fromCodePoint(code), 'gpt2');
      if (own?.length === 1) bytes.add(own[0] ?? -1);
    }
    expect(bytes.size).toBe(256);
  });

  it.each([
    ['▁the', Buffer.from(' the')],
    ['<0x0A>', Buffer.from([10])],
    ['<0xE2>', Buffer.from([0xe2])],
    ['é', Buffer.from('é')],
  ])('SentencePiece %s', (spelling, bytes) => {
    expect(bytesOfSpelling(spelling, 'llama')).toEqual(bytes);
  });

  it('leaves other tokenizers to the library', () => {
    expect(bytesOfSpelling('x', 'rwkv')).toBeUndefined();
  });
});
