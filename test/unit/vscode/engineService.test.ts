import { describe, expect, it } from 'vitest';
import type { LoadParams } from '../../../src/core/engine.js';
import { EngineService, type Isolation } from '../../../src/vscode/engine/engineService.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';

const signal = new AbortController().signal;
const params: LoadParams = {
  modelPath: '/models/a.gguf',
  contextSize: 4096,
  gpu: 'off',
  gpuLayers: 'auto',
  threads: 1,
};

interface World {
  readonly service: EngineService;
  readonly made: { readonly isolation: Isolation; readonly engine: ScriptedEngine }[];
  isolation: Isolation;
}

function setUp(): World {
  const made: World['made'] = [];
  const world: World = {
    made,
    isolation: 'thread',
    service: new EngineService({
      createEngine(isolation) {
        const engine = new ScriptedEngine();
        engine.state = { kind: 'unloaded' };
        made.push({ isolation, engine });
        return engine;
      },
      loadParams: () => params,
      isolation: () => world.isolation,
    }),
  };
  return world;
}

describe('EngineService', () => {
  it('makes no engine before the first use', () => {
    const { service, made } = setUp();
    expect(service.state).toEqual({ kind: 'unloaded' });
    expect(made).toEqual([]);
  });

  it('loads the chosen model and tells of every change', async () => {
    const { service } = setUp();
    const kinds: string[] = [];
    service.onStateChange(({ kind }) => kinds.push(kind));
    const { model } = await service.ensureLoaded(signal, () => undefined);
    expect(model.path).toBe('/models/a.gguf');
    expect(kinds).toEqual(['ready']);
    expect(service.state.kind).toBe('ready');
  });

  it('uses one engine until the isolation changes, and ends the old one first', async () => {
    const world = setUp();
    await world.service.ensureLoaded(signal, () => undefined);
    await world.service.ensureLoaded(signal, () => undefined);
    expect(world.made).toHaveLength(1);
    world.isolation = 'process';
    await world.service.ensureLoaded(signal, () => undefined);
    expect(world.made.map(({ isolation }) => isolation)).toEqual(['thread', 'process']);
    expect(world.made[0]?.engine.state.kind).toBe('unloaded');
    expect(world.made[1]?.engine.state.kind).toBe('ready');
  });

  it('starts afresh after a restart, also when the old engine fails to end', async () => {
    const world = setUp();
    const { engine } = await world.service.ensureLoaded(signal, () => undefined);
    engine.dispose = () => Promise.reject(new Error('stuck'));
    await expect(world.service.restart()).rejects.toThrow('stuck');
    expect(world.service.state.kind).toBe('unloaded');
    await world.service.ensureLoaded(signal, () => undefined);
    expect(world.made).toHaveLength(2);
  });

  it('does not start an engine for a request that was given up', async () => {
    const { service, made } = setUp();
    const aborted = new AbortController();
    aborted.abort();
    await expect(service.ensureLoaded(aborted.signal, () => undefined)).rejects.toThrow();
    expect(made).toEqual([]);
  });
});
