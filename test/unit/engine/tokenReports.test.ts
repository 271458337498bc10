import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { chat, demoEngine, MODES, user } from './support/engineFixture.js';

const QUESTION = [user('What is 12 + 30?')];

describe.each(MODES)('tokens reported over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    engine = await demoEngine(open);
  });
  afterAll(() => engine.dispose());

  it.each([
    [0, 0],
    [3, 0.6],
  ])('come with %i runners-up at temperature %d', async (logprobs, temperature) => {
    const sampling = { temperature, topP: 1 };
    const plain = await chat(engine, QUESTION, { sampling });
    const out = await chat(engine, QUESTION, { sampling, logprobs });
    expect(out.answer).toBe(plain.answer);
    expect(out.tokens).toHaveLength(out.result.usage.completionTokens);
    const written = out.tokens.map(({ text }) => text).join('');
    expect(written).toContain(out.thinking);
    expect(written.trimEnd().endsWith(out.answer.trimEnd())).toBe(true);
    for (const { id, probability, runnersUp } of out.tokens) {
      expect(runnersUp).toHaveLength(logprobs);
      expect(probability).toBeGreaterThan(0);
      const shares = runnersUp.map((choice) => choice.probability);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(probability + shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(1.001);
      expect(runnersUp.map((choice) => choice.id)).not.toContain(id);
    }
  });

  it('are not computed unless asked for, and refused beyond 20', async () => {
    expect((await chat(engine, QUESTION)).tokens).toEqual([]);
    for (const logprobs of [-1, 21, 0.5]) {
      await expect(chat(engine, QUESTION, { logprobs })).rejects.toMatchObject({
        code: 'internal',
      });
    }
  });

  it('answers now after so many thinking tokens, to the token', async () => {
    const out = await chat(engine, QUESTION, { budget: { maxTokens: null, answerAfter: 9 } });
    expect(out.end).toBe('answerNow');
    expect(out.result.usage.thinkingTokens).toBe(9);
    expect(out.answer.trim()).not.toBe('');
  });
});
