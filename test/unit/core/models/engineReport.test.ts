import { describe, expect, it } from 'vitest';
import type { EngineState, LoadedModel } from '../../../../src/core/engine.js';
import { LemmaError } from '../../../../src/core/errors.js';
import { allTrials, backendsOf } from '../../../../src/core/models/backends.js';
import { engineReport, withoutHome } from '../../../../src/core/models/engineReport.js';

const GIB = 2 ** 30;
const ram = { kind: 'shared', total: 16 * GIB, free: 8 * GIB } as const;
const gpu = { kind: 'dedicated', total: 8 * GIB, free: 6 * GIB } as const;

const model: LoadedModel = {
  path: '/home/ann/models/r1.gguf',
  name: 'R1',
  architecture: 'llama',
  fileSizeBytes: 5 * GIB,
  contextSize: 8192,
  trainContextSize: 131_072,
  backend: 'vulkan',
  threads: 4,
  batchSize: 512,
  kvCache: { key: 'f16', value: 'f16' },
  flashAttention: 'auto',
  memoryMapping: 'auto',
  reasoning: true,
  infillWays: [],
  hardware: {
    trials: allTrials(
      [
        { backend: 'cuda', outcome: 'loadFailed', reason: 'out of\nmemory' },
        { backend: 'vulkan', outcome: 'chosen' },
      ],
      backendsOf('linux', 'x64'),
    ),
    gpuNames: ['A GPU'],
    gpuLayers: 24,
    ram,
    gpu,
    release: 'b1234',
  },
};
const ready: EngineState = { kind: 'ready', model };

const report = (engine: EngineState, suggestions?: EngineState): string =>
  engineReport({
    suggestions,
    programs: ['Lemma 1'],
    machine: { ram, gpu: { ...gpu, name: 'A GPU', unified: false } },
    engine,
    settings: [['lemma.model.path', '/home/ann/models/r1.gguf']],
  });

describe('the report of the engine', () => {
  it('tells what was tried, what was chosen and why, with memory, model and context', () => {
    expect(report(ready)).toBe(`Lemma 1
Memory: 8.00 GiB of 16.00 GiB free
GPU: A GPU, 6.00 GiB of 8.00 GiB free
Engine: ready: R1 (llama, 5.00 GiB), context 8192, KV cache f16/f16, 4 threads, batch 512, flash attention auto, memory mapping auto, vulkan
  file /home/ann/models/r1.gguf, trained with a context of 131072
llama.cpp b1234
Backends, in the order they are tried:
  cuda: the model could not be loaded on it (out of memory)
  metal: not on this system
  vulkan: chosen
  cpu: not tried: one before it works
Layers on the GPU: 24 (A GPU)
Memory before the load: 8.00 GiB of 16.00 GiB free; of the GPU: 6.00 GiB of 8.00 GiB free
Calibration: none
Settings:
  lemma.model.path: "/home/ann/models/r1.gguf"
`);
  });

  it('tells why a load failed, and that nothing was tried yet', () => {
    const error = new LemmaError('modelLoadFailed', { tried: 'cpu: chosen' }, 'Failed\nbadly');
    const failed = report({ kind: 'failed', modelPath: '/m.gguf', error });
    expect(failed).toContain(
      'failed: modelLoadFailed {"tried":"cpu: chosen"}\n  Failed\n  badly\n',
    );
    expect(report({ kind: 'unloaded' })).toContain('nothing was tried');
  });

  it('tells of the model for suggestions, too, while a server answers the chat', () => {
    const server = { host: 'gpu:8000', isLocal: false, takesRawPrompts: false };
    const remote: EngineState = {
      kind: 'ready',
      model: { ...model, name: 'big', backend: 'server', contextSize: 4096, server },
    };
    const text = report(remote, ready);
    expect(text).toContain(
      '\nEngine: ready: big at gpu:8000, context 4096, takes no raw completions\n',
    );
    expect(text).toContain('\nEngine of suggestions: ready: R1 (llama, 5.00 GiB), context 8192,');
    expect(text).toContain('\n  vulkan: chosen\n');
    expect(report(remote, { kind: 'unloaded' })).toContain(
      '\nEngine of suggestions: no model is loaded',
    );
    expect(report(remote)).not.toContain('suggestions');
  });

  it('writes the home folder as ~, also in JSON', () => {
    expect(withoutHome(report(ready), '/home/ann')).not.toContain('ann');
    const home = 'C:\\Users\\ann';
    const text = `${home}\\m.gguf ${JSON.stringify({ path: `${home}\\m.gguf` })}`;
    expect(withoutHome(text, home)).toBe('~\\m.gguf {"path":"~\\\\m.gguf"}');
    expect(withoutHome('/a/b', '/')).toBe('/a/b');
  });
});

it('has Metal on Apple silicon alone, and CUDA before Vulkan elsewhere', () => {
  expect(backendsOf('darwin', 'arm64')).toEqual(['metal', 'cpu']);
  expect(backendsOf('darwin', 'x64')).toEqual(['cpu']);
  expect(backendsOf('win32', 'x64')).toEqual(['cuda', 'vulkan', 'cpu']);
});
