import { performance } from 'node:perf_hooks';
import { chat, chatSamples, user } from '../unit/engine/support/engineFixture.js';
import { onEngine } from './onEngine.js';
import { median } from './statistics.js';

const ROUNDS = 5;
const QUESTION = [user('Compute 123 + 456 + 78 step by step.')];
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const SAMPLING = { temperature: 0.6 };

/** Prints the time that eight samples of one prompt take as one batch, beside the same samples one after the other. */
export async function samples(): Promise<void> {
  await onEngine(async (engine) => {
    const together: number[] = [];
    const inTurn: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await chatSamples(
        engine,
        QUESTION,
        SEEDS.map((seed) => ({ seed })),
        { sampling: SAMPLING },
      );
      const between = performance.now();
      for (const seed of SEEDS) {
        await chat(engine, QUESTION, { sampling: { ...SAMPLING, seed }, speculation: 'off' });
      }
      together.push(between - start);
      inTurn.push(performance.now() - between);
    }
    const [batch, single] = [median(together), median(inTurn)];
    return [
      `8 samples as a batch ${batch.toFixed(0)} ms, one after the other ${single.toFixed(0)} ms, ` +
        `batch / in turn ${(batch / single).toFixed(2)} (median of ${ROUNDS})`,
    ];
  });
}
