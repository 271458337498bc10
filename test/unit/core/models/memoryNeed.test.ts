import { describe, expect, it } from 'vitest';
import { kvBytesPerToken, kvCacheTypes } from '../../../../src/core/models/kvCache.js';
import { memoryNeed } from '../../../../src/core/models/memoryNeed.js';
import { LLAMA_8B } from './llama8b.js';

const { geometry } = LLAMA_8B;

describe('the type of a KV cache', () => {
  it('is q8_0 for both with flash attention, for the keys alone without', () => {
    expect(kvCacheTypes('f16', geometry, true)).toEqual({ types: { key: 'f16', value: 'f16' } });
    expect(kvCacheTypes('q8_0', geometry, true)).toEqual({
      types: { key: 'q8_0', value: 'q8_0' },
    });
    expect(kvCacheTypes('q8_0', geometry, false)).toEqual({
      types: { key: 'q8_0', value: 'f16' },
      limit: 'valuesNeedFlashAttention',
    });
  });

  it('stays f16 where the heads do not divide into blocks, or are not known', () => {
    const f16 = { types: { key: 'f16', value: 'f16' }, limit: 'headSize' };
    expect(kvCacheTypes('q8_0', { ...geometry, keyLength: 80 }, true)).toEqual(f16);
    expect(kvCacheTypes('q8_0', { ...geometry, valueLength: 48 }, true)).toEqual(f16);
    expect(kvCacheTypes('q8_0', undefined, true)).toEqual(f16);
  });

  it('decides what a token takes', () => {
    const bytes = (key: 'f16' | 'q8_0', value: 'f16' | 'q8_0'): number =>
      kvBytesPerToken(geometry, { key, value });
    expect(bytes('f16', 'f16')).toBe(128 * 1024);
    expect(bytes('q8_0', 'f16')).toBe(98 * 1024);
    expect(bytes('q8_0', 'q8_0')).toBe(68 * 1024);
  });
});

describe('the memory a model needs', () => {
  // What llama.cpp reported for four layers of the 8B model on a CPU, keys and values left out, in bytes.
  it.each([
    [2048, 32, false, 17.5e6],
    [8192, 32, false, 37.5e6],
    [8192, 32, true, 17.5e6],
    [16_384, 128, false, 288.4e6],
    [32_768, 32, false, 141.3e6],
    [32_768, 128, true, 69.9e6],
  ])(
    'has the scratch space llama.cpp has: context %i, batch %i, flash attention %s',
    (contextSize, batchSize, flashAttention, measured) => {
      const { compute } = memoryNeed({ ...LLAMA_8B, contextSize, batchSize, flashAttention });
      expect(compute / measured).toBeGreaterThan(0.98);
      expect(compute / measured).toBeLessThan(1.02);
    },
  );

  // Contexts of the whole model, in batches of 512 with flash attention, scratch space included.
  it.each([
    [4096, 816e6],
    [8192, 1353e6],
    [16_384, 2426e6],
    [131_072, 17_459e6],
  ])('has the context llama.cpp has: %i tokens', (contextSize, measured) => {
    const need = memoryNeed({ ...LLAMA_8B, contextSize, batchSize: 512, flashAttention: true });
    const ratio = (need.kvCache + need.compute) / measured;
    expect(ratio).toBeGreaterThan(0.99);
    expect(ratio).toBeLessThan(1.01);
  });

  it('is 6.2 GB for the 8B model with 8,192 tokens of context', () => {
    const need = memoryNeed({ ...LLAMA_8B, contextSize: 8192 });
    expect(need.total).toBeGreaterThan(6.2e9);
    expect(need.total).toBeLessThan(6.25e9);
    const { weights, kvCache, compute, overhead } = need;
    expect(need.total).toBe(weights + kvCache + compute + overhead);
  });
});
