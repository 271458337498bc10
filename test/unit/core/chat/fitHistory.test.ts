import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FitInput } from '../../../../src/core/chat/history.js';
import { fitHistory, promptMessages } from '../../../../src/core/chat/history.js';
import { LemmaError } from '../../../../src/core/errors.js';

const inputs: fc.Arbitrary<FitInput> = fc
  .record({
    turns: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }),
    question: fc.integer({ min: 1, max: 2100 }),
    contextSize: fc.integer({ min: 64, max: 2048 }),
    least: fc.double({ min: 0.01, max: 0.3, noNaN: true }),
    wanted: fc.double({ min: 0.3, max: 0.9, noNaN: true }),
  })
  .map(({ least, wanted, ...rest }) => ({
    ...rest,
    leastReply: Math.ceil(rest.contextSize * least),
    wantedReply: Math.ceil(rest.contextSize * wanted),
  }));

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, next) => total + next, 0);
}

describe('fitHistory', () => {
  it('keeps as many of the newest turns as fit, or refuses the question with the numbers', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { turns, question, contextSize, leastReply, wantedReply } = input;
        if (question + leastReply > contextSize) {
          try {
            fitHistory(input);
          } catch (error) {
            expect(error).toBeInstanceOf(LemmaError);
            expect(error).toMatchObject({
              code: 'contextFull',
              details: { promptTokens: question, contextSize },
            });
            return;
          }
          throw new Error('a question that does not fit was let through');
        }
        const { dropped, promptTokens } = fitHistory(input);
        expect(promptTokens).toBe(question + sum(turns.slice(dropped)));
        expect(promptTokens + leastReply).toBeLessThanOrEqual(contextSize);
        if (dropped < turns.length) {
          expect(promptTokens + wantedReply).toBeLessThanOrEqual(contextSize);
        }
        if (dropped > 0) {
          const oneMore = promptTokens + (turns[dropped - 1] ?? 0);
          expect(oneMore + wantedReply).toBeGreaterThan(contextSize);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('promptMessages', () => {
  it('ends with the question, after questions and answers in turn', () => {
    const entry = { turnId: 'a', question: 'q', answer: 'a' };
    expect(promptMessages([entry], 'now').map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
    ]);
    expect(promptMessages([], 'now')).toEqual([
      { role: 'user', parts: [{ kind: 'text', text: 'now', tokenCount: 0 }] },
    ]);
  });
});
