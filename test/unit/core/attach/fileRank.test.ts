import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankFiles } from '../../../../src/core/attach/fileRank.js';

const FILES = ['src/stats.ts', 'test/stats.test.ts', 'src/state/main.ts', 'docs/a.md', 'sat.ts'];

function ranked(query: string, limit = 10): readonly string[] {
  return rankFiles(query, FILES, (path) => path, limit);
}

describe('rankFiles', () => {
  it('puts file names that begin with the query first', () => {
    expect(ranked('stat')).toEqual(['src/stats.ts', 'test/stats.test.ts', 'src/state/main.ts']);
    expect(ranked('main')).toEqual(['src/state/main.ts']);
    expect(ranked('sat.ts')[0]).toBe('sat.ts');
  });

  it('takes scattered letters, upper case and back slashes', () => {
    expect(ranked('smts')).toContain('src/state/main.ts');
    expect(ranked('STATE\\MAIN')).toEqual(['src/state/main.ts']);
    expect(ranked('zz')).toEqual([]);
    expect(ranked('', 2)).toHaveLength(2);
  });

  it('finds every path by any letters of it, in their order', () => {
    const path = fc.stringMatching(/^[a-c/.]{1,12}$/);
    fc.assert(
      fc.property(fc.array(path), path, fc.array(fc.boolean()), (others, one, keep) => {
        const query = one
          .split('')
          .filter((_, index) => keep[index] ?? true)
          .join('');
        const found = rankFiles(query, [...others, one], (each) => each, others.length + 1);
        expect(found).toContain(one);
      }),
    );
  });
});
