import { describe, expect, it } from 'vitest';
import type { RunModel } from '../../../../src/core/chat/run.js';
import { runAgainRefusal, runDifferences } from '../../../../src/core/chat/runFacts.js';
import type { GenerationDelta } from '../../../../src/core/messages.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

async function answer(
  harness: SessionHarness,
  index: number,
  ...deltas: readonly GenerationDelta[]
): Promise<void> {
  const generation = await harness.engine.generation(index);
  generation.emit(...deltas);
  generation.finish();
  await harness.session.whenIdle();
}

describe('a turn that is run again', () => {
  it('runs with the seed and the settings it had, in a branch of its own', async () => {
    const harness = new SessionHarness();
    const { settings } = harness;
    const first = await harness.ask('one', '1');
    harness.settings = {
      sampling: { ...settings.sampling, temperature: 0 },
      budget: { maxTokens: 1 },
    };
    const again = harness.session.runAgain(first);
    await answer(harness, 1, thought('hm'), END, reply('1'));
    const [before, after] = await Promise.all([0, 1].map((at) => harness.engine.generation(at)));
    expect(after?.request.sampling).toEqual({
      ...before?.request.sampling,
      seed: harness.turn(first).status.seed,
    });
    expect(after?.request.input).toEqual(before?.request.input);
    expect(harness.turn(again)).toMatchObject({
      branch: { index: 1, count: 2 },
      status: { again: { turnId: first, differences: [], same: true } },
    });
  });

  it('says when other words came out', async () => {
    const harness = new SessionHarness();
    const first = await harness.ask('one', '1');
    const again = harness.session.runAgain(first);
    await answer(harness, 1, thought('hm'), END, reply('2'));
    expect(harness.turn(again).status.again?.same).toBe(false);
  });

  it('answers after as many thinking tokens as before where the user had it answer at once', async () => {
    const harness = new SessionHarness();
    const first = harness.submit('one');
    const end = { kind: 'thinkingEnd', end: 'answerNow', durationMs: 1 } as const;
    await answer(harness, 0, thought('a'), thought('b'), end, reply('1'));
    const { usage } = harness.turn(first).status;
    harness.session.runAgain(first);
    const { request } = await harness.engine.generation(1);
    expect(request.input).toMatchObject({ budget: { answerAfter: usage?.thinkingTokens } });
  });

  /** A turn that was stopped after two words of its thought. */
  async function stopped(harness: SessionHarness): Promise<string> {
    const first = harness.submit('one');
    const generation = await harness.engine.generation(0);
    generation.emit(thought('a'), thought(' b '));
    harness.session.stop(first);
    await harness.session.whenIdle();
    return first;
  }

  it('goes on where it was stopped before, and tells whether it said the same up to there', async () => {
    for (const [words, same] of [
      [' b c', true],
      [' x c', false],
    ] as const) {
      const harness = new SessionHarness();
      const first = await stopped(harness);
      expect(runAgainRefusal(harness.turn(first))).toBeUndefined();
      const again = harness.session.runAgain(first);
      await answer(harness, 1, thought('a'), thought(words), END, reply('1'));
      expect(harness.turn(again).status.again).toMatchObject({ same, partly: true });
    }
  });

  it('is compared as far as it goes where it is itself stopped', async () => {
    const harness = new SessionHarness();
    const first = await harness.ask('one', '1');
    const again = harness.session.runAgain(first);
    (await harness.engine.generation(1)).emit(thought('h'));
    harness.session.stop(again);
    await harness.session.whenIdle();
    expect(harness.turn(again).status.again).toMatchObject({ same: true, partly: true });
    const unbegun = harness.session.runAgain(first);
    await harness.engine.generation(2);
    harness.session.stop(unbegun);
    await harness.session.whenIdle();
    expect(harness.turn(unbegun).status.again).not.toHaveProperty('same');
    expect(runAgainRefusal(harness.turn(unbegun))).toBe('nothing');
  });

  it('is not one that ended sooner than the stopped one went', async () => {
    const harness = new SessionHarness();
    const first = await stopped(harness);
    const again = harness.session.runAgain(first);
    await answer(harness, 1, thought('a'), END);
    expect(harness.turn(again).status.again).toMatchObject({ same: false });
  });

  it('is none that was written in several stretches, or whose seed is not known', async () => {
    const harness = new SessionHarness();
    const first = await stopped(harness);
    harness.session.continueTurn(first);
    expect(runAgainRefusal(harness.turn(first))).toBe('running');
    await answer(harness, 1, END, reply('1'));
    expect(runAgainRefusal(harness.turn(first))).toBe('stretches');
    expect(() => harness.session.runAgain(first)).toThrow('internal');
    const longer = harness.session.thinkLonger(first);
    await answer(harness, 2, END, reply('2'));
    expect(runAgainRefusal(harness.turn(longer))).toBe('stretches');
    const { status, parts } = harness.turn(longer);
    expect(runAgainRefusal({ parts, status: { state: status.state } })).toBe('unknown');
  });
});

describe('runDifferences', () => {
  const model: RunModel = {
    name: 'R1',
    architecture: 'llama',
    fileSizeBytes: 5,
    contextSize: 4096,
    backend: 'cpu',
    threads: 2,
    batchSize: 64,
    kvCache: 'f16/f16',
    flashAttention: 'auto',
  };

  it('names what is not as it was', () => {
    expect(runDifferences(model, { ...model })).toEqual([]);
    expect(runDifferences(model, { ...model, fileSizeBytes: 6 })).toEqual(['model']);
    expect(runDifferences(model, { ...model, contextSize: 2048, threads: 4 })).toEqual([
      'contextSize',
      'engine',
    ]);
    expect(runDifferences(model, { ...model, kvCache: 'q8_0/q8_0' })).toEqual(['engine']);
  });
});
