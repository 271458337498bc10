import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  StepSegmenter,
  stepsOf,
  type TraceStep,
} from '../../../../../src/core/reasoning/steps/stepSegmenter.js';
import { recordedThoughts } from '../recordedData.js';

/** Pieces that decide where steps begin, and what lies between them. */
const piece = fc.oneof(
  fc.constantFrom(
    '\n',
    '\n\n',
    ' ',
    '. ',
    '? ',
    'Wait, ',
    'But wait, maybe ',
    'Let me check ',
    "I'm not sure",
    'Therefore, the answer is 4',
    '```\n',
    '```ts\ncode. Wait, no.\n\n```\n',
    '\\[ x. Wait, no.\n',
    '\\]',
    '$$',
    '**',
    '- item. ',
    '1. ',
    '    ',
    '> ',
    '。',
    '\r\n',
  ),
  fc.lorem({ mode: 'sentences', maxCount: 6 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const trace = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));

function inPieces(text: string, cuts: readonly number[]): StepSegmenter {
  const segmenter = new StepSegmenter();
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    segmenter.push(text.slice(from, cut));
    from = cut;
  }
  segmenter.push(text.slice(from));
  return segmenter;
}

function outline(text: string): readonly string[] {
  return stepsOf(text).map(({ mark, title }) => `${mark}: ${title}`);
}

describe('StepSegmenter', () => {
  it('cuts the same steps however the trace came in pieces', () => {
    fc.assert(
      fc.property(trace, fc.array(fc.nat(4000), { maxLength: 40 }), (text, cuts) => {
        const within = cuts.map((cut) => cut % (text.length + 1));
        expect(inPieces(text, within).steps).toEqual(stepsOf(text));
      }),
    );
  });

  it('cuts steps whose texts make up the trace', () => {
    fc.assert(
      fc.property(trace, (text) => {
        const steps = stepsOf(text);
        expect(steps.map((step) => step.text).join('')).toBe(text);
        let start = 0;
        for (const [index, step] of steps.entries()) {
          expect(step).toMatchObject({ index, start });
          expect(step.text).not.toBe('');
          expect(step.title).not.toMatch(/\n/);
          start += step.text.length;
        }
      }),
    );
  });

  it('never changes a step that is over, and adds one at a time', () => {
    fc.assert(
      fc.property(trace, (text) => {
        const segmenter = new StepSegmenter();
        const over: TraceStep[] = [];
        for (const character of text) {
          segmenter.push(character);
          const { closed, open } = segmenter;
          expect(closed.length - over.length).toBeLessThanOrEqual(1);
          const last = closed.at(-1);
          if (last !== undefined && closed.length > over.length) over.push(last);
          expect(open.length).toBeLessThanOrEqual(2);
        }
        for (const [at, step] of over.entries()) expect(segmenter.closed[at]).toBe(step);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps every step short, whatever the model does about paragraphs', () => {
    const endless = 'word '.repeat(20_000);
    const sentences = 'One and two make three. '.repeat(4000);
    const unspaced = '一二三。'.repeat(4000);
    for (const text of [endless, sentences, unspaced]) {
      for (const step of stepsOf(text)) expect(step.text.length).toBeLessThan(5000);
    }
  });

  it('cuts where the thought turns, with the sentence that says so as the title', () => {
    const text = [
      'Okay, so I need to find $x$ when $2x + 3 = 11$. That is a linear equation, so there is one value.',
      'Subtract 3 from both sides: $2x = 8$. So \\( x = \\frac{8}{2} = 4 \\).',
      "Let me check: $2 \\cdot 4 + 3 = 11$. Yes, that's right.",
      'Wait, maybe I should look at the sign as well. Another way is to subtract first. Hmm, but I am not sure if that is needed here at all.',
      'So the final answer is \\boxed{4}.',
    ].join('\n\n');
    expect(outline(text)).toEqual([
      'setup: Okay, so I need to find x when 2x + 3 = 11',
      'check: Let me check: 2 · 4 + 3 = 11',
      'backtrack: Wait, maybe I should look at the sign as well',
      'doubt: Hmm, but I am not sure if that is needed here at all',
      'conclusion: So the final answer is 4',
    ]);
  });

  it('leaves code, display math, lists and tables whole', () => {
    const lead = 'This is long enough to be a step of its own, I would say.\n';
    for (const block of [
      '```py\n# Wait, no. Wait, maybe another way.\n\nWait, no.\n```\n',
      '\\[\nWait, no.\nx = 4. Wait, perhaps.\n\\]\n',
      '- First. Wait, maybe another way.\n- Wait, no. Hmm.\n',
      '| a | b |\n|---|---|\n| a. Wait, no. | Hmm. Wait, maybe. |\n',
    ]) {
      expect(stepsOf(lead + block).map((step) => step.text)).toEqual([lead + block]);
    }
  });

  it.skipIf(recordedThoughts.length === 0)(
    'gives recorded thoughts steps of a readable size',
    () => {
      const sizes = recordedThoughts.flatMap((thought) => {
        const steps = stepsOf(thought);
        expect(steps.map((step) => step.text).join('')).toBe(thought);
        return steps.map((step) => step.text.length);
      });
      sizes.sort((a, b) => a - b);
      const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
      expect(median).toBeGreaterThan(120);
      expect(median).toBeLessThan(500);
    },
  );
});
