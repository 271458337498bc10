import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../../../../src/core/engine.js';
import { sameAnswer } from '../../../../src/core/equivalence/sameAnswer.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { tally } from '../../../../src/core/voting/tally.js';
import { vote, type VoteOptions, type VoteSample } from '../../../../src/core/voting/vote.js';
import { ScriptedEngine } from '../../../fakes/scriptedEngine.js';

const REQUEST: GenerateRequest = {
  input: { kind: 'chat', messages: [], budget: { maxTokens: null } },
  sampling: { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, maxTokens: 100 },
  stop: [],
};

/** An engine that answers sample after sample as told, and counts how many it was asked for at once. */
class AnsweringEngine extends ScriptedEngine {
  readonly rounds: number[] = [];
  readonly seeds: (number | undefined)[] = [];

  private readonly answers: readonly (string | undefined)[];

  constructor(answers: readonly (string | undefined)[]) {
    super();
    this.answers = answers;
  }

  override generateSamples(
    ...[request, samples]: Parameters<ScriptedEngine['generateSamples']>
  ): ReturnType<ScriptedEngine['generateSamples']> {
    this.rounds.push(samples.length);
    this.seeds.push(...samples.map(({ seed }) => seed));
    const before = this.generations.length;
    const generations = super.generateSamples(request, samples);
    this.generations.slice(before).forEach((generation, index) => {
      const answer = this.answers[before + index];
      if (answer === undefined) return;
      generation.emit({ kind: 'thinking', text: 'Hm.', tokens: 2 });
      generation.emit({ kind: 'thinkingEnd', end: 'closeTag', durationMs: 1 });
      generation.emit({ kind: 'text', text: answer, tokens: 3 });
      generation.finish();
    });
    return generations;
  }
}

function start(
  engine: ScriptedEngine,
  options: Partial<VoteOptions> = {},
): ReturnType<typeof vote> {
  const signal = new AbortController().signal;
  return vote({
    engine,
    request: REQUEST,
    most: 5,
    together: 16,
    tally: (ballots) => tally(ballots, sameAnswer),
    signal,
    ...options,
  });
}

