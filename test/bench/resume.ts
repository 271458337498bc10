import type { ChatMessage } from '../../src/core/messages.js';
import { assistant, chat, user } from '../unit/engine/support/engineFixture.js';
import { onEngine } from './onEngine.js';
import { median } from './statistics.js';

const ROUNDS = 20;
const QUESTION = [user('Compute 123 + 456 + 78 step by step.')];

/**
 * Prints how much sooner the first token comes when a thought is resumed on the state it was written with (warm) than on an
 * empty one (cold), and what share of the second turn's prompt is evaluated.
 */
export async function resume(): Promise<void> {
  await onEngine(async (engine) => {
    const first = await chat(engine, QUESTION);
    const replyTokens = first.result.replyTokens ?? [];
    const half = first.thinking.slice(0, Math.floor(first.thinking.length / 2));
    const resumedAt: ChatMessage = {
      role: 'assistant',
      parts: [{ kind: 'thinking', text: `${half} Wait,`, tokenCount: 0 }],
    };
    const cold: number[] = [];
    const warm: number[] = [];
    let reused = '';
    for (let round = 0; round < ROUNDS; round++) {
      await chat(engine, [user(`Something else: ${round}`)], { sampling: { maxTokens: 1 } });
      const resumed = { replyTokens, sampling: { maxTokens: 4 } };
      const fresh = await chat(engine, [...QUESTION, resumedAt], resumed);
      cold.push(fresh.result.usage.ttftMs);
      await chat(engine, QUESTION);
      const kept = await chat(engine, [...QUESTION, resumedAt], resumed);
      warm.push(kept.result.usage.ttftMs);
      const { cachedTokens, promptTokens } = kept.result.usage;
      reused = `${cachedTokens} of ${promptTokens} prompt tokens reused`;
    }
    const [slow, fast] = [median(cold), median(warm)];
    const ttft =
      `resume, first token cold ${slow.toFixed(1)} ms, warm ${fast.toFixed(1)} ms, ` +
      `cold / warm ${(slow / Math.max(fast, 1)).toFixed(1)} (${reused}; median of ${ROUNDS})`;
    await chat(engine, QUESTION);
    const next = [...QUESTION, assistant(first.answer, first.thinking), user('Now add 12.')];
    const { promptTokens, cachedTokens } = (await chat(engine, next)).result.usage;
    const evaluated = promptTokens - cachedTokens;
    return [
      ttft,
      `turn 2, prefill tokens evaluated / prompt tokens ${evaluated} / ${promptTokens} ` +
        `= ${(evaluated / promptTokens).toFixed(2)}`,
    ];
  });
}
