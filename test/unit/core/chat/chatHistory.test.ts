import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/core/engine.js';
import { AUTO_SETTINGS } from '../../../../src/core/models/engineSettings.js';
import { LemmaError } from '../../../../src/core/errors.js';
import type { ScriptedGeneration } from '../../../fakes/scriptedEngine.js';
import { END, reply, SessionHarness, thought } from './sessionHarness.js';

/** The prompt as `role: text` lines. */
function prompt(generation: ScriptedGeneration): string[] {
  const { input } = generation.request;
  if (input.kind !== 'chat') throw new Error('not a chat');
  return input.messages.map(
    ({ role, parts }) => `${role}: ${parts.map((part) => `${part.kind} ${part.text}`).join('|')}`,
  );
}

async function promptOf(harness: SessionHarness, text: string): Promise<string[]> {
  await harness.ask(text, 'ok');
  const last = harness.engine.generations.at(-1);
  if (!last) throw new Error('nothing was generated');
  return prompt(last);
}

describe('what a follow-up question sees', () => {
  it('is the earlier turns without their thoughts', async () => {
    const harness = new SessionHarness();
    await harness.ask('one', '1');
    await harness.ask('two', '2');
    expect(await promptOf(harness, 'three')).toEqual([
      'user: text one',
      'assistant: text 1',
      'user: text two',
      'assistant: text 2',
      'user: text three',
    ]);
  });

  it('is what the model was given, not what was shown', async () => {
    const harness = new SessionHarness();
    harness.session.submit({ task: 'solve', prompt: 'shown', modelText: 'given' });
    const generation = await harness.engine.generation(0);
    expect(prompt(generation)).toEqual(['user: text given']);
    generation.emit(reply('a'));
    generation.finish();
    await harness.session.whenIdle();
    expect((await promptOf(harness, 'next'))[0]).toBe('user: text given');
  });

  it('has a stopped answer as far as it came, and no question without an answer', async () => {
    const harness = new SessionHarness();
    const stopped = harness.submit('stopped');
    (await harness.engine.generation(0)).emit(thought('t'), END, reply('half an'));
    harness.session.stop(stopped);
    const silent = harness.submit('silent');
    (await harness.engine.generation(1)).emit(thought('only a thought'), END, reply('\n'));
    harness.session.stop(silent);
    harness.submit('crashed');
    const crashed = await harness.engine.generation(2);
    crashed.emit(reply('partial'));
    crashed.fail(new LemmaError('engineCrashed'));
    await harness.session.whenIdle();
    expect(await promptOf(harness, 'next')).toEqual([
      'user: text stopped',
      'assistant: text half an',
      'user: text next',
    ]);
  });
});

describe('a context that is too small', () => {
  function small(contextSize: number): SessionHarness {
    const harness = new SessionHarness();
    harness.engine.model = { ...harness.engine.model, contextSize };
    harness.settings = { ...harness.settings, budget: { maxTokens: 0 } };
    return harness;
  }
  const words = (count: number, word: string): string => Array(count).fill(word).join(' ');

  it('loses the oldest turns, whole, and says how many', async () => {
    const harness = small(200);
    await harness.ask(words(50, 'old'), 'a');
    await harness.ask(words(50, 'mid'), 'b');
    const sent = await promptOf(harness, words(50, 'new'));
    expect(sent).toEqual([
      `user: text ${words(50, 'mid')}`,
      'assistant: text b',
      `user: text ${words(50, 'new')}`,
    ]);
    expect(harness.session.turns.at(-1)?.status.droppedTurns).toBe(1);
    expect(harness.session.turns).toHaveLength(3);
  });

  it('refuses a question that cannot fit, with the numbers, before any generation', async () => {
    const harness = small(200);
    const turnId = harness.submit(words(180, 'long'));
    await harness.session.whenIdle();
    expect(harness.turn(turnId).status).toMatchObject({
      state: 'failed',
      error: { message: 'words for contextFull {"promptTokens":187,"contextSize":200}' },
    });
    expect(harness.engine.generations).toHaveLength(0);
    await harness.ask('short', 'works');
  });

  it('caps the budget so that an answer still fits', async () => {
    const harness = small(400);
    harness.settings = { ...harness.settings, budget: { maxTokens: null } };
    await harness.ask(words(100, 'q'), 'a');
    const { input, sampling } = harness.engine.generations[0]?.request ?? {};
    if (input?.kind !== 'chat' || !sampling) throw new Error('nothing was generated');
    expect(sampling.maxTokens).toBeLessThanOrEqual(300);
    expect(input.budget.maxTokens).not.toBeNull();
    expect(input.budget.maxTokens ?? 0).toBeGreaterThan(0);
    expect(input.budget.maxTokens ?? Infinity).toBeLessThan(sampling.maxTokens);
  });
});

describe('counting', () => {
  it('counts each earlier turn once, and again for another model', async () => {
    const harness = new SessionHarness();
    await harness.ask('one', '1');
    await harness.ask('two', '2');
    await harness.ask('three', '3');
    const counted = (): readonly string[] => harness.engine.counted.at(-1) ?? [];
    expect(counted()).toEqual(['two', '2', 'three']);
    const { engine }: { engine: Engine } = harness;
    await engine.load(
      { ...AUTO_SETTINGS, modelPath: '/models/other.gguf', gpu: 'off', gpuLayers: 0 },
      new AbortController().signal,
    );
    await harness.ask('four', '4');
    expect(counted()).toEqual(['one', '1', 'two', '2', 'three', '3', 'four']);
  });
});
