import { describe, expect, it } from 'vitest';
import { R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import { ContextMeter } from '../../../src/vscode/chat/contextMeter.js';
import { SessionHarness } from '../core/chat/sessionHarness.js';

/** A meter over an engine whose tokens are characters. */
function meterWorld(): {
  readonly meter: ContextMeter;
  readonly asked: (readonly string[])[];
  readonly errors: unknown[];
  state: { path: string; contextSize: number } | undefined;
  failure: Error | undefined;
} {
  const world = {
    asked: [] as (readonly string[])[],
    errors: [] as unknown[],
    state: undefined as { path: string; contextSize: number } | undefined,
    failure: undefined as Error | undefined,
  };
  const meter = new ContextMeter({
    countTokens(texts) {
      world.asked.push(texts);
      if (world.failure) return Promise.reject(world.failure);
      return Promise.resolve(world.state && texts.map((text) => text.length));
    },
    model: () => world.state,
    setContextSize: () => 'auto',
    settings: () => ({ sampling: R1_SAMPLING, budget: { maxTokens: 512 } }),
    onError: (thrown) => world.errors.push(thrown),
  });
  return Object.assign(world, { meter });
}

describe('the meter of the context', () => {
  it('estimates, and says so, while no model is loaded', async () => {
    const { session } = new SessionHarness();
    const { meter, asked } = meterWorld();
    const use = await meter.measure(session, { modelText: 'x'.repeat(400) });
    expect(use).toMatchObject({ estimated: true, next: { question: 107, fits: true } });
    expect(use.contextSize).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('counts each text once for a model', async () => {
    const harness = new SessionHarness();
    const turnId = await harness.ask('one', 'the first answer');
    const world = meterWorld();
    world.state = { path: '/a', contextSize: 4096 };
    const { meter } = world;
    const first = await meter.measure(harness.session, { modelText: 'two' }, turnId);
    expect(first).toMatchObject({
      contextSize: 4096,
      estimated: false,
      next: { earlier: 3 + 16 + 3, question: 10 },
      reply: { turnId, earlier: 0, question: 10 },
    });
    await meter.measure(harness.session, { modelText: 'two more' }, turnId);
    expect(world.asked).toEqual([['one', 'the first answer', 'two'], ['two more']]);
    world.state = { path: '/b', contextSize: 2048 };
    const other = await meter.measure(harness.session, { modelText: 'two more' }, turnId);
    expect(other.contextSize).toBe(2048);
    expect(world.asked.at(-1)).toHaveLength(3);
  });

  it('estimates when counting fails, and tells why', async () => {
    const { session } = new SessionHarness();
    const world = meterWorld();
    world.state = { path: '/a', contextSize: 4096 };
    world.failure = new Error('gone');
    const use = await world.meter.measure(session, { modelText: 'two' });
    expect(use.estimated).toBe(true);
    expect(world.errors).toEqual([world.failure]);
  });
});
