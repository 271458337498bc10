import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { chat, DEMO_PARAMS, MODES, never, openEngine, user } from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

describe.each(MODES)('generation over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    ({ engine } = openEngine(await bundleWorker(), open));
    await engine.load(DEMO_PARAMS, never);
  });
  afterAll(() => engine.dispose());

  it('thinks, then answers', async () => {
    const out = await chat(engine, [user('What is 12 + 30?')]);
    expect(out.answer).toContain('42');
    expect(out.thinking.length).toBeGreaterThan(10);
    expect(out.end).toBe('closeTag');
    expect(out.result.finish).toBe('eos');
  });
});
