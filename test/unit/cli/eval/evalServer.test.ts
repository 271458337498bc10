import { describe, expect, it } from 'vitest';
import { runEvaluation } from '../../../../src/cli/eval/evalRun.js';
import type { LemmaError } from '../../../../src/core/errors.js';
import type { EvalSample } from '../../../../src/core/evaluation/sample.js';
import type { FaultProxy } from '../../../fakes/faultProxy.js';
import { dialectOf, DialectFixture } from '../../engine/support/dialectFixture.js';
import { GREEDY, never } from '../../engine/support/engineFixture.js';

const fixture = new DialectFixture();
const CUT = { kind: 'cut', after: 400 } as const;

/** Twelve problems, of which all fake servers know the answer. */
const PROBLEMS = Array.from({ length: 12 }, (_, index) => ({
  id: String(index),
  prompt: 'What is 384 + 257?',
  gold: '641',
}));

interface Outcome {
  readonly samples: readonly EvalSample[];
  readonly broken: readonly LemmaError[];
  readonly thrown: unknown;
}

/** Asks so many problems, one by one, through a proxy. */
async function evaluateAt(problems: number, harm: (proxy: FaultProxy) => void): Promise<Outcome> {
  const proxy = await fixture.proxy(await fixture.serve(dialectOf('Ollama')));
  const engine = await fixture.ready(proxy.url);
  harm(proxy);
  const samples: EvalSample[] = [];
  const broken: LemmaError[] = [];
  const thrown: unknown = await runEvaluation({
    engine,
    problems: PROBLEMS.slice(0, problems),
    budgets: [null],
    k: 1,
    seed: 1,
    sampling: GREEDY,
    together: 1,
    concurrency: 1,
    done: [],
    signal: never,
    onSample: (sample) => {
      samples.push(sample);
      return Promise.resolve();
    },
    onBroken: (count, error) => {
      for (let each = 0; each < count; each += 1) broken.push(error);
    },
  }).catch((reason: unknown) => reason);
  return { samples, broken, thrown };
}

describe('an evaluation at a server', () => {
  it('asks again for a reply that broke off', async () => {
    const { samples, broken, thrown } = await evaluateAt(2, (proxy) => {
      proxy.faults = [CUT, { kind: 'malformed', after: 400 }];
    });
    expect(thrown).toBeUndefined();
    expect(broken).toEqual([]);
    expect(samples.map(({ id, correct }) => [id, correct])).toEqual([
      ['0', true],
      ['1', true],
    ]);
  });

  it('leaves a reply out that broke off every time, and goes on', async () => {
    const { samples, broken, thrown } = await evaluateAt(3, (proxy) => {
      proxy.faults = [{ kind: 'none' }, CUT, CUT, CUT];
    });
    expect(thrown).toBeUndefined();
    expect(broken.map(({ code }) => code)).toEqual([
      expect.stringMatching(/^server(?:Unreachable|Failed)$/),
    ]);
    expect(samples.map(({ id }) => id)).toEqual(['0', '2']);
  });

  it('fails where every reply broke off', async () => {
    const { samples, broken, thrown } = await evaluateAt(2, (proxy) => {
      proxy.faults = Array.from({ length: 6 }, () => CUT);
    });
    expect(samples).toEqual([]);
    expect(broken).toHaveLength(2);
    expect(thrown).toBe(broken[0]);
  });

  it('ends once the server is gone, and keeps what there is', async () => {
    const { samples, broken, thrown } = await evaluateAt(12, (proxy) => {
      proxy.faults = [{ kind: 'none' }, ...Array.from({ length: 60 }, () => CUT)];
    });
    expect(samples.map(({ id }) => id)).toEqual(['0']);
    expect(broken).toHaveLength(7);
    expect(thrown).toMatchObject({ code: expect.stringMatching(/^server/) as string });
  });
});
