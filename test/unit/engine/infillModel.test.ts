import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import {
  chat,
  DEMO_PARAMS,
  demoEngine,
  infill,
  MODES,
  never,
  user,
} from './support/engineFixture.js';

const QUESTION = [user('What is 12 + 30?')];

describe.each(MODES)('a model for infills beside another, over a $mode', ({ open }) => {
  let engine: EngineClient;
  let folder: string;
  let small: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lemma-infill-'));
    small = join(folder, 'small.gguf');
    await copyFile(DEMO_PARAMS.modelPath, small);
    engine = await demoEngine(open);
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const loaded = (): string | undefined =>
    engine.state.kind === 'ready' ? engine.state.model.infillModel?.path : undefined;

  it('does the infills until they are given back', async () => {
    const own = await infill(engine);
    expect((await infill(engine)).result.usage.cachedTokens).toBeGreaterThan(0);
    expect(await engine.loadInfill(small, never)).toMatchObject({ path: small });
    expect(loaded()).toBe(small);
    // It has read nothing yet.
    const other = await infill(engine);
    expect(other.result.usage.cachedTokens).toBe(0);
    expect(other.text).toBe(own.text);
    await engine.loadInfill(small, never);
    expect((await infill(engine)).result.usage.cachedTokens).toBeGreaterThan(0);
    expect(await engine.loadInfill(undefined, never)).toBeUndefined();
    expect(loaded()).toBeUndefined();
    expect((await infill(engine)).result.usage.cachedTokens).toBeGreaterThan(0);
  });

  it('is loaded and used while a chat runs, which comes out the same', async () => {
    const alone = await chat(engine, QUESTION);
    const running = chat(engine, QUESTION);
    await engine.loadInfill(small, never);
    const { text } = await infill(engine);
    expect(text).toMatch(/\ba\b.*\bb\b/);
    const beside = await running;
    expect(beside.answer).toBe(alone.answer);
    expect(beside.thinking).toBe(alone.thinking);
    await engine.loadInfill(undefined, never);
  });

  it('leaves the model of the chat at work where it cannot be loaded', async () => {
    await engine.loadInfill(small, never);
    const bad = join(folder, 'bad.gguf');
    await writeFile(bad, 'no model');
    await expect(engine.loadInfill(bad, never)).rejects.toMatchObject({ code: 'notGguf' });
    expect(loaded()).toBeUndefined();
    // Its file is larger than this machine has memory; nothing of it is on the disk.
    const large = join(folder, 'large.gguf');
    await copyFile(small, large);
    await truncate(large, 2 * totalmem());
    const refused = engine.loadInfill(large, never);
    await expect(refused).rejects.toMatchObject({ code: 'outOfMemory' });
    expect(loaded()).toBeUndefined();
    expect((await infill(engine)).text).toMatch(/\ba\b.*\bb\b/);
  });

  it('goes with the model of the chat', async () => {
    await engine.loadInfill(small, never);
    await engine.load({ ...DEMO_PARAMS, contextSize: 1024 }, never);
    expect(loaded()).toBeUndefined();
    expect((await infill(engine)).text).toMatch(/\ba\b.*\bb\b/);
    await engine.unload();
    await expect(engine.loadInfill(small, never)).rejects.toMatchObject({ code: 'noModelLoaded' });
  });
});
