import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { decodeThreads } from '../../../src/engine/worker/threads.js';

describe('threads to decode with', () => {
  it('are what was asked for, one at the least', () => {
    expect(decodeThreads(3, 8)).toBe(3);
    expect(decodeThreads(0, 8)).toBe(1);
  });

  it('never outnumber the cores, and leave one free where there are more than two', () => {
    for (let cores = 0; cores < 40; cores++) {
      const usable = Math.min(cores, availableParallelism());
      const threads = decodeThreads('auto', cores);
      expect(threads).toBe(usable > 2 ? usable - 1 : Math.max(1, usable));
    }
  });
});
