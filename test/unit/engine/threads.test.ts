import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { decodeThreads } from '../../../src/engine/worker/threads.js';

describe('threads to decode with', () => {
  it('are what was asked for, one at the least', () => {
    expect(decodeThreads(3, 8, 5e9)).toBe(3);
    expect(decodeThreads(0, 8, 5e9)).toBe(1);
  });

  it('are one for a model so small that a second would only be waited for', () => {
    expect(decodeThreads('auto', 8, 2_300_000)).toBe(1);
    expect(decodeThreads(2, 8, 2_300_000)).toBe(2);
  });

  it('never outnumber the cores, and leave one free where there are more than two', () => {
    for (let cores = 0; cores < 40; cores++) {
      const usable = Math.min(cores, availableParallelism());
      const threads = decodeThreads('auto', cores, 5e9);
      expect(threads).toBe(usable > 2 ? usable - 1 : Math.max(1, usable));
    }
  });
});
