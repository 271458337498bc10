import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { chat, demoEngine, MODES, user } from './support/engineFixture.js';

const QUESTIONS = [
  'What is 999 + 999?',
  'What is 98 + 23 + 45 + 7?',
  'Compute 123 + 456 + 78 step by step.',
  'Solve for x: 2x + 3 = 11',
  'Solve 5x - 7 = 18. Then solve 5x - 7 = 18 again.',
  'Write a function that adds two numbers',
  'Explain: const sum = values.reduce((a, b) => a + b, 0);',
];

describe.each(MODES)('speculation over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    engine = await demoEngine(open);
  });
  afterAll(() => engine.dispose());

  it.each([0, 0.8])('changes no token at temperature %d', async (temperature) => {
    let accepted = 0;
    for (const question of QUESTIONS) {
      const sampling = { temperature, seed: 5, maxTokens: 150 };
      const plain = await chat(engine, [user(question)], { sampling, speculation: 'off' });
      expect(plain.result.usage.draftedTokens).toBeUndefined();
      for (const speculation of ['on', 'auto'] as const) {
        const fast = await chat(engine, [user(question)], { sampling, speculation });
        expect(fast.result.replyTokens).toEqual(plain.result.replyTokens);
        expect(fast.thinking + fast.answer).toBe(plain.thinking + plain.answer);
        const { draftedTokens = 0, acceptedTokens = 0 } = fast.result.usage;
        expect(acceptedTokens).toBeLessThanOrEqual(draftedTokens);
        accepted += acceptedTokens;
      }
    }
    expect(accepted).toBeGreaterThan(20);
  });

  it('reports the same probabilities', async () => {
    const ask = (speculation: 'on' | 'off') =>
      chat(engine, [user('Solve for x: 2x + 3 = 11')], { logprobs: 2, speculation });
    const [plain, fast] = [await ask('off'), await ask('on')];
    expect(fast.tokens.map(({ id }) => id)).toEqual(plain.tokens.map(({ id }) => id));
    expect(fast.result.usage.acceptedTokens).toBeGreaterThan(0);
    for (const [index, token] of fast.tokens.entries()) {
      // A batch is computed in another order, and rounds differently.
      expect(token.probability).toBeCloseTo(plain.tokens[index]?.probability ?? Number.NaN, 1);
    }
  });

  it('goes on at a temperature as an unstopped run does', async () => {
    const sampling = { temperature: 1, seed: 11 };
    const messages = [user('Compute 123 + 456 + 78 step by step.')];
    const full = await chat(engine, messages, { sampling, speculation: 'on' });
    const abort = new AbortController();
    const part = await chat(engine, messages, {
      sampling,
      speculation: 'on',
      signal: abort.signal,
      onText: () => {
        abort.abort();
      },
    });
    expect(part.result.finish).toBe('cancelled');
    const written = part.result.replyTokens ?? [];
    expect(full.result.replyTokens?.slice(0, written.length)).toEqual(written);
    const rest = await chat(
      engine,
      [
        ...messages,
        {
          role: 'assistant',
          parts: [{ kind: 'thinking', text: part.thinking, tokenCount: 0 }],
        },
      ],
      { sampling, replyTokens: written, speculation: 'on' },
    );
    expect(rest.result.replyTokens).toEqual(full.result.replyTokens);
    expect(rest.result.usage.cachedTokens).toBe(rest.result.usage.promptTokens - 1);
  });
});
