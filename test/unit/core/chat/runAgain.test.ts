import { describe, expect, it } from 'vitest';
import type { RunModel } from '../../../../src/core/chat/run.js';
import { canRunAgain, runDifferences } from '../../../../src/core/chat/runFacts.js';
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

  it('is one that came to its end in one run', async () => {
    const harness = new SessionHarness();
    const first = harness.submit('one');
    (await harness.engine.generation(0)).emit(thought('a'));
    harness.session.stop(first);
    await harness.session.whenIdle();
    expect(canRunAgain(harness.turn(first).status)).toBe(false);
    expect(() => harness.session.runAgain(first)).toThrow('internal');
    harness.session.continueTurn(first);
    await answer(harness, 1, END, reply('1'));
    expect(canRunAgain(harness.turn(first).status)).toBe(false);
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
