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

  it('takes beginnings of words, words with letters left out, upper case and back slashes', () => {
    expect(ranked('smts')).toEqual(['src/state/main.ts']);
    expect(ranked('stts')).toContain('src/stats.ts');
    expect(ranked('STATE\\MAIN')).toEqual(['src/state/main.ts']);
    expect(ranked('zz')).toEqual([]);
    expect(ranked('', 2)).toHaveLength(2);
    const humps = ['webview/view/lemmaComposer.ts', 'webview/view/lemmaChat.ts'];
    expect(rankFiles('lco', humps, (path) => path, 9)).toEqual(humps.slice(0, 1));
  });

  it('takes no scattered letters: a # in a question is no name of a file', () => {
    const files = [
      'src/core/prompt/indentedClauseBuilder.ts',
      'test/data/2021-02-15.json',
      'src/vote12.ts',
      'src/a1b2.ts',
      'docs/312.md',
    ];
    const found = (query: string): readonly string[] => rankFiles(query, files, (path) => path, 9);
    expect(found('include')).toEqual([]);
    expect(found('12')).toEqual(['src/vote12.ts']);
    expect(found('define')).toEqual([]);
    expect(found('2021')).toEqual(['test/data/2021-02-15.json']);
  });

  it('finds every path by any part of it, and by the first letters of its words', () => {
    const word = fc.stringMatching(/^[a-c]{1,4}$/);
    const words = fc.array(word, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(words), words, fc.nat(), fc.nat(), (others, one, from, length) => {
        const path = one.join('/');
        const start = from % path.length;
        const part = path.slice(start, start + 1 + (length % path.length));
        const initials = one.map((each) => each.charAt(0)).join('');
        const all = [...others.map((each) => each.join('/')), path];
        for (const query of [part, initials]) {
          expect(rankFiles(query, all, (each) => each, all.length)).toContain(path);
        }
      }),
    );
  });
});
