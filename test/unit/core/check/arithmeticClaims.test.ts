import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arithmeticClaims, askedCalculation } from '../../../../src/core/check/arithmeticClaims.js';

const responses = resolve(
  process.env['LEMMA_R1_DATA'] ?? resolve(import.meta.dirname, '../../../../../shared/data/r1-8b'),
  'responses.jsonl',
);

const found = (text: string): string[] =>
  arithmeticClaims(text).map(({ verdict, claim, value }) => `${verdict} ${claim} (${value})`);

describe('calculations that a text claims', () => {
  it.each([
    ['So 3 + 4 = 7.', ['checked 3 + 4 = 7 (7)']],
    ['3+4 = 8, and 5*6=30', ['contradicted 3+4 = 8 (7)', 'checked 5*6=30 (30)']],
    ['1. 12 - 5 = 7', ['checked 12 - 5 = 7 (7)']],
    ['- 3 + 4 = 7', ['checked 3 + 4 = 7 (7)']],
    ['$3 \\times 4 = 12$', ['checked 3 \\times 4 = 12 (12)']],
    ['\\(3 \\cdot 5 = 16\\)', ['contradicted 3 \\cdot 5 = 16 (15)']],
    ['1/2 + 1/3 = 5/6', ['checked 1/2 + 1/3 = 5/6 (5/6)']],
    ['10 / 3 = 3.33', ['checked 10 / 3 = 3.33 (3.33333333333)']],
    ['10 / 3 = 3.34', ['contradicted 10 / 3 = 3.34 (3.33333333333)']],
    ['10/3 ≈ 3.3', ['checked 10/3 ≈ 3.3 (3.33333333333)']],
    ['1,000 + 2,500 = 3,500', ['checked 1,000 + 2,500 = 3,500 (3500)']],
    ['17 / 5 = 3 remainder 2', ['checked 17 / 5 = 3 (3 R 2)']],
    ['17 / 5 = 3 R 1', ['contradicted 17 / 5 = 3 (3 R 2)']],
    ['\\( 62 \\div 3 = 20 \\) with a remainder of 2.', ['checked 62 \\div 3 = 20 (20 R 2)']],
    ['2^3 = 8', ['checked 2^3 = 8 (8)']],
    ['It is **3 + 4 = 8**, so', ['contradicted 3 + 4 = 8 (7)']],
    ['5 - 2 = **3**.', ['checked 5 - 2 =   3 (3)']],
    ['(**3 + 4 = 7**)', ['checked 3 + 4 = 7 (7)']],
    ['That is right (3 + 4 = 8)!', ['contradicted 3 + 4 = 8 (7)']],
    ['5 \\times (3 + 4 = 7)', ['checked 3 + 4 = 7 (7)']],
    ['(2 + 1) \\cdot 3 = (4 + 5)', ['checked (2 + 1) \\cdot 3 = (4 + 5) (9)']],
    ['\\boxed{3 + 4 = 7}', ['checked 3 + 4 = 7 (7)']],
    ['2**3 = 8', ['checked 2**3 = 8 (8)']],
    ['x **3 + 1 = 9', []],
    ['x = 3 + 4 = 7', ['checked 3 + 4 = 7 (7)']],
    ['2*3 = 6 = 12/2', ['checked 2*3 = 6 (6)']],
    ['12 × 3 = 36 cm', ['checked 12 × 3 = 36 (36)']],
    ['\\sqrt{16} = 4', ['checked \\sqrt{16} = 4 (4)']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    '2x + 3 = 11',
    '3 + 4 = 7x',
    '4! - 3! - 2 - 1 = 24 - 6',
    'f(2) = 4',
    'x = 5',
    'x_{1 + 1 = 2}',
    'a1 + 2 = 3',
    '-5 = -5',
    '\\frac{280}{6} \\approx 46.\\overline{6}',
    '3 + = 7',
    '1/0 = 5',
    '9^9^9^9 = 1',
  ])('claims nothing that can be told: %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds every sum in a text at its place, right or wrong', () => {
    const sum = fc.tuple(fc.nat(999), fc.nat(999), fc.constantFrom(0, 0, 1, -1));
    const words = fc.constantFrom('So', 'Then we have', 'Wait,', '\\n\\n', 'Adding gives');
    fc.assert(
      fc.property(fc.array(fc.tuple(words, sum), { maxLength: 8 }), (parts) => {
        const text = parts
          .map(([word, [a, b, off]]) => `${word} ${a} + ${b} = ${a + b + off}. `)
          .join('');
        const claims = arithmeticClaims(text);
        expect(claims.map(({ verdict }) => verdict)).toEqual(
          parts.map(([, [, , off]]) => (off === 0 ? 'checked' : 'contradicted')),
        );
        for (const { start, end, claim } of claims) expect(text.slice(start, end)).toBe(claim);
      }),
    );
  });

  it.skipIf(!existsSync(responses))('doubts few of the calculations of a real model', () => {
    const verdicts = readFileSync(responses, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => arithmeticClaims((JSON.parse(line) as { response: string }).response));
    const doubted = verdicts.filter(({ verdict }) => verdict === 'contradicted').length;
    expect(verdicts.length).toBeGreaterThan(400);
    // All of them are false as they are written; some are trials that the model goes on to reject.
    expect(doubted).toBeLessThanOrEqual(10);
  });
});

describe('the calculation a question asks for', () => {
  it.each([
    ['What is 384 + 257?', '384 + 257'],
    ['17 - 4 * 3', '17 - 4 * 3'],
    ['Compute $\\frac{3}{4} \\cdot 8$.', '\\frac{3}{4} \\cdot 8'],
  ])('%j', (question, asked) => {
    expect(askedCalculation(question)).toBe(asked);
  });

  it.each(['In 2019 there were 3 cats.', '2x + 3 = 11', 'Explain C-3PO', 'What is -5?', 'x + 1'])(
    'is none in %j',
    (question) => {
      expect(askedCalculation(question)).toBeUndefined();
    },
  );
});
