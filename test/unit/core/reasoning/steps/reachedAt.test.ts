import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachedAt } from '../../../../../src/core/reasoning/steps/reachedAt.js';

/** The text from where a result was reached on. */
function reached(trace: string, result: string): string | undefined {
  const at = reachedAt(trace, result);
  return at === undefined ? undefined : trace.slice(at, at + 14);
}

describe('reachedAt', () => {
  it('finds where a number was come to, not where the question names it', () => {
    const trace =
      'There are 4 boxes of 3. I add 4 once: 12 + 4 = 16.\n\nSo half of 8 is 4, and x = 4. Yes, 4.';
    expect(reached(trace, '16')).toBe('16.\n\nSo half o');
    expect(reached(trace, '$x = 4$')).toBe('4, and x = 4. ');
    expect(reached(trace, '12')).toBe('12 + 4 = 16.\n\n'.slice(0, 14));
    expect(reached(trace, '5')).toBeUndefined();
  });

  it.each([
    ['so it is \\( \\frac{7}{2} \\) here', '3.5', '\\frac{7}{2} \\)'],
    ['so it is 3.5 here', '\\frac{7}{2}', '3.5 here'],
    ['so it is 7/2 here', '$\\dfrac{7}{2}$', '7/2 here'],
    ['that gives 1,250 in all', '1250', '1,250 in all'],
    ['that gives 1250 in all', '1{,}250', '1250 in all'],
    ['which is 25% of it', '0.25', '25% of it'],
    ['we get x = -3 at last', '-3', '-3 at last'],
    ['we get 5 - 3 at last', '-3', undefined],
    ['12.5 and 112 and 2a', '12', undefined],
    ['the answer is "discord" then', '**Discord.**', 'discord" then'],
    ['A then B, so the answer is B.', 'B', 'B.'],
    ['a b c', 'B', undefined],
    ['done step-by-step now', 'Step-by-step', 'step-by-step n'],
    ['the answer is 4', '**Answer 4:**', undefined],
    ['cannot', 'not', undefined],
    ['so f is x^2 + 1 now', '$x^2+1$', 'x^2 + 1 now'],
  ])('in %j finds %j', (trace, result, expected) => {
    expect(reached(trace, result)).toBe(expected);
  });

  it('never throws, and points into the trace', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary', maxLength: 12 }),
        (trace, result) => {
          const at = reachedAt(trace + result, result);
          if (at === undefined) return;
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThan(trace.length + result.length);
        },
      ),
    );
  });
});
