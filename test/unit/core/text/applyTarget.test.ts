import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTargets } from '../../../../src/core/text/applyTarget.js';

const SUM = { path: 'sum.py', languageId: 'python', text: 'def total(a):\n    return sum(a)' };
const MEAN = { path: 'mean.py', languageId: 'python', text: 'def mean(a):\n    return 0\n' };
const PAGE = { path: 'page.ts', languageId: 'typescript', text: 'const page = 1;' };

function paths(code: string, language: string, candidates = [PAGE, MEAN, SUM]): string[] {
  return applyTargets(candidates, { code, language }).map(({ path }) => path);
}

describe('applyTargets', () => {
  it('takes the only text in the language of the code', () => {
    expect(paths('const other = 2;', 'ts')).toEqual(['page.ts']);
    expect(paths('def x(): pass', 'py', [PAGE, SUM])).toEqual(['sum.py']);
  });

  it('takes the text whose lines come again', () => {
    expect(paths('def mean(a):\n    return total(a) / len(a)', 'python')).toEqual(['mean.py']);
    expect(paths('def total(a):\n    return 1', '')).toEqual(['sum.py']);
  });

  it('leaves the choice where it is open, likeliest first', () => {
    expect(paths('def other(b):\n    pass', 'python')).toEqual(['mean.py', 'sum.py', 'page.ts']);
    expect(paths('x', '', [])).toEqual([]);
  });

  it('gives one candidate or all of them, each once', () => {
    const candidate = fc.record({
      path: fc.uuid(),
      languageId: fc.constantFrom('python', 'typescript'),
      text: fc.stringMatching(/^(?:[a-c]\n){0,5}$/),
    });
    const block = fc.record({
      language: fc.constantFrom('py', 'ts', ''),
      code: fc.stringMatching(/^(?:[a-c]\n){0,5}$/),
    });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1, maxLength: 5 }), block, (all, code) => {
        const found = applyTargets(all, code);
        expect(found.length === 1 || found.length === all.length).toBe(true);
        expect(new Set(found).size).toBe(found.length);
        expect(all).toEqual(expect.arrayContaining([...found]));
      }),
    );
  });
});
