import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { firstProblem } from '../../../../tools/start/companion/firstProblem.js';

describe('firstProblem', () => {
  it('finds the first line of text below a heading of the second level', () => {
    const lines = ['# Title', 'Intro', '## One', '', '### Deeper', '  2 + 2 ', 'more'];
    expect(firstProblem(lines)).toEqual({ line: 5, start: 2, end: 7 });
  });

  it('finds none where there is no heading or nothing below it', () => {
    expect(firstProblem(['2 + 2'])).toBeUndefined();
    expect(firstProblem(['## One', '', ' '])).toBeUndefined();
  });

  it('finds the equation of the sample workspace', () => {
    const sample = new URL('../../../workspace/problems.md', import.meta.url);
    const lines = readFileSync(sample, 'utf8').split('\n');
    const found = firstProblem(lines);
    expect(found && lines[found.line]).toBe('Solve: 2x + 3 = 11');
  });
});
