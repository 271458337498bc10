import { describe, expect, it } from 'vitest';
import { SimilarSnippets } from '../../../../src/core/completion/similarSnippets.js';

const area = (shape: string): string =>
  `export function area${shape}(width: number, height: number): number {\n  return width * height;\n}\n`;
const OTHER = 'class Logger {\n  write(message: string) {\n    console.log(message);\n  }\n}\n';
const NEAR = 'export function areaSquare(width: number): number {\n  ';

describe('SimilarSnippets', () => {
  it('finds what resembles the place, the most similar first', () => {
    const similar = new SimilarSnippets();
    similar.note('logger.ts', OTHER);
    similar.note('rectangle.ts', area('Rectangle'));
    similar.note('mixed.ts', `${area('Box')}${OTHER}`);
    const found = similar.find('square.ts', NEAR, 3);
    expect(found.map(({ path }) => path)).toEqual(['rectangle.ts', 'mixed.ts']);
    expect(found[0]?.text).toContain('areaRectangle');
  });

  it('finds the place within a long file', () => {
    const similar = new SimilarSnippets();
    similar.note('long.ts', `${OTHER.repeat(40)}${area('Triangle')}${OTHER.repeat(40)}`);
    const [found] = similar.find('square.ts', NEAR, 1);
    expect(found?.text).toContain('areaTriangle');
    expect(found?.text.split('\n').length).toBeLessThanOrEqual(24);
  });

  it('gives nothing of the file itself, of one that may hold secrets, or of one forgotten', () => {
    const similar = new SimilarSnippets();
    for (const path of ['square.ts', 'secrets.json', 'gone.ts']) similar.note(path, area('A'));
    similar.forget('gone.ts');
    expect(similar.find('square.ts', NEAR, 3)).toEqual([]);
  });

  it('takes the newest text, and remembers so many files', () => {
    const similar = new SimilarSnippets(2);
    similar.note('a.ts', area('A'));
    similar.note('b.ts', OTHER);
    similar.note('b.ts', area('B'));
    similar.note('c.ts', area('C'));
    const paths = similar.find('square.ts', NEAR, 3).map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['b.ts', 'c.ts']);
  });

  it('stays with its choice while the cursor stays near', () => {
    const similar = new SimilarSnippets();
    similar.note('a.ts', area('A'));
    const chosen = similar.find('square.ts', NEAR, 1);
    similar.note('b.ts', NEAR);
    expect(similar.find('square.ts', `${NEAR}\nreturn`, 1)).toEqual(chosen);
    const [later] = similar.find('square.ts', '\n'.repeat(20) + NEAR, 1);
    expect(later?.path).toBe('b.ts');
  });
});
