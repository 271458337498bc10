import type { Engine } from '../../src/core/engine.js';
import { DEMO_PARAMS, MODES, never, openEngine } from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';

/** Measures on the loaded demo model, once in a worker thread and once in a child process; prints a line for each. */
export async function onEngine(
  measure: (engine: Engine) => Promise<readonly string[]>,
): Promise<void> {
  const entry = await bundleWorker();
  for (const { mode, open } of MODES) {
    const { engine } = openEngine(entry, open);
    await engine.load(DEMO_PARAMS, never);
    for (const line of await measure(engine)) console.log(`${mode}: ${line}`);
    await engine.dispose();
  }
}
