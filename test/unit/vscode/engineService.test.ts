import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, GenerateRequest, LoadParams } from '../../../src/core/engine.js';
import { LemmaError } from '../../../src/core/errors.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import { R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import { CrashMarker, type Crash } from '../../../src/vscode/engine/crashMarker.js';
import { EngineService, type EnginePlace } from '../../../src/vscode/engine/engineService.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';

const signal = new AbortController().signal;
const params: LoadParams = {
  ...AUTO_SETTINGS,
  modelPath: '/models/a.gguf',
  gpu: 'off',
  gpuLayers: 'auto',
};

interface World {
  readonly service: EngineService;
  readonly made: { readonly isolation: EnginePlace; readonly engine: ScriptedEngine }[];
  readonly crashes: Crash[];
  /** What was done with the model's hash. */
  readonly hashes: {
    readonly calls: string[];
    damaged: boolean;
    verify: (path: string) => Promise<void>;
    learn: (path: string, signal: AbortSignal) => Promise<void>;
    hashOf: (path: string) => Promise<string | undefined>;
  };
  readonly clock: ManualClock;
  unloadAfterMs: number;
  isolation: EnginePlace;
  /** In place of the engine's own. */
  load?: Engine['load'];
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-service-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function markerOf(pid: number): CrashMarker {
  return new CrashMarker({
    folder,
    pid,
    isAlive: () => false,
    onError(thrown) {
      throw thrown;
    },
  });
}

function setUp(): World {
  const clock = new ManualClock();
  const made: World['made'] = [];
  const hashes: World['hashes'] = {
    calls: [],
    damaged: false,
    verify(path) {
      this.calls.push(`verify ${path}`);
      return this.damaged
        ? Promise.reject(new LemmaError('modelDamaged', { path }))
        : Promise.resolve();
    },
    hashOf: () => Promise.resolve(undefined),
    learn(path, background) {
      this.calls.push(`learn ${path}`);
      return new Promise((_resolve, reject) => {
        background.addEventListener('abort', () => {
          this.calls.push('given up');
          reject(new LemmaError('cancelled'));
        });
      });
    },
  };
  const world: World = {
    made,
    crashes: [],
    clock,
    unloadAfterMs: 0,
    hashes,
    isolation: 'thread',
    service: new EngineService({
      loadMaker: () =>
        Promise.resolve((isolation) => {
          const engine = new ScriptedEngine();
          engine.state = { kind: 'unloaded' };
          if (world.load) engine.load = world.load;
          made.push({ isolation, engine });
          return engine;
        }),
      loadParams: () => params,
      clock,
      unloadAfterMs: () => world.unloadAfterMs,
      beforeLoad: ({ modelPath }) => world.hashes.calls.push(`before ${modelPath}`),
      stateStorage: () => ({ folder, maxBytes: 1, leastGainMs: 0 }),
      place: () => world.isolation,
      crashMarker: markerOf(1),
      modelHashes: hashes,
      log: () => undefined,
      onError(thrown) {
        throw thrown;
      },
      onCrash: (crash) => world.crashes.push(crash),
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

  it('forgets a chat: what is on disk of it goes', async () => {
    const { service } = setUp();
    await writeFile(join(folder, 'chat-1.reply.kv'), '');
    await writeFile(join(folder, 'chat-2.reply.kv'), '');
    await service.forgetChat('chat-1');
    expect(readdirSync(folder)).toEqual(['chat-2.reply.kv']);
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

describe('EngineService and the hash of a model', () => {
  it('verifies it before a load, learns it after, and gives that up when the engine ends', async () => {
    const { service, hashes } = setUp();
    await service.ensureLoaded(signal, () => undefined);
    await service.ensureLoaded(signal, () => undefined);
    expect(hashes.calls).toEqual([
      'verify /models/a.gguf',
      'before /models/a.gguf',
      'learn /models/a.gguf',
    ]);
    await service.restart();
    expect(hashes.calls.at(-1)).toBe('given up');
  });

  it('does not load a damaged model', async () => {
    const { service, hashes, made } = setUp();
    hashes.damaged = true;
    const load = service.ensureLoaded(signal, () => undefined);
    await expect(load).rejects.toMatchObject({ code: 'modelDamaged' });
    expect(made).toEqual([]);
    expect(hashes.calls).toEqual(['verify /models/a.gguf']);
  });
});

describe('EngineService while nobody uses it', () => {
  const request: GenerateRequest = {
    input: { kind: 'infill', prefix: '', suffix: '' },
    sampling: R1_SAMPLING,
    stop: [],
  };
  /** Lets the ends of requests be noticed. */
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('unloads the model after the time set, tells so, and loads it again at the next use', async () => {
    const world = setUp();
    world.unloadAfterMs = 60_000;
    const kinds: string[] = [];
    world.service.onStateChange(({ kind }) => kinds.push(kind));
    await world.service.ensureLoaded(signal, () => undefined);
    world.clock.advance(59_000);
    await world.service.countTokens(['a']);
    await settled();
    world.clock.advance(59_000);
    expect(world.service.state.kind).toBe('ready');
    world.clock.advance(1000);
    await settled();
    expect(world.service.state.kind).toBe('unloaded');
    await world.service.ensureLoaded(signal, () => undefined);
    expect(kinds).toEqual(['ready', 'unloaded', 'ready']);
    expect(world.made).toHaveLength(1);
  });

  it('never unloads amid a reply, however long that takes, and counts from its end', async () => {
    const world = setUp();
    world.unloadAfterMs = 60_000;
    const { engine } = await world.service.ensureLoaded(signal, () => undefined);
    const running = engine.generate(request, { signal, onDeltas: () => undefined });
    const generation = await world.made[0]?.engine.generation(0);
    world.clock.advance(600_000);
    await settled();
    expect(world.service.state.kind).toBe('ready');
    generation?.finish();
    await running.result;
    await settled();
    world.clock.advance(59_000);
    expect(world.service.state.kind).toBe('ready');
    world.clock.advance(1000);
    await settled();
    expect(world.service.state.kind).toBe('unloaded');
  });

  it('keeps the model with 0, follows a change of the setting, and unloads at once when told to', async () => {
    const world = setUp();
    await world.service.ensureLoaded(signal, () => undefined);
    world.clock.advance(86_400_000);
    await settled();
    expect(world.service.state.kind).toBe('ready');
    world.unloadAfterMs = 1000;
    world.service.waitForIdle();
    world.clock.advance(1000);
    await settled();
    expect(world.service.state.kind).toBe('unloaded');
    await world.service.ensureLoaded(signal, () => undefined);
    await world.service.unload();
    expect(world.service.state.kind).toBe('unloaded');
    await world.service.ensureLoaded(signal, () => undefined);
    expect(world.service.state.kind).toBe('ready');
  });
});

describe('EngineService after a crash', () => {
  const request: GenerateRequest = {
    input: { kind: 'infill', prefix: '', suffix: '' },
    sampling: R1_SAMPLING,
    stop: [],
  };
  const markers = (): string[] => readdirSync(folder);
  const use = async ({ service }: World): Promise<Engine> =>
    (await service.ensureLoaded(signal, () => undefined)).engine;
  const crash = async (): Promise<void> => {
    await markerOf(7).begin({ kind: 'generate', modelPath: '/models/a.gguf' });
  };
  const crashedLoad = async (): Promise<void> => {
    const manner = {
      isolation: 'thread',
      gpu: 'off',
      gpuLayers: 'auto',
      contextSize: 'auto',
    } as const;
    await markerOf(7).begin({ kind: 'load', modelPath: '/models/a.gguf', manner });
  };

  it('marks a generation in a thread from before it begins until it has ended', async () => {
    const world = setUp();
    const engine = await use(world);
    const running = engine.generate(request, { signal, onDeltas: () => undefined });
    running.closeThinking();
    const [made] = world.made;
    const generation = await made?.engine.generation(0);
    expect(markers()).toEqual(['under-way-1.json']);
    await expect.poll(() => generation?.closings).toBe(1);
    generation?.finish();
    expect((await running.result).finish).toBe('eos');
    await expect.poll(markers).toEqual([]);
  });

  it('marks a load in a thread, and ends the mark when the load fails', async () => {
    const world = setUp();
    const engine = await use(world);
    await expect.poll(markers).toEqual([]);
    const [made] = world.made;
    if (!made) throw new Error('no engine was made');
    let marked: string[] = [];
    made.engine.load = () => {
      marked = markers();
      return Promise.reject(new LemmaError('outOfMemory'));
    };
    await expect(engine.load(params, signal)).rejects.toMatchObject({ code: 'outOfMemory' });
    expect(marked).toEqual(['under-way-1.json']);
    await expect.poll(markers).toEqual([]);
  });

  it('leaves no mark in process mode, nor after its end', async () => {
    const world = setUp();
    world.isolation = 'process';
    const engine = await use(world);
    void engine.generate(request, { signal, onDeltas: () => undefined });
    await world.made[0]?.engine.generation(0);
    expect(existsSync(join(folder, 'under-way-1.json'))).toBe(false);
    world.isolation = 'thread';
    const threaded = await use(world);
    void threaded.generate(request, { signal, onDeltas: () => undefined });
    await world.made[1]?.engine.generation(0);
    await world.service.dispose();
    expect(markers()).toEqual([]);
  });

  it('says so once and uses a process, until the user wants the thread again', async () => {
    await crash();
    const world = setUp();
    expect(world.crashes).toEqual([]);
    await use(world);
    await use(world);
    expect(world.crashes).toMatchObject([{ kind: 'generate', modelPath: '/models/a.gguf' }]);
    expect(world.made.map(({ isolation }) => isolation)).toEqual(['process']);
    await world.service.forgetCrash();
    await use(world);
    expect(world.made.map(({ isolation }) => isolation)).toEqual(['process', 'thread']);

    const next = setUp();
    await use(next);
    expect(next.crashes).toEqual([]);
    expect(next.made.map(({ isolation }) => isolation)).toEqual(['thread']);
  });

  it('asks again at the next start when the user did not decide', async () => {
    await crash();
    await use(setUp());
    const next = setUp();
    await use(next);
    expect(next.crashes).toHaveLength(1);
    expect(next.made.map(({ isolation }) => isolation)).toEqual(['process']);
  });

  it('asks nothing where the setting says process already', async () => {
    await crash();
    const world = setUp();
    world.isolation = 'process';
    await use(world);
    expect(world.crashes).toEqual([]);
    expect(markers()).toEqual([]);
  });

  it('does not repeat a load that crashed, and says so, at every start until the user has decided', async () => {
    await crashedLoad();
    for (const world of [setUp(), setUp()]) {
      await expect(use(world)).rejects.toMatchObject({
        code: 'loadCrashed',
        details: { path: '/models/a.gguf', gpu: 'off', isolation: 'thread' },
      });
      await expect(use(world)).rejects.toMatchObject({ code: 'loadCrashed' });
      expect(world.crashes).toMatchObject([{ kind: 'load' }]);
      expect(world.made).toEqual([]);
    }
    const world = setUp();
    await expect(use(world)).rejects.toMatchObject({ code: 'loadCrashed' });
    await world.service.forgetCrash();
    await use(world);
    expect(world.made.map(({ isolation }) => isolation)).toEqual(['thread']);
  });

  it('loads in another way after a load that crashed, and forgets it once that worked', async () => {
    await crashedLoad();
    const world = setUp();
    world.isolation = 'process';
    await use(world);
    expect(world.crashes).toEqual([]);
    const next = setUp();
    await use(next);
    expect(next.made.map(({ isolation }) => isolation)).toEqual(['thread']);
  });

  it('remembers a load that ended a process of its own', async () => {
    const world = setUp();
    world.isolation = 'process';
    world.load = () => Promise.reject(new LemmaError('engineCrashed', { reason: 'SIGKILL' }));
    await expect(use(world)).rejects.toMatchObject({ code: 'loadCrashed' });
    await expect(use(world)).rejects.toMatchObject({ code: 'loadCrashed' });
    expect(world.made).toHaveLength(1);
    const next = setUp();
    next.isolation = 'process';
    await expect(use(next)).rejects.toMatchObject({ code: 'loadCrashed' });
    next.isolation = 'thread';
    await use(next);
  });
});
