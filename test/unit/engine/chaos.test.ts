import { beforeAll, describe, expect, it } from 'vitest';
import { runChaos } from '../../soak/chaos.js';
import { bundleWorker } from './support/workerBundle.js';

const RUNS = 12;

let entry: string;

beforeAll(async () => {
  entry = await bundleWorker();
});

describe('an engine that is hit at random moments', () => {
  // The seeds make every moment come up; `npm run soak` takes others, and more.
  it.each([
    ['thread', 7],
    ['process', 6],
  ] as const)('works on in a %s, and leaves nothing behind', async (mode, seed) => {
    const runs = await runChaos(mode, entry, seed, RUNS);
    expect(new Set(runs.map(({ moment }) => moment)).size).toBe(6);
    expect(runs.filter(({ inTime }) => inTime).length).toBeGreaterThan(RUNS / 2);
    expect(new Set(runs.map(({ blow }) => blow)).size).toBe(mode === 'thread' ? 2 : 1);
  });
});
