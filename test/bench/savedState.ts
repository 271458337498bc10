import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationRef, StateStorage } from '../../src/core/engine.js';
import type { ChatMessage } from '../../src/core/messages.js';
import {
  assistant,
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  never,
  user,
} from '../unit/engine/support/engineFixture.js';
import { onEngine } from './onEngine.js';
import { median } from './statistics.js';

const ROUNDS = 10;
/** Some 800 tokens. */
const LONG = user(`Add ${Array.from({ length: 160 }, (_, at) => at + 10).join(' + ')}.`);
const QUESTION = user('Compute 123 + 456 + 78 step by step.');
const NEXT = user('Now add 12.');

/**
 * Prints how much sooner the first token comes after a load when the KV state is read from disk (warm) than when the prompt is
 * evaluated (cold), and what share of the second turn's prompt is evaluated, with its history evaluated ahead and without.
 */
export async function savedState(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lemma-bench-'));
  const { size, mtimeMs } = await stat(DEMO_MODEL);
  const storage: StateStorage = {
    folder,
    maxBytes: 1e9,
    leastGainMs: 0,
    model: { path: DEMO_MODEL, sizeBytes: size, modifiedMs: mtimeMs },
  };
  const conversation: ConversationRef = { id: 'bench', storage };
  try {
    await onEngine(async (engine) => {
      const reload = async (): Promise<void> => {
        await engine.unload();
        await engine.load(DEMO_PARAMS, never);
      };
      const first = [LONG];
      const one = { sampling: { maxTokens: 1 } };
      await chat(engine, first, { ...one, conversation });
      await engine.prepare({ conversation }, never);
      const again: ChatMessage[] = [LONG];
      const cold: number[] = [];
      const warm: number[] = [];
      let share = '';
      for (let round = 0; round < ROUNDS; round++) {
        await reload();
        cold.push((await chat(engine, again, one)).result.usage.ttftMs);
        await reload();
        const { usage } = (await chat(engine, again, { ...one, conversation })).result;
        warm.push(usage.ttftMs);
        share = `${usage.cachedTokens} of ${usage.promptTokens} prompt tokens read`;
      }
      const [slow, fast] = [median(cold), median(warm)];
      const read =
        `after a load, first token cold ${slow.toFixed(1)} ms, warm ${fast.toFixed(1)} ms, ` +
        `cold / warm ${(slow / Math.max(fast, 1)).toFixed(1)} (${share}; median of ${ROUNDS})`;
      return [read, await secondTurn(false), await secondTurn(true)];

      async function secondTurn(ahead: boolean): Promise<string> {
        await reload();
        const always = { ...storage, leastGainMs: Number.NEGATIVE_INFINITY };
        const ref = { id: `turn-${ahead ? 2 : 1}`, storage: always };
        const { answer } = await chat(engine, [QUESTION], { conversation: ref });
        const history = [QUESTION, assistant(answer)];
        if (ahead) await engine.prepare({ conversation: ref, messages: history }, never);
        const { usage } = (await chat(engine, [...history, NEXT], { ...one, conversation: ref }))
          .result;
        const evaluated = usage.promptTokens - usage.cachedTokens;
        return (
          `turn 2 ${ahead ? 'after a pause' : 'at once'}, prefill tokens evaluated / prompt tokens ` +
          `${evaluated} / ${usage.promptTokens} = ${(evaluated / usage.promptTokens).toFixed(2)}, ` +
          `first token after ${usage.ttftMs.toFixed(0)} ms`
        );
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
