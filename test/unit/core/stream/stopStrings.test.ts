import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { StopStrings } from '../../../../src/core/stream/stopStrings.js';

function run(
  pieces: readonly string[],
  stops: readonly string[],
): { text: string; tokens: number; stopped: boolean } {
  const filter = new StopStrings(stops);
  const out: GenerationDelta[] = [];
  for (const text of pieces) {
    out.push(...filter.push([{ kind: 'text', text, tokens: 1 }]));
    if (filter.stopped) break;
  }
  out.push(...filter.finish());
  const texts = out.filter((delta) => delta.kind === 'text');
  return {
    text: texts.map((delta) => delta.text).join(''),
    tokens: texts.reduce((sum, delta) => sum + delta.tokens, 0),
    stopped: filter.stopped,
  };
}

const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });

describe('stop strings', () => {
  it('end the text before the first of them, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 10 }),
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 4 }), {
          minLength: 1,
          maxLength: 3,
        }),
        (pieces, stops) => {
          const whole = pieces.join('');
          const out = run(Array.from(whole), stops);
          const places = stops.map((stop) => whole.indexOf(stop)).filter((at) => at >= 0);
          expect(out.stopped).toBe(places.length > 0);
          if (!out.stopped) {
            expect(out.text).toBe(whole);
            expect(out.tokens).toBe(whole.length);
            expect(run(pieces, stops).text).toBe(whole);
          } else {
            expect(stops.every((stop) => !out.text.includes(stop))).toBe(true);
            expect(whole.startsWith(out.text)).toBe(true);
            expect(stops.some((stop) => whole.startsWith(out.text + stop))).toBe(true);
          }
        },
      ),
    );
  });

  it('give what they hold back before that is relabelled', () => {
    const filter = new StopStrings(['END']);
    filter.push([{ kind: 'text', text: 'xE', tokens: 1 }]);
    const relabel = { kind: 'relabel', as: 'thinking' } as const;
    expect(filter.push([relabel])).toMatchObject([{ kind: 'text', text: 'E' }, relabel]);
    expect(filter.push([{ kind: 'text', text: 'ND', tokens: 1 }])).toMatchObject([{ text: 'ND' }]);
  });

  it('hold back only what may become one', () => {
    const filter = new StopStrings(['END']);
    expect(filter.push([{ kind: 'text', text: 'xE', tokens: 1 }])).toMatchObject([{ text: 'x' }]);
    expect(filter.push([{ kind: 'text', text: 'N', tokens: 1 }])).toMatchObject([{ text: '' }]);
    expect(filter.push([{ kind: 'text', text: 'o', tokens: 1 }])).toMatchObject([{ text: 'ENo' }]);
  });

  it('leave the trace alone, and an empty one stops nothing', () => {
    const filter = new StopStrings(['a', '']);
    const trace: GenerationDelta[] = [{ kind: 'thinking', text: 'banana', tokens: 3 }];
    expect(filter.push(trace)).toEqual(trace);
    expect(run(['b', 'c'], ['']).text).toBe('bc');
  });
});
