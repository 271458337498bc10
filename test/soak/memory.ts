import { EngineClient } from '../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../src/engine/client/workerThread.js';
import { systemClock } from '../../src/engine/systemClock.js';
import { DEMO_PARAMS, never } from '../unit/engine/support/engineFixture.js';

/** Loads and unloads a model in a thread `count` times; gives the resident memory after each time, in bytes. */
export async function loadAndUnload(entry: string, count: number): Promise<number[]> {
  const engine = new EngineClient({
    spawn: () => workerThreadTransport(entry),
    clock: systemClock,
  });
  const memory: number[] = [];
  try {
    for (let time = 0; time < count; time++) {
      await engine.load(DEMO_PARAMS, never);
      await engine.unload();
      memory.push(process.memoryUsage.rss());
    }
  } finally {
    await engine.dispose();
  }
  return memory;
}
