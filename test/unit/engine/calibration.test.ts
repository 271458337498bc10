import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LoadParams } from '../../../src/core/engine.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { chat, DEMO_PARAMS, MODES, never, openEngine, user } from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const BUDGET = 20_000;
const QUESTION = [user('What is 12 + 30?')];
const quiet = { signal: never, onProgress: () => undefined };
let entry: string;
let folder: string;

beforeAll(async () => {
  entry = await bundleWorker();
  folder = await mkdtemp(join(tmpdir(), 'lemma-calibrate-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(MODES)('calibrating over a $mode', ({ mode, open }) => {
  let engine: EngineClient;
  let params: LoadParams;

  beforeEach(() => {
    engine = openEngine(entry, open).engine;
    params = {
      ...DEMO_PARAMS,
      ...AUTO_SETTINGS,
      contextSize: 2048,
      calibrationFile: join(folder, mode, 'calibrations.json'),
    };
  });
  afterEach(() => engine.dispose());

  it('finds how the demo model runs, says so, and runs it so from the next load on', async () => {
    const before = await engine.load(params, never);
    expect(before.calibration).toBeUndefined();
    const plain = await chat(engine, QUESTION);
    const fractions: number[] = [];
    const found = await engine.calibrate(BUDGET, {
      signal: never,
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(fractions.at(-1)).toBe(1);
    expect(found).toMatchObject({
      threads: 1,
      reasons: { threads: 'rule', batchSize: 'measured' },
    });
    expect(found.decodePerSecond).toBeGreaterThan(1);
    expect(found.samples.length).toBeGreaterThan(2);
    expect(engine.state).toMatchObject({
      kind: 'ready',
      model: { calibration: found, threads: 1 },
    });
    // The conversation's state is not touched, nor what comes out.
    const again = await chat(engine, QUESTION);
    expect(again.answer).toBe(plain.answer);
    expect(again.result.usage.cachedTokens).toBeGreaterThan(0);

    await engine.unload();
    const after = await engine.load(params, never);
    expect(after).toMatchObject({
      calibration: found,
      threads: found.threads,
      batchSize: found.batchSize,
      flashAttention: found.flashAttention,
    });
    const set = { threads: 2, batchSize: 48, flashAttention: 'on' } as const;
    expect(await engine.load({ ...params, ...set }, never)).toMatchObject({
      threads: 2,
      batchSize: 48,
      flashAttention: true,
    });
  });

  it('gives way to a question, and to a signal', async () => {
    await engine.load(params, never);
    const givesWay = expect(engine.calibrate(BUDGET, quiet)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect((await chat(engine, QUESTION)).answer).toContain('42');
    await givesWay;
    const abort = new AbortController();
    const stopped = engine.calibrate(BUDGET, { ...quiet, signal: abort.signal });
    abort.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect((await chat(engine, QUESTION)).answer).toContain('42');
  });

  it('has nothing to measure without a model', async () => {
    await expect(engine.calibrate(BUDGET, quiet)).rejects.toMatchObject({ code: 'noModelLoaded' });
  });

  it('takes a broken or foreign file for none', async () => {
    const file = join(folder, `${mode}-foreign.json`);
    await engine.load({ ...params, calibrationFile: file }, never);
    const found = await engine.calibrate(BUDGET, quiet);
    const own = await readFile(file, 'utf8');
    expect(own).toContain(`"threads":${found.threads}`);
    for (const text of [own.slice(0, -20), own.replace(/ GB, cpu/, ' GB, other')]) {
      expect(text).not.toBe(own);
      await writeFile(file, text);
      await engine.unload();
      const { calibration } = await engine.load({ ...params, calibrationFile: file }, never);
      expect(calibration).toBeUndefined();
    }
  });

  it('stores keys as q8_0, and values too with flash attention', async () => {
    const model = await engine.load({ ...params, kvCacheType: 'q8_0' }, never);
    expect(model.kvCache).toEqual({ key: 'q8_0', value: 'f16' });
    expect(model.kvCacheLimit).toBe('valuesNeedFlashAttention');
    expect((await chat(engine, QUESTION)).answer).toContain('42');
    const both = await engine.load({ ...params, kvCacheType: 'q8_0', flashAttention: 'on' }, never);
    expect(both.kvCache).toEqual({ key: 'q8_0', value: 'q8_0' });
    expect((await chat(engine, QUESTION)).answer).toContain('42');
  });

  it('chooses a context that the demo model was trained with', async () => {
    expect((await engine.load({ ...params, contextSize: 'auto' }, never)).contextSize).toBe(4096);
  });
});
