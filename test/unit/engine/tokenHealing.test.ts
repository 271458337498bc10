import { describe, expect, it } from 'vitest';
import { healPrompt } from '../../../src/engine/worker/tokenHealing.js';

/** Token 0 is special; the others are spelled as listed. */
const TEXTS = ['<s>', 'return', 're', 'tu', ' ', ' a', '\n', 'é', 'x'.repeat(20), 'x', '('];
const vocabulary = {
  specials: new Set([0]),
  bytesOf: (token: number) => new TextEncoder().encode(TEXTS[token]),
  tokensAround: (text: string) =>
    TEXTS.flatMap((own, token) => (own.startsWith(text) || text.startsWith(own) ? [token] : [])),
};
const ids = (...texts: readonly string[]): number[] => texts.map((text) => TEXTS.indexOf(text));

describe('healPrompt', () => {
  it.each([
    ['half a word', ids('<s>', 're'), ids('<s>'), 're'],
    ['a blank', ids('<s>', 'x', ' '), ids('<s>', 'x'), ' '],
    ['a token that no other begins with', ids('<s>', '('), ids('<s>', '('), ''],
    ['the end of a line', ids('<s>', '\n'), ids('<s>', '\n'), ''],
    ['a character that may be half of another one', ids('<s>', 'é'), ids('<s>', 'é'), ''],
    ['a long token', ids('<s>', 'x'.repeat(20)), ids('<s>', 'x'.repeat(20)), ''],
    ['a special token', ids('x', '<s>'), ids('x', '<s>'), ''],
    ['all there is', ids('re'), ids('re'), ''],
  ])('%s', (_name, prompt, tokens, rest) => {
    expect(healPrompt(prompt, vocabulary)).toEqual({ tokens, rest });
  });
});
