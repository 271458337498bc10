import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSuite } from '../../../../src/cli/eval/suite.js';
import { wordsOf } from '../../../../src/cli/words.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { withMathDirective } from '../../../../src/core/prompt/mathProblem.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lemma-suites-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes a file, and tells where it is. */
async function file(name: string, text: string): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, text);
  return place;
}

function jsonl(...lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Lines with the fields of the public files, and problems of our own. */
const MATH_500 = {
  problem: 'Find the slope of the line through $(0,1)$ and $(2,2)$.',
  solution: 'The slope is $\\frac{2-1}{2-0} = \\boxed{\\frac{1}{2}}.$',
  answer: '\\frac{1}{2}',
  subject: 'Algebra',
  level: 2,
  unique_id: 'test/algebra/1.json',
};
const AIME_HUGGING_FACE_H4 = {
  id: 60,
  problem: 'Find the number of ordered pairs $(a,b)$ of digits with $a+b=9$.',
  solution: 'For each $a$ there is one $b$: $\\boxed{010}$.',
  answer: '010',
  url: 'https://example.org/problem',
  year: '2024',
};
const AIME_MAXWELL_JIA = {
  ID: '2024-I-1',
  Problem: AIME_HUGGING_FACE_H4.problem,
  Solution: AIME_HUGGING_FACE_H4.solution,
  Answer: 10,
};
const GSM8K = {
  question: 'Ada has 3 boxes of 400 nails. She uses 100. How many are left?',
  answer:
    'There are 3*400=<<3*400=1200>>1200 nails.\nShe has 1200-100=<<1200-100=1100>>1,100 left.\n#### 1,100',
};

describe('a public set', () => {
  it('is found in the folder by the name that Lemma recommends', async () => {
    const place = await file('math500.jsonl', jsonl(MATH_500));
    const suite = await readSuite('math500', folder);
    expect(suite).toMatchObject({ name: 'math500', file: place, published: { problems: 500 } });
    expect(suite.problems).toEqual([
      {
        id: 'test/algebra/1.json',
        prompt: withMathDirective(MATH_500.problem),
        gold: '\\frac{1}{2}',
        kind: 'Algebra',
      },
    ]);
  });

  it.each([
    ['math500', 'MATH-500/test.jsonl', MATH_500, '\\frac{1}{2}'],
    ['aime24', 'aime_2024.jsonl', AIME_HUGGING_FACE_H4, '010'],
    ['aime24', 'aime_2024_problems.jsonl', AIME_MAXWELL_JIA, '10'],
    ['gsm8k', 'grade-school-math/grade_school_math/data/test.jsonl', GSM8K, '1,100'],
  ])('%s is found as %s, as its publisher names it', async (name, place, line, gold) => {
    await file(place, jsonl(line));
    const { problems } = await readSuite(name, folder);
    expect(problems.map((problem) => problem.gold)).toEqual([gold]);
  });

  it('is read from what the dataset viewer of the hub answers', async () => {
    const rows = [AIME_HUGGING_FACE_H4, { ...AIME_HUGGING_FACE_H4, id: 61 }];
    const answer = {
      features: [{ feature_idx: 0, name: 'id', type: { dtype: 'int64', _type: 'Value' } }],
      rows: rows.map((row, index) => ({ row_idx: index, row, truncated_cells: [] })),
      num_rows_total: 2,
      num_rows_per_page: 100,
      partial: false,
    };
    await file('aime24.json', JSON.stringify(answer));
    const { problems } = await readSuite('aime24', folder);
    expect(problems.map(({ id, gold }) => [id, gold])).toEqual([
      ['60', '010'],
      ['61', '010'],
    ]);
  });

  it('that is not there says which file to get and where to put it', async () => {
    const thrown: unknown = await readSuite('gsm8k', folder).catch((error: unknown) => error);
    if (!(thrown instanceof LemmaError)) throw thrown;
    expect(thrown.code).toBe('suiteNeedsFile');
    const words = wordsOf(thrown);
    expect(words).toContain('openai/grade-school-math/');
    expect(words).toContain(path.join(folder, 'gsm8k.jsonl'));
    expect(words).toContain('--suite gsm8k=FILE');
  });
});

describe('a file of one’s own', () => {
  it('is JSONL or JSON, and ids tell problems apart whatever it says', async () => {
    const array = await file(
      'array.json',
      JSON.stringify([
        { id: 'x', problem: 'P', answer: 1 },
        { id: 'x', problem: 'Q', answer: 2 },
      ]),
    );
    const suite = await readSuite(`aime24=${array}`, folder);
    expect(suite.name).toBe('aime24');
    expect(suite.problems.map(({ id }) => id)).toEqual(['x', 'x (2)']);
    const single = await readSuite(await file('one.jsonl', jsonl(GSM8K)), folder);
    expect(single).toMatchObject({ name: 'one', problems: [{ gold: '1,100' }] });
    expect(single.published).toBeUndefined();
  });

  it('says where it is none', async () => {
    const broken = await file('broken.jsonl', '{"problem":"P","answer":"1"}\n\n{"problem":"P"}\n');
    await expect(readSuite(broken, folder)).rejects.toMatchObject({
      code: 'badProblem',
      details: { line: 3 },
    });
    const noJson = await file('none.jsonl', '{"problem":"P","answer":"1"}\n{"prob');
    await expect(readSuite(noJson, folder)).rejects.toMatchObject({
      code: 'badProblem',
      details: { line: 2, expected: 'JSON' },
    });
    for (const empty of ['[]', '', '{"rows":[]}'])
      await expect(readSuite(await file('empty.json', empty), folder)).rejects.toMatchObject({
        code: 'badProblem',
        details: { line: 1 },
      });
    await expect(readSuite(path.join(folder, 'away.jsonl'), folder)).rejects.toMatchObject({
      code: 'noEditor',
    });
  });
});
