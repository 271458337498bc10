import { describe, expect, it } from 'vitest';
import { HOLE_KINDS, infillCases } from '../../../src/cli/bench/infillCases.js';
import {
  editSimilarity,
  fillHoles,
  infillScores,
  infillTable,
} from '../../../src/cli/bench/infillScore.js';
import { INFILL_SOURCES } from '../../../src/cli/bench/infillSources.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';

const never = new AbortController().signal;

describe('infillCases', () => {
  const cases = infillCases(INFILL_SOURCES, 30, 1);

  it('cuts holes of every kind out of many functions', () => {
    for (const kind of HOLE_KINDS) {
      const own = cases.filter((each) => each.kind === kind);
      expect(own).toHaveLength(30);
      expect(new Set(own.map(({ name }) => name)).size).toBe(30);
      expect(new Set(own.map(({ name }) => name.split(':')[0])).size).toBe(INFILL_SOURCES.length);
    }
  });

  it('leaves the rest of the function as it is', () => {
    const whole = new Set(INFILL_SOURCES.map(({ code }) => code));
    for (const { prefix, expected, suffix, kind } of cases) {
      expect(whole).toContain(prefix + expected + suffix);
      expect(expected.trim()).not.toBe('');
      expect(prefix).toContain('\n');
      if (kind === 'singleLine') expect(expected).not.toContain('\n');
      if (kind === 'multiLine') expect(expected).toContain('\n');
      if (kind !== 'randomSpan') expect(suffix).toMatch(/^\n/);
    }
  });

  it('depends on the seed alone', () => {
    expect(infillCases(INFILL_SOURCES, 30, 1)).toEqual(cases);
    expect(infillCases(INFILL_SOURCES, 30, 2)).not.toEqual(cases);
  });
});

describe('fillHoles', () => {
  it('scores what would be shown', async () => {
    const engine = new ScriptedEngine();
    const cases = ['a + b;', 'a - b;', 'c'].map((expected, index) => ({
      name: `case ${index}`,
      kind: 'singleLine' as const,
      languageId: 'typescript',
      prefix: 'return ',
      suffix: '\n',
      expected,
    }));
    const filled = fillHoles(engine, cases, undefined, never, () => undefined);
    for (const [index, text] of ['a + b;', 'a + b;', '<think>'].entries()) {
      const generation = await engine.generation(index);
      generation.emit({ kind: 'text', text, tokens: 1 });
      generation.finish();
    }
    const scores = infillScores(await filled);
    const score = { cases: 3, shown: 2 / 3, exact: 1 / 3, ms: 120 };
    expect(scores).toMatchObject([
      { kind: 'singleLine', ...score },
      { kind: 'all', ...score },
    ]);
    expect(scores[0]?.similarity).toBeCloseTo((1 + 5 / 6) / 3);
    expect(infillTable(scores)).toMatch(/singleLine +3 +66\.7 % +33\.3 % +0\.611/);
  });

  it.each([
    ['', '', 1],
    ['ab', '', 0],
    ['abcd', 'abxd', 0.75],
  ])('%j and %j are alike by %d', (a, b, similarity) => {
    expect(editSimilarity(a, b)).toBe(similarity);
  });
});
