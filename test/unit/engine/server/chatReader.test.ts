import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PartsBuilder } from '../../../../src/core/chat/parts.js';
import { ChatReader } from '../../../../src/engine/server/chatReader.js';
import type { ReplyPiece } from '../../../../src/engine/server/serverClient.js';
import { ThoughtGuess } from '../../../../src/engine/server/thoughtGuess.js';

const THOUGHT = 'I need a `</think>` here.\n\n```\n<p></think></p>\n```\nSo <b>641</b>.';
const ANSWER = 'It is **641**; `<think>` and </think> are tags.';
const KNOWN = 'deepseek-r1:8b';
const UNKNOWN = 'our-model';

/** Pieces of text, cut where they are told to be. */
type Cut = (text: string) => readonly string[];

/** What a server sends of a reply, cut into pieces. */
const FORMS: Readonly<Record<string, (cut: Cut) => readonly ReplyPiece[]>> = {
  reasoning: (cut) => [
    { text: '' },
    ...cut(THOUGHT).map((thinking) => ({ thinking })),
    { text: '\n\n' },
    ...cut(ANSWER).map((text) => ({ text })),
  ],
  'reasoning behind blank text': (cut) => [
    { text: '\n' },
    ...cut(THOUGHT).map((thinking) => ({ thinking })),
    ...cut(`\n\n${ANSWER}`).map((text) => ({ text })),
  ],
  inline: (cut) => cut(`<think>\n${THOUGHT}\n</think>\n\n${ANSWER}`).map((text) => ({ text })),
  'inline without an opening tag': (cut) =>
    cut(`${THOUGHT}\n</think>\n\n${ANSWER}`).map((text) => ({ text })),
};

function read(pieces: readonly ReplyPiece[], guess: ThoughtGuess, isWhole = true): PartsBuilder {
  const reader = new ChatReader(() => 0, guess);
  const builder = new PartsBuilder();
  for (const piece of pieces) builder.push(reader.push(piece));
  builder.push(reader.finish(isWhole));
  return builder;
}

function cutAt(places: readonly number[]): Cut {
  return (text) => {
    const inside = places.filter((place) => place < text.length);
    const borders = [0, ...[...new Set(inside)].sort((a, b) => a - b), text.length];
    return borders.slice(1).map((border, index) => text.slice(borders[index], border));
  };
}

describe.each([KNOWN, UNKNOWN])('a reply of %s', (name) => {
  describe.each(Object.entries(FORMS))('as %s', (form, piecesOf) => {
    const expected = [
      { kind: 'thinking', text: THOUGHT, end: 'closeTag' },
      { kind: 'text', text: ANSWER },
    ];

    it('is told apart however its stream is cut', () => {
      expect(
        read(
          piecesOf((text) => [text]),
          new ThoughtGuess([name]),
        ).parts,
      ).toMatchObject(expected);
      expect(
        read(
          piecesOf((text) => text.split('')),
          new ThoughtGuess([name]),
        ).parts,
      ).toMatchObject(expected);
      fc.assert(
        fc.property(fc.array(fc.nat({ max: 170 }), { maxLength: 30 }), (places) => {
          const { parts } = read(piecesOf(cutAt(places)), new ThoughtGuess([name]));
          expect(parts).toMatchObject(expected);
          expect(parts).toHaveLength(2);
        }),
        { numRuns: 300 },
      );
    });

    it('is told apart in each two pieces', () => {
      for (let place = 1; place < 170; place += 1)
        expect(read(piecesOf(cutAt([place])), new ThoughtGuess([name])).parts).toMatchObject(
          expected,
        );
    });

    it('teaches what the next reply begins with', () => {
      const guess = new ThoughtGuess([name]);
      read(
        piecesOf((text) => [text]),
        guess,
      );
      const isForced = form === 'inline without an opening tag';
      const isInline = form.startsWith('inline');
      expect(guess.startsInThinking).toBe(isForced || (isInline && name === KNOWN));
    });
  });

  it('without a thought is an answer in the end', () => {
    const guess = new ThoughtGuess([name]);
    const pieces = ['It ', 'is <', 'b>641</b>.\n'].map((text) => ({ text }));
    expect(read(pieces, guess).parts).toMatchObject([
      { kind: 'text', text: 'It is <b>641</b>.\n' },
    ]);
    expect(guess.startsInThinking).toBe(false);
  });

  it('that was cut is what it was taken for', () => {
    const { parts } = read([{ text: 'It is' }], new ThoughtGuess([name]), false);
    expect(parts).toMatchObject([
      name === KNOWN
        ? { kind: 'thinking', text: 'It is', end: 'cutOff' }
        : { kind: 'text', text: 'It is' },
    ]);
  });

  it('whose thought has a field and came behind text keeps both', () => {
    const pieces = [{ text: 'Hm. ' }, { thinking: 'So 641.' }, { text: '641' }];
    expect(read(pieces, new ThoughtGuess([name])).parts).toMatchObject([
      { kind: 'text', text: 'Hm. ' },
      { kind: 'thinking', text: 'So 641.', end: 'closeTag' },
      { kind: 'text', text: '641' },
    ]);
  });
});

describe('a name', () => {
  it.each([
    ...['deepseek-r1:8b', 'DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf', 'deepseek/deepseek-r1-0528'],
    ...['r1-8b', 'qwq:32b', 'Qwen/QwQ-32B', 'Qwen/Qwen3-4B-Thinking-2507'],
  ])('tells that thoughts are forced: %s', (name) => {
    expect(new ThoughtGuess([name, '']).startsInThinking).toBe(true);
    expect(new ThoughtGuess(['served', name]).startsInThinking).toBe(true);
  });

  it.each(['gpt-4o', 'Qwen3-4B-Instruct-2507', 'xr1x', 'llama-3.1-8b', 'or1-7b', ''])(
    'tells nothing: %s',
    (name) => {
      expect(new ThoughtGuess([name]).startsInThinking).toBe(false);
    },
  );
});