describe('a vote', () => {
  it('ends when the first three agree', async () => {
    const engine = new AnsweringEngine(['\\boxed{0.5}', 'The answer is 1/2.', '**\\frac12**']);
    const { samples, tally: standing } = await start(engine, { most: 16 });
    expect(engine.rounds).toEqual([3]);
    expect(standing.groups).toEqual([{ answer: '0.5', samples: [0, 1, 2] }]);
    expect(samples.map(({ boxed }) => boxed)).toEqual(['0.5', undefined, undefined]);
    expect(samples[0]?.parts.map(({ kind }) => kind)).toEqual(['thinking', 'text']);
  });

  it('goes on while they disagree, and reports each round and vote', async () => {
    const engine = new AnsweringEngine(['\\boxed{1}', '\\boxed{2}', '\\boxed{1}', '\\boxed{1}']);
    const rounds: (readonly number[])[] = [];
    const votes: string[] = [];
    const { tally: standing } = await start(engine, {
      onRound: (samples) => rounds.push(samples),
      onVote: ({ sample }, { votes: count }) => votes.push(`${sample}: ${count}`),
    });
    expect(rounds).toEqual([[0, 1, 2], [3]]);
    expect(votes).toEqual(['0: 1', '1: 2', '2: 3', '3: 4']);
    expect(standing.groups.map(({ samples }) => samples)).toEqual([[0, 2, 3], [1]]);
  });

  it('asks for all at once when told so, and stops those that cannot change the winner', async () => {
    const engine = new AnsweringEngine(['\\boxed{7}', undefined, '\\boxed{7}', '\\boxed{7}']);
    const { samples, tally: standing } = await start(engine, { allAtOnce: true });
    expect(engine.rounds).toEqual([5]);
    expect(samples.map(({ result }) => result?.finish)).toEqual([
      'eos',
      'cancelled',
      'eos',
      'eos',
      'cancelled',
    ]);
    expect(standing).toMatchObject({ votes: 3, tied: false });
  });

  it('asks for no more at once than fit into memory', async () => {
    const engine = new AnsweringEngine(['1', '2', '3', '4', '5', '6', '7', '8']);
    await start(engine, { most: 8, together: 2, allAtOnce: true });
    expect(engine.rounds).toEqual([2, 2, 2, 2]);
  });

  it('gives each sample a seed of its own, counted on from the one asked for', async () => {
    const engine = new AnsweringEngine(['1', '2', '3', '4', '5']);
    const sampling = { ...REQUEST.sampling, seed: 2 ** 32 - 2 };
    await start(engine, { request: { ...REQUEST, sampling } });
    expect(engine.seeds).toEqual([2 ** 32 - 2, 2 ** 32 - 1, 0, 1, 2]);
  });

  it('takes a reply that was cut for its box alone', async () => {
    const engine = new ScriptedEngine();
    const running = start(engine, { most: 2 });
    for (const [index, text] of ['I get 4 and then 5', 'So \\boxed{9}. Let me'].entries()) {
      const generation = await engine.generation(index);
      generation.emit({ kind: 'text', text, tokens: 5 });
      generation.finish({ finish: 'maxTokens' });
    }
    const { samples, tally: standing } = await running;
    expect(samples.map(({ answer }) => answer)).toEqual([undefined, '9']);
    expect(standing).toMatchObject({ votes: 2, groups: [{ answer: '9', samples: [1] }] });
  });

  it('keeps what there is when it is stopped', async () => {
    const engine = new AnsweringEngine(['\\boxed{1}', undefined, undefined]);
    const abort = new AbortController();
    const told: VoteSample[] = [];
    const running = start(engine, {
      signal: abort.signal,
      onVote: (sample) => {
        told.push(sample);
        abort.abort();
      },
    });
    const { samples, tally: standing } = await running;
    expect(engine.rounds).toEqual([3]);
    expect(samples.map(({ result }) => result?.finish)).toEqual(['eos', 'cancelled', 'cancelled']);
    expect(standing.votes).toBe(1);
    expect(told).toHaveLength(1);
  });

  it('ends when everything was stopped from elsewhere', async () => {
    const engine = new ScriptedEngine();
    const running = start(engine);
    for (const index of [0, 1, 2]) (await engine.generation(index)).cancel();
    expect((await running).tally.votes).toBe(0);
    expect(engine.generations).toHaveLength(3);
  });

  it('fails with what ended a sample, and stops the others', async () => {
    const engine = new ScriptedEngine();
    const running = start(engine);
    (await engine.generation(1)).fail(new LemmaError('engineCrashed'));
    await expect(running).rejects.toMatchObject({ code: 'engineCrashed' });
    expect(engine.generations.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });

  it('goes on without a sample that broke off at a server, which counts as no answer', async () => {
    const engine = new ScriptedEngine();
    const error = new LemmaError('serverFailed', { host: 'gpu:8000', reason: 'the reply was cut' });
    const told: VoteSample[] = [];
    const standings: number[] = [];
    const running = start(engine, {
      onEnd: (sample) => told.push(sample),
      onVote: (_sample, { votes }) => standings.push(votes),
    });
    const broken = await engine.generation(1);
    broken.emit({ kind: 'thinking', text: 'Hm', tokens: 2 });
    broken.fail(error);
    for (const index of [0, 2, 3]) {
      const generation = await engine.generation(index);
      generation.emit({ kind: 'text', text: '\\boxed{7}', tokens: 3 });
      generation.finish();
    }
    const { samples, tally: standing } = await running;
    expect(standing).toMatchObject({ votes: 4, groups: [{ samples: [0, 2, 3] }] });
    expect(standings).toEqual([1, 2, 3, 4]);
    expect(samples[1]).toMatchObject({ sample: 1, parts: [{ text: 'Hm' }], error });
    expect(told[0]).toBe(samples[1]);
  });

  it('fails with the first reason where all broke off, and asks for no more', async () => {
    const engine = new ScriptedEngine();
    const running = start(engine);
    for (const [index, code] of (
      ['serverUnreachable', 'serverBusy', 'serverFailed'] as const
    ).entries())
      (await engine.generation(index)).fail(new LemmaError(code));
    await expect(running).rejects.toMatchObject({ code: 'serverUnreachable' });
    expect(engine.generations).toHaveLength(3);
  });
});
