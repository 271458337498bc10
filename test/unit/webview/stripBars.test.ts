import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepMark } from '../../../src/core/reasoning/steps/stepMark.js';
import { stripBars } from '../../../webview/model/stripBars.js';

const marks: readonly StepMark[] = [
  'setup',
  'deduction',
  'check',
  'doubt',
  'backtrack',
  'conclusion',
];

describe('stripBars', () => {
  it('shows every step once, in order, in no more bars than there is room for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ mark: fc.constantFrom(...marks), tokens: fc.nat(300) }), {
          maxLength: 80,
        }),
        fc.integer({ min: 1, max: 40 }),
        (list, most) => {
          const steps = list.map(({ mark }, index) => ({
            index,
            start: 0,
            text: '',
            title: '',
            mark,
          }));
          const tokens = list.map((each) => each.tokens);
          const bars = stripBars(steps, tokens, most);
          expect(bars.length).toBeLessThanOrEqual(most);
          if (steps.length <= most) expect(bars).toHaveLength(steps.length);
          const covered = bars.flatMap(({ first, last }) => steps.slice(first, last + 1));
          expect(covered).toEqual(steps);
          const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
          expect(sum(bars.map((bar) => bar.tokens))).toBe(sum(tokens));
        },
      ),
    );
  });

  it('lets a bar that steps share show where the model stepped back', () => {
    const steps = (['deduction', 'backtrack', 'check', 'deduction'] as const).map(
      (mark, index) => ({
        index,
        start: 0,
        text: '',
        title: '',
        mark,
      }),
    );
    const [bar] = stripBars(steps, [1, 1, 1, 1], 1);
    expect(bar).toMatchObject({ step: { index: 1 }, first: 0, last: 3, tokens: 4 });
  });
});
