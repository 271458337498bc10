import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chosenProblems,
  MOST_PROBLEMS,
  problemsText,
  type Problem,
} from '../../../../src/core/attach/problems.js';

const problem = fc.record({
  path: fc.constantFrom('a.ts', 'b.ts'),
  line: fc.integer({ min: 1, max: 9 }),
  column: fc.integer({ min: 1, max: 9 }),
  severity: fc.constantFrom('error', 'warning', 'info'),
  message: fc.string(),
  origin: fc.constantFrom('', 'ts(1)'),
}) satisfies fc.Arbitrary<Problem>;

describe('problems', () => {
  it('are told with their place, origin and code', () => {
    const at = { path: 'a.ts', line: 2, column: 7, severity: 'error' } as const;
    const typed = { ...at, message: 'No such name.\n', origin: 'ts(2304)', code: '  sum(x);' };
    expect(problemsText([typed, { ...at, line: 3, message: 'Odd', origin: '' }])).toBe(
      'a.ts:2:7 error: No such name. [ts(2304)]\n    sum(x);\na.ts:3:7 error: Odd',
    );
  });

  it('are chosen by severity, and there are not too many', () => {
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 150 }), (all) => {
        const chosen = chosenProblems(all);
        expect(chosen).toHaveLength(Math.min(all.length, MOST_PROBLEMS));
        expect(all).toEqual(expect.arrayContaining([...chosen]));
        const errors = all.filter(({ severity }) => severity === 'error').length;
        const kept = chosen.filter(({ severity }) => severity === 'error').length;
        expect(kept).toBe(Math.min(errors, MOST_PROBLEMS));
        expect(chosenProblems(chosen)).toEqual(chosen);
      }),
    );
  });
});
