import { chat, user } from '../unit/engine/support/engineFixture.js';
import { onEngine } from './onEngine.js';
import { median } from './statistics.js';

const ROUNDS = 20;
const QUESTION = [user('Compute 123 + 456 + 78 step by step.')];

/**
 * Prints what it costs to report each token's probability and runners-up. The cost is a sort of the vocabulary a token, so
 * that it grows with the vocabulary, not with the model.
 */
export async function logprobs(): Promise<void> {
  await onEngine(async (engine) => {
    const perToken = async (count?: number): Promise<number> => {
      const options = count === undefined ? {} : { logprobs: count };
      const { decodeMs, completionTokens } = (await chat(engine, QUESTION, options)).result.usage;
      return decodeMs / (completionTokens - 1);
    };
    const plain: number[] = [];
    const reported: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      plain.push(await perToken());
      reported.push(await perToken(5));
    }
    const [without, having] = [median(plain), median(reported)];
    return [
      `without ${without.toFixed(3)} ms/token, with 5 runners-up ${having.toFixed(3)} ms/token, ` +
        `with / without ${(having / without).toFixed(2)} (median of ${ROUNDS})`,
    ];
  });
}
