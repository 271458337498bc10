import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backendsOf } from '../../../src/core/models/backends.js';
import type { EngineState } from '../../../src/core/engine.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import {
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  MODES,
  never,
  openEngine,
  user,
} from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const APPLE = process.platform === 'darwin';
const QUESTION = [user('What is 12 + 30?')];
let entry: string;
let folder: string;

beforeAll(async () => {
  entry = await bundleWorker();
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(MODES)('loading over a $mode', ({ open }) => {
  let engine: EngineClient;
  let spawned: unknown[];
  let states: EngineState[];

  beforeEach(() => {
    const opened = openEngine(entry, open);
    engine = opened.engine;
    spawned = opened.transports;
    states = [];
    engine.onStateChange((state) => states.push(state));
  });
  afterEach(() => engine.dispose());

  it('starts nothing before it is asked to', async () => {
    expect(engine.state).toEqual({ kind: 'unloaded' });
    expect(spawned).toHaveLength(0);
    await expect(chat(engine, QUESTION)).rejects.toMatchObject({ code: 'noModelLoaded' });
    await expect(engine.countTokens(['a'], never)).rejects.toMatchObject({ code: 'noModelLoaded' });
    await engine.unload();
    expect(spawned).toHaveLength(0);
  });

  it('tells what it loaded, and how far it is meanwhile', async () => {
    const model = await engine.load(DEMO_PARAMS, never);
    expect(model).toEqual({
      path: DEMO_MODEL,
      name: 'Tiny Reasoner',
      architecture: 'llama',
      fileSizeBytes: 2_291_136,
      contextSize: 2048,
      trainContextSize: 4096,
      backend: 'cpu',
      threads: 1,
      batchSize: 32,
      kvCache: { key: 'f16', value: 'f16' },
      flashAttention: false,
      memoryMapping: false,
      reasoning: true,
      infillWays: ['continue', 'fillHole'],
      hardware: {
        trials: [
          { backend: 'cuda', outcome: APPLE ? 'wrongSystem' : 'turnedOff' },
          {
            backend: 'metal',
            outcome: process.arch === 'arm64' && APPLE ? 'turnedOff' : 'wrongSystem',
          },
          { backend: 'vulkan', outcome: APPLE ? 'wrongSystem' : 'turnedOff' },
          { backend: 'cpu', outcome: 'chosen' },
        ],
        gpuNames: [],
        gpuLayers: 0,
        ram: {
          kind: 'shared',
          total: expect.any(Number) as number,
          free: expect.any(Number) as number,
        },
        release: expect.any(String) as string,
      },
    });
    const fractions = states.flatMap((state) => (state.kind === 'loading' ? [state.fraction] : []));
    expect(fractions[0]).toBe(0);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(engine.state).toEqual({ kind: 'ready', model });
  });

  it('tries GPUs in turn and falls back to the CPU, telling why', async () => {
    const { hardware, backend } = await engine.load({ ...DEMO_PARAMS, gpu: 'auto' }, never);
    const possible = backendsOf(process.platform, process.arch);
    const outcomes = possible.map(
      (each) => hardware?.trials.find((trial) => trial.backend === each)?.outcome,
    );
    const chosen = outcomes.indexOf('chosen');
    expect(possible[chosen]).toBe(backend);
    for (const outcome of outcomes.slice(0, chosen))
      expect(['noDriver', 'notShipped', 'openFailed', 'loadFailed']).toContain(outcome);
    for (const outcome of outcomes.slice(chosen + 1)) expect(outcome).toBe('notNeeded');
  });

  it('loads once for equal parameters, again for others', async () => {
    const both = await Promise.all([
      engine.load(DEMO_PARAMS, never),
      engine.load({ ...DEMO_PARAMS }, never),
    ]);
    expect(both[0]).toBe(both[1]);
    expect(await engine.load({ ...DEMO_PARAMS }, never)).toBe(both[0]);
    const other = await engine.load({ ...DEMO_PARAMS, contextSize: 512 }, never);
    expect(other.contextSize).toBe(512);
    expect((await chat(engine, QUESTION)).answer).toContain('42');
    expect(spawned).toHaveLength(1);
  });

  it('caps the context by what the model was trained with', async () => {
    const model = await engine.load({ ...DEMO_PARAMS, contextSize: 100_000 }, never);
    expect(model.contextSize).toBe(4096);
  });

  it('gives up a load that nobody wants any more', async () => {
    const abort = new AbortController();
    const load = engine.load(DEMO_PARAMS, abort.signal);
    abort.abort();
    await expect(load).rejects.toMatchObject({ code: 'cancelled' });
    await expect(engine.load(DEMO_PARAMS, abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    const model = await engine.load(DEMO_PARAMS, never);
    expect(engine.state).toEqual({ kind: 'ready', model });
  });

  it('lets a newer load take the place of one under way', async () => {
    const first = engine.load(DEMO_PARAMS, never);
    const second = engine.load({ ...DEMO_PARAMS, contextSize: 1024 }, never);
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect((await second).contextSize).toBe(1024);
    expect(engine.state.kind).toBe('ready');
  });

  it.each([
    ['modelNotFound', () => Promise.resolve(join(folder, 'missing.gguf'))],
    ['notGguf', () => broken('page.gguf', () => Buffer.from('<!DOCTYPE html>'))],
    ['modelTruncated', () => broken('short.gguf', (bytes) => bytes.subarray(0, -1))],
    ['modelTruncated', () => broken('half.gguf', (bytes) => bytes.subarray(0, 1_000_000))],
    ['modelUnsupported', () => broken('future.gguf', (bytes) => patch(bytes, 4, 99))],
    ['modelUnsupported', () => broken('arch.gguf', (bytes) => rename(bytes, 'llama', 'xlama'))],
  ])('refuses with %s, and loads a good file next', async (code, make) => {
    const modelPath = await make();
    await expect(engine.load({ ...DEMO_PARAMS, modelPath }, never)).rejects.toMatchObject({ code });
    expect(engine.state).toMatchObject({ kind: 'failed', modelPath, error: { code } });
    await engine.load(DEMO_PARAMS, never);
    expect((await chat(engine, QUESTION)).answer).toContain('42');
    expect(spawned).toHaveLength(1);
  });

  it('says why a file that looks right does not load', async () => {
    const modelPath = await broken('tensor.gguf', (bytes) =>
      rename(bytes, 'output_norm.weight', 'outpux_norm.weight'),
    );
    await expect(engine.load({ ...DEMO_PARAMS, modelPath }, never)).rejects.toMatchObject({
      code: 'modelLoadFailed',
      cause: expect.stringContaining('output_norm') as string,
    });
  });

  it('refuses parameters out of range before native code', async () => {
    await expect(engine.load({ ...DEMO_PARAMS, contextSize: -5 }, never)).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('cancels what runs when it unloads', async () => {
    await engine.load(DEMO_PARAMS, never);
    const running = chat(engine, QUESTION);
    await engine.unload();
    expect((await running).result.finish).toBe('cancelled');
    expect(engine.state).toEqual({ kind: 'unloaded' });
    await expect(chat(engine, QUESTION)).rejects.toMatchObject({ code: 'noModelLoaded' });
  });

  it('keeps a model whose file is deleted', async () => {
    const modelPath = join(folder, 'gone.gguf');
    await copyFile(DEMO_MODEL, modelPath);
    await engine.load({ ...DEMO_PARAMS, modelPath }, never);
    await rm(modelPath);
    expect((await chat(engine, QUESTION)).answer).toContain('42');
  });

  it('is disposed amid a generation and amid a load', async () => {
    await engine.load(DEMO_PARAMS, never);
    const running = chat(engine, QUESTION);
    await engine.dispose();
    expect((await running).result.finish).toBe('cancelled');
    const loading = engine.load(DEMO_PARAMS, never);
    const refused = expect(loading).rejects.toMatchObject({ code: 'cancelled' });
    await engine.dispose();
    await refused;
    expect(engine.state).toEqual({ kind: 'unloaded' });
  });
});

async function broken(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(DEMO_MODEL)));
  return path;
}

function patch(bytes: Buffer, at: number, value: number): Buffer {
  bytes[at] = value;
  return bytes;
}

/** Replaces a name by one of equal length wherever it stands. */
function rename(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}
