import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DoubtFinder, keptDoubts, type Doubt } from '../../../../src/core/chat/doubts.js';
import type { MessagePart, SampledToken } from '../../../../src/core/messages.js';

const unsure = (text: string, probability = 0.3): SampledToken => ({
  id: 1,
  text,
  probability,
  runnersUp: [
    { id: 2, text: ' other', probability: 0.25 },
    { id: 3, text: 'x'.repeat(100), probability: 0.1 },
  ],
});
const thinking = (text: string): MessagePart => ({ kind: 'thinking', text, tokenCount: 1 });
const answer = (text: string): MessagePart => ({ kind: 'text', text, tokenCount: 1 });
const running = (parts: readonly MessagePart[]) => ({
  parts,
  status: { state: 'thinking' } as const,
});
const over = (parts: readonly MessagePart[]) => ({ parts, status: { state: 'finished' } as const });

function words(doubts: readonly Doubt[], parts: readonly MessagePart[]): (string | undefined)[] {
  return doubts.map(([part, at, length]) => parts[part]?.text.slice(at, at + length));
}

describe('DoubtFinder', () => {
  it('places the tokens that were unsure, with the likeliest others', () => {
    const finder = new DoubtFinder();
    finder.push([
      unsure('So', 0.9),
      unsure(' we'),
      unsure(' go', 0.2),
      unsure('', 0.1),
      unsure('\n\n'),
    ]);
    finder.push([unsure('Yes', 0.55), unsure('.', 0.6)]);
    const parts = [thinking('So we go'), answer('Yes.')];
    const doubts = finder.place(over(parts));
    expect(words(doubts, parts)).toEqual(['we', 'go', 'Yes']);
    expect(doubts[0]).toEqual([
      0,
      3,
      2,
      30,
      [
        [' other', 25],
        ['x'.repeat(24), 10],
      ],
    ]);
  });

  it('waits for text, and gives up on what never comes', () => {
    const finder = new DoubtFinder();
    finder.push([unsure('One'), unsure(' two'), unsure(' stop')]);
    expect(finder.place(running([]))).toEqual([]);
    expect(finder.place(running([thinking('On')]))).toEqual([]);
    expect(finder.place(running([thinking('One')]))).toHaveLength(1);
    expect(finder.place(running([thinking('One two')]))).toHaveLength(1);
    expect(finder.place(over([thinking('One two')]))).toEqual([]);
    finder.push([unsure('late')]);
    expect(finder.place(over([thinking('One two')]))).toEqual([]);
  });

  it('goes on behind what there was', () => {
    const finder = new DoubtFinder();
    finder.startAfter([thinking('a a a')]);
    finder.push([unsure(' a')]);
    expect(finder.place(over([thinking('a a a a')]))[0]?.slice(0, 3)).toEqual([0, 6, 1]);
  });

  it('finds each token at its own place however text and tokens arrive', () => {
    const token = fc.stringMatching(/^ ?[a-d]{1,3}$/);
    fc.assert(
      fc.property(
        fc.array(token, { minLength: 1 }),
        fc.array(token),
        fc.nat(5),
        (first, second, lag) => {
          const finder = new DoubtFinder();
          const doubts: Doubt[] = [];
          const all = [...first, ...second];
          const partsAt = (count: number): MessagePart[] => {
            const parts = [thinking(all.slice(0, Math.min(count, first.length)).join(''))];
            if (count > first.length) parts.push(answer(all.slice(first.length, count).join('')));
            return parts;
          };
          for (const [at, text] of all.entries()) {
            finder.push([unsure(text)]);
            doubts.push(...finder.place(running(partsAt(Math.max(0, at - lag)))));
          }
          const parts = partsAt(all.length);
          doubts.push(...finder.place(over(parts)));
          expect(words(doubts, parts)).toEqual(all.map((text) => text.trim()));
        },
      ),
    );
  });

  it('holds a bounded number', () => {
    const finder = new DoubtFinder();
    const text = 'ab '.repeat(8000);
    finder.push(Array.from({ length: 8000 }, () => unsure('ab')));
    const doubts = finder.place(over([thinking(text)]));
    expect(doubts).toHaveLength(5000);
    expect(JSON.stringify(doubts).length).toBeLessThan(500_000);
  });
});

describe('keptDoubts', () => {
  it('keeps those before the first change', () => {
    const doubts: readonly Doubt[] = [
      [0, 0, 3, 10, []],
      [0, 4, 3, 10, []],
      [1, 0, 2, 10, []],
    ];
    const before = [thinking('one two'), answer('ok')];
    expect(keptDoubts(doubts, before, [thinking('one twist')])).toEqual([doubts[0]]);
    expect(keptDoubts(doubts, before, [thinking('one two, three')])).toEqual(doubts.slice(0, 2));
    expect(keptDoubts(doubts, before, before)).toEqual(doubts);
  });
});
