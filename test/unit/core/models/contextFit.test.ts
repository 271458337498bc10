import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitContextSize,
  leastContextSize,
  type MemoryState,
} from '../../../../src/core/models/contextFit.js';
import { memoryNeed } from '../../../../src/core/models/memoryNeed.js';
import { LLAMA_8B, TRAINED_8B } from './llama8b.js';

const ram = (total: number, free: number): MemoryState => ({
  kind: 'shared',
  total: total * 1e9,
  free: free * 1e9,
});

function fit(
  memory: MemoryState,
  more: Partial<Parameters<typeof fitContextSize>[0]> = {},
): number | undefined {
  return fitContextSize({ ...LLAMA_8B, memory, trainContextSize: TRAINED_8B, ...more });
}

describe('a context chosen by the free memory', () => {
  it.each([
    [8, 6, undefined],
    [8, 7, 3072],
    [16, 10, 8192],
    [16, 14, 24_576],
    [24, 20, 32_768],
    [512, 500, 32_768],
  ])('of a machine of %i GB with %i GB free is %s tokens for the 8B model', (total, free, size) => {
    expect(fit(ram(total, free))).toBe(size);
  });

  it('is larger with smaller keys and values, and in the memory of a GPU', () => {
    const kvCache = { key: 'q8_0', value: 'q8_0' } as const;
    expect(fit(ram(16, 9))).toBe(8192);
    expect(fit(ram(16, 9), { kvCache })).toBe(12_288);
    expect(fit({ ...ram(8, 7.5), kind: 'dedicated' })).toBe(8192);
    expect(fit(ram(8, 7.5))).toBe(4096);
  });

  it('is never more than the model was trained with', () => {
    expect(fit(ram(512, 500), { trainContextSize: 4096 })).toBe(4096);
    expect(fit(ram(512, 500), { trainContextSize: 5000 })).toBe(5000);
    expect(fit(ram(512, 500), { trainContextSize: 512 })).toBe(512);
    expect(leastContextSize(512)).toBe(512);
    expect(leastContextSize(TRAINED_8B)).toBe(2048);
  });

  it('always fits, never shrinks as memory grows, and stays within its limits', () => {
    const gigabytes = fc.double({ min: 0, max: 200, noNaN: true });
    fc.assert(
      fc.property(
        gigabytes,
        gigabytes,
        fc.integer({ min: 1, max: 200_000 }),
        (one, other, trainContextSize) => {
          const [less, more] = [Math.min(one, other), Math.max(one, other)];
          const small = fit(ram(200, less), { trainContextSize });
          const large = fit(ram(200, more), { trainContextSize });
          expect(large ?? 0).toBeGreaterThanOrEqual(small ?? 0);
          if (large === undefined) return;
          expect(large).toBeLessThanOrEqual(Math.min(32_768, trainContextSize));
          expect(memoryNeed({ ...LLAMA_8B, contextSize: large }).total).toBeLessThan(more * 1e9);
        },
      ),
    );
  });
});
