import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvalFolder } from '../../../../src/cli/eval/evalFolder.js';
import { runEvaluation, samplesLeft } from '../../../../src/cli/eval/evalRun.js';
import { readSuite } from '../../../../src/cli/eval/suite.js';
import type { EvalSample } from '../../../../src/core/evaluation/sample.js';
import type { EngineClient } from '../../../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../../../src/engine/client/workerThread.js';
import { sampleOf } from '../../core/evaluation/sampleOf.js';
import { demoEngine, never, GREEDY } from '../../engine/support/engineFixture.js';

let engine: EngineClient;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lemma-eval-'));
  engine = await demoEngine(workerThreadTransport);
});

afterAll(async () => {
  await engine.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function suiteFile(): Promise<string> {
  const file = path.join(folder, 'sums.jsonl');
  const lines = [
    { question: 'What is 384 + 257?', answer: 'Added.\n#### 641' },
    { question: 'What is 12 + 30?', answer: '#### 41' },
  ];
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  return file;
}

describe('runEvaluation', () => {
  it('grades each reply, and goes on to the very same samples after a stop', async () => {
    const { problems } = await readSuite(await suiteFile(), folder);
    const run = async (done: readonly EvalSample[], stopAfter: number): Promise<EvalSample[]> => {
      const stop = new AbortController();
      const made: EvalSample[] = [];
      const running = runEvaluation({
        engine,
        problems,
        budgets: [0, null],
        k: 2,
        seed: 5,
        sampling: { ...GREEDY, temperature: 0.6 },
        together: 1,
        concurrency: 1,
        done,
        signal: stop.signal,
        onSample(sample) {
          made.push(sample);
          if (made.length === stopAfter) stop.abort();
          return Promise.resolve();
        },
      });
      if (stopAfter <= 8 - done.length)
        await expect(running).rejects.toMatchObject({ code: 'cancelled' });
      else await running;
      return made;
    };
    const whole = await run([], 99);
    expect(whole).toHaveLength(8);
    const unbounded = whole.filter(({ budget }) => budget === null);
    expect(unbounded.map(({ id, prediction, correct }) => [id, prediction, correct])).toEqual([
      ['0', '641', true],
      ['0', '641', true],
      ['1', '42', false],
      ['1', '42', false],
    ]);
    expect(
      whole.filter(({ budget }) => budget === 0).every((each) => each.thinkingTokens === 0),
    ).toBe(true);
    const begun = await run([], 3);
    expect(begun).toHaveLength(3);
    expect(samplesLeft({ problems, budgets: [0, null], k: 2, done: begun })).toBe(5);
    const rest = await run(begun, 99);
    const text = ({ id, budget, sample, answer, thinking }: EvalSample): object => ({
      id,
      budget,
      sample,
      answer,
      thinking,
    });
    expect([...begun, ...rest].map(text)).toEqual(whole.map(text));
  });

  it('writes batches to one problem as the same replies in turn', async () => {
    const { problems } = await readSuite(await suiteFile(), folder);
    const run = async (together: number): Promise<string[]> => {
      const answers: string[] = [];
      await runEvaluation({
        engine,
        problems: problems.slice(0, 1),
        budgets: [null],
        k: 2,
        seed: 5,
        sampling: { ...GREEDY, temperature: 0.6 },
        together,
        concurrency: 1,
        done: [],
        signal: never,
        onSample(sample) {
          answers.push(sample.answer);
          return Promise.resolve();
        },
      });
      return answers;
    };
    expect(await run(2)).toEqual(await run(1));
  });
});

describe('the folder of a run', () => {
  it('goes on under the same conditions only, without lines that were cut', async () => {
    const where = new EvalFolder(path.join(folder, 'run'));
    expect(await where.open({ model: 'a' }, false)).toEqual([]);
    await Promise.all([where.add(sampleOf('a', 0)), where.add(sampleOf('a', 1))]);
    await appendFile(path.join(where.path, 'samples.jsonl'), '{"id":"a","sam');
    await expect(where.open({ model: 'a' }, false)).rejects.toMatchObject({ code: 'evalExists' });
    await expect(where.open({ model: 'b' }, true)).rejects.toMatchObject({
      code: 'evalExists',
      details: { differs: 'model' },
    });
    expect(await where.open({ model: 'a' }, true)).toEqual([sampleOf('a', 0), sampleOf('a', 1)]);
    const text = await readFile(path.join(where.path, 'samples.jsonl'), 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
  });
});
