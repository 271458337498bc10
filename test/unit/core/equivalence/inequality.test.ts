import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { solutions } from '../../../../src/core/equivalence/inequality.js';
import { parseFormula } from '../../../../src/core/equivalence/readAnswer.js';

type Sign = '<' | '≤' | '≠';

/** The stretches that an inequality holds for, as text. */
function solved(left: string, sign: Sign, right = '0'): string | undefined {
  const [a, b] = [parseFormula(left), parseFormula(right)];
  if (a === undefined || b === undefined) throw new Error(`not read: ${left}`);
  return solutions(sign, a, b)
    ?.stretches.map(
      ({ low, high, lowOpen, highOpen }) =>
        `${lowOpen ? '(' : '['}${low},${high}${highOpen ? ')' : ']'}`,
    )
    .join(' ');
}

describe('the solutions of an inequality', () => {
  it.each<[string, Sign, string, string]>([
    ['x^2', '<', '4', '(-2,2)'],
    ['x^2', '<', '2', `(${-Math.SQRT2},${Math.SQRT2})`],
    ['x', '≤', '\\sqrt{2}', `(-Infinity,${Math.SQRT2}]`],
    ['(x-1)^2(x-2)(x+3)^3', '<', '0', '(-3,1) (1,2)'],
    ['(x-1)^2(x-2)(x+3)^3', '≤', '0', '[-3,2]'],
    ['(x^2-9)^2', '≤', '0', '[-3,-3] [3,3]'],
    ['x^2+1', '<', '0', ''],
    ['-x^2-1', '<', '0', '(-Infinity,Infinity)'],
    ['x^3-x', '≠', '0', '(-Infinity,-1) (-1,0) (0,1) (1,Infinity)'],
    ['x^3+10^{21}', '<', '0', '(-Infinity,-10000000)'],
  ])('%s %s %s', (left, sign, right, expected) => {
    expect(solved(left, sign, right)).toBe(expected);
  });

  it('leaves out where a denominator is zero, even one that can be cancelled', () => {
    expect(solved('\\frac{x-1}{x+2}', '≤')).toBe('(-2,1]');
    expect(solved('\\frac{x^2-1}{x-1}', '≤', '3')).toBe('(-Infinity,1) (1,2]');
    expect(solved('\\frac{1}{\\frac{1}{x}}', '<', '5')).toBe('(-Infinity,0) (0,5)');
    expect(solved('x^{-2}', '<', '4')).toBe('(-Infinity,-0.5) (0.5,Infinity)');
  });

  it.each(['\\sqrt{x}', 'x^2+y', '\\sin x', 'x^2+\\pi', 'x^x', 'x^{9}', '(x^2+1)^{1000000}'])(
    'is not told for %s',
    (left) => {
      expect(solved(left, '<')).toBeUndefined();
    },
  );

  it('ends at the roots, whatever these are', () => {
    const root = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(root, { minLength: 2, maxLength: 5 }), (roots) => {
        const places = [...new Set(roots.map(([top, bottom]) => top / bottom))].sort(
          (a, b) => a - b,
        );
        const product = roots.map(([top, bottom]) => `(x-\\frac{${top}}{${bottom}})`).join('');
        const bounds = [-Infinity, ...places, Infinity];
        const expected = places.map((place, at) => `(${bounds[at]},${place})`);
        expect(solved(product, '≠')).toBe([...expected, `(${places.at(-1)},Infinity)`].join(' '));
      }),
      { numRuns: 50 },
    );
  });
});
