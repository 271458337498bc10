import { describe, expect, it } from 'vitest';
import type { LoadParams } from '../../../src/core/engine.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import type { GgufSummary } from '../../../src/engine/models/ggufHeader.js';
import { type MachineFacts, planRun } from '../../../src/engine/worker/runPlan.js';
import { LLAMA_8B, TRAINED_8B } from '../core/models/llama8b.js';

const MODEL: GgufSummary = {
  architecture: 'llama',
  name: undefined,
  contextLength: TRAINED_8B,
  fileSizeBytes: LLAMA_8B.fileSizeBytes,
  tensorCount: 292,
  vocabularySize: 128_256,
  reasoning: true,
  geometry: LLAMA_8B.geometry,
};
const PARAMS: LoadParams = {
  ...AUTO_SETTINGS,
  modelPath: '/models/a.gguf',
  gpu: 'auto',
  gpuLayers: 'auto',
};
const RAM = { kind: 'shared', total: 16e9, free: 9e9 } as const;
const CPU: MachineFacts = { device: 'cpu', mathCores: 2, ram: RAM };
const GPU: MachineFacts = {
  device: 'gpu',
  mathCores: 2,
  ram: RAM,
  gpu: { kind: 'dedicated', total: 12e9, free: 11e9 },
};

describe('how a model is run', () => {
  it('is chosen for a CPU', () => {
    expect(planRun(PARAMS, MODEL, CPU)).toMatchObject({
      contextSize: 8192,
      batchSize: 32,
      kvCache: { key: 'f16', value: 'f16' },
      flashAttention: false,
      memoryMapping: false,
    });
  });

  it('is left to the library on a GPU, whose memory decides about the context', () => {
    expect(planRun(PARAMS, MODEL, GPU)).toMatchObject({
      contextSize: 24_576,
      batchSize: 512,
      flashAttention: 'auto',
      memoryMapping: 'auto',
    });
    const small: MachineFacts = { ...GPU, gpu: { kind: 'dedicated', total: 4e9, free: 3e9 } };
    expect(planRun(PARAMS, MODEL, small).contextSize).toBe(6144);
    const both = { ...small, ram: { ...RAM, free: 3e9 } };
    expect(planRun(PARAMS, MODEL, both).contextSize).toBe(2048);
  });

  it('is what the user says', () => {
    const params: LoadParams = {
      ...PARAMS,
      contextSize: 131_072,
      threads: 7,
      batchSize: 100,
      kvCacheType: 'q8_0',
      flashAttention: 'on',
      memoryMapping: 'on',
    };
    expect(planRun(params, MODEL, CPU)).toEqual({
      contextSize: 131_072,
      threads: 7,
      batchSize: 100,
      kvCache: { key: 'q8_0', value: 'q8_0' },
      flashAttention: true,
      memoryMapping: true,
    });
  });

  it('quantises only the keys on a CPU, and turns flash attention on for the values on a GPU', () => {
    const params: LoadParams = { ...PARAMS, kvCacheType: 'q8_0' };
    expect(planRun(params, MODEL, CPU)).toMatchObject({
      kvCache: { key: 'q8_0', value: 'f16' },
      kvCacheLimit: 'valuesNeedFlashAttention',
      flashAttention: false,
    });
    expect(planRun(params, MODEL, GPU)).toMatchObject({
      kvCache: { key: 'q8_0', value: 'q8_0' },
      flashAttention: true,
    });
  });

  it('takes a modest context where the header does not tell the geometry', () => {
    const odd = { ...MODEL, geometry: undefined };
    expect(planRun(PARAMS, odd, CPU).contextSize).toBe(4096);
  });
});
