import { expect, it } from 'vitest';
import type { EngineState, LoadedModel, LoadParams } from '../../../src/core/engine.js';
import type { LemmaError } from '../../../src/core/errors.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import type { FreeMemory } from '../../../src/engine/models/freeMemory.js';
import { MemoryWatch } from '../../../src/vscode/engine/memoryWatch.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { LLAMA_8B, TRAINED_8B } from '../core/models/llama8b.js';

const PARAMS: LoadParams = {
  ...AUTO_SETTINGS,
  modelPath: '/models/r1.gguf',
  gpu: 'off',
  gpuLayers: 'auto',
};
const ready: EngineState = { kind: 'ready', model: { path: PARAMS.modelPath } as LoadedModel };

function setUp(memory: FreeMemory): {
  watch: MemoryWatch;
  clock: ManualClock;
  told: LemmaError[];
  looks: () => number;
  memory: { total: number; free: number };
} {
  const clock = new ManualClock();
  const told: LemmaError[] = [];
  const own = { ...memory };
  let looks = 0;
  const watch = new MemoryWatch({
    clock,
    freeMemory: () => {
      looks += 1;
      return Promise.resolve({ ...own });
    },
    machine: () => Promise.resolve({ ram: { kind: 'shared', ...own } }),
    readHeader: () =>
      Promise.resolve({
        architecture: 'llama',
        name: 'R1',
        contextLength: TRAINED_8B,
        fileSizeBytes: LLAMA_8B.fileSizeBytes,
        tensorCount: 1,
        vocabularySize: LLAMA_8B.geometry.vocabulary,
        geometry: LLAMA_8B.geometry,
        reasoning: true,
      }),
    onShort: (error) => told.push(error),
    onError(thrown) {
      throw thrown;
    },
  });
  return { watch, clock, told, looks: () => looks, memory: own };
}

it('a load that takes more than is free is told before it, one that fits is not', async () => {
  const { watch, told, memory } = setUp({ total: 16e9, free: 6e9 });
  await watch.beforeLoad(PARAMS);
  expect(told).toMatchObject([
    { code: 'memoryLow', details: { path: '/models/r1.gguf', freeBytes: 6e9 } },
  ]);
  const needed = Number(told[0]?.details['neededBytes']);
  expect(needed / 5.4e9).toBeGreaterThan(0.95);
  expect(needed / 5.4e9).toBeLessThan(1.05);
  await watch.beforeLoad(PARAMS);
  expect(told).toHaveLength(1);
  memory.free = 8e9;
  await watch.beforeLoad(PARAMS);
  expect(told).toHaveLength(1);
  await watch.beforeLoad({ ...PARAMS, contextSize: 32_768 });
  expect(told).toHaveLength(2);
});

it('memory is looked at while a model is loaded alone, and told of once when it is short', async () => {
  const { watch, clock, told, looks, memory } = setUp({ total: 16e9, free: 8e9 });
  const look = async (): Promise<void> => {
    const before = looks();
    clock.advance(10_000);
    await expect.poll(() => [looks(), clock.pending]).toEqual([before + 1, 1]);
  };
  watch.follow({ kind: 'loading', modelPath: PARAMS.modelPath, fraction: 0 });
  expect(clock.pending).toBe(0);
  watch.follow(ready);
  watch.follow({ ...ready });
  await look();
  expect(told).toEqual([]);
  memory.free = 4e8;
  await look();
  await look();
  expect(told).toMatchObject([{ code: 'memoryLow', details: { freeBytes: 4e8 } }]);
  watch.follow({ kind: 'unloaded' });
  expect(clock.pending).toBe(0);
});

it('the memory of a server’s machine is none of ours', () => {
  const { watch, clock } = setUp({ total: 16e9, free: 8e9 });
  const server = { host: 'localhost:8000', isLocal: true, takesRawPrompts: true };
  watch.follow({ kind: 'ready', model: { path: 'server:r1', server } as LoadedModel });
  expect(clock.pending).toBe(0);
});
