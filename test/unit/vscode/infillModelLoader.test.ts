import { describe, expect, it } from 'vitest';
import { LemmaError } from '../../../src/core/errors.js';
import { InfillModelLoader } from '../../../src/vscode/inline/infillModelLoader.js';
import { SCRIPTED_MODEL, ScriptedEngine } from '../../fakes/scriptedEngine.js';

const never = new AbortController().signal;

function setUp() {
  const engine = new ScriptedEngine();
  const failures: string[] = [];
  let path = '/models/small.gguf';
  const loader = new InfillModelLoader({
    engine: {
      ensureLoaded: () => Promise.resolve({ engine, model: engine.model }),
      loadInfill: async (modelPath) => {
        await engine.loadInfill(modelPath);
      },
    },
    modelPath: () => path,
    onFailure: (failed) => failures.push(failed),
  });
  return {
    engine,
    loader,
    failures,
    choose: (other: string): void => {
      path = other;
    },
  };
}

describe('InfillModelLoader', () => {
  it('has the chosen model loaded, and none for the chat’s own', async () => {
    const { engine, loader, choose } = setUp();
    await loader.ensure(never);
    choose('');
    await loader.ensure(never);
    choose(SCRIPTED_MODEL.path);
    await loader.ensure(never);
    expect(engine.infillLoads).toEqual(['/models/small.gguf', undefined, undefined]);
    expect(loader.hasFailed).toBe(false);
  });

  it('says once what cannot be loaded, and leaves suggestions to the chat’s model', async () => {
    const { engine, loader, failures, choose } = setUp();
    engine.onLoadInfill = (path) =>
      path === undefined
        ? Promise.resolve(undefined)
        : Promise.reject(new LemmaError('outOfMemory'));
    expect(await loader.ensure(never)).toBe(engine);
    expect(await loader.ensure(never)).toBe(engine);
    expect(failures).toEqual(['/models/small.gguf']);
    expect(engine.infillLoads).toEqual(['/models/small.gguf', undefined]);
    expect(loader.hasFailed).toBe(true);
    // Beside another model there may be room.
    engine.model = { ...engine.model, path: '/models/other.gguf' };
    await loader.ensure(never);
    expect(failures).toHaveLength(2);
    choose('');
    await loader.ensure(never);
    expect(loader.hasFailed).toBe(false);
  });

  it('takes an end for no failure', async () => {
    const { engine, loader, failures } = setUp();
    engine.onLoadInfill = () => Promise.reject(new LemmaError('cancelled'));
    await expect(loader.ensure(never)).rejects.toMatchObject({ code: 'cancelled' });
    expect(failures).toEqual([]);
    expect(loader.hasFailed).toBe(false);
  });
});
