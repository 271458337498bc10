import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import {
  chat,
  chatRequest,
  chatSamples,
  demoEngine,
  MODES,
  never,
  user,
} from './support/engineFixture.js';

const SUM = [user('Compute 123 + 456 + 78 step by step.')];
const HOT = { temperature: 2.5, topP: 1, maxTokens: 40 };

describe.each(MODES)('samples over a $mode', ({ open }) => {
  let engine: EngineClient;

  beforeAll(async () => {
    engine = await demoEngine(open);
  });
  afterAll(() => engine.dispose());

  it('gives sixteen times what one greedy reply is', async () => {
    const sampling = { maxTokens: 100 };
    const single = await chat(engine, SUM, { sampling });
    for (let round = 0; round < 2; round++) {
      const samples = Array.from({ length: 16 }, () => ({}));
      for (const sample of await chatSamples(engine, SUM, samples, { sampling })) {
        expect(sample.result.replyTokens).toEqual(single.result.replyTokens);
        expect(sample.thinking + sample.answer).toBe(single.thinking + single.answer);
        expect(sample.result.finish).toBe(single.result.finish);
      }
    }
  });

  it('gives each seed what it gives alone, and draws seeds that differ', async () => {
    const seeds = [3, 1, 4, 15, 9, 2, 6];
    const samples = seeds.map((seed) => ({ seed }));
    const together = await chatSamples(engine, SUM, samples, { sampling: HOT });
    for (const [index, seed] of seeds.entries()) {
      // At this temperature the rounding of checked drafts shows.
      const options = { sampling: { ...HOT, seed }, speculation: 'off' } as const;
      const alone = await chat(engine, SUM, options);
      expect(together[index]?.result.seed).toBe(seed);
      expect(together[index]?.result.replyTokens).toEqual(alone.result.replyTokens);
    }
    expect(new Set(together.map(({ thinking }) => thinking)).size).toBeGreaterThan(3);
    const drawn = await chatSamples(engine, SUM, [{}, {}, {}], { sampling: { maxTokens: 1 } });
    expect(new Set(drawn.map(({ result }) => result.seed)).size).toBe(3);
  });

  it('evaluates the prompt once, and finds it evaluated for more samples', async () => {
    const question = [user(`${'Some words before the question. '.repeat(20)}What is 6 * 7?`)];
    const sampling = { maxTokens: 20 };
    const fractions: number[] = [];
    const onPrefill = (fraction: number): void => void fractions.push(fraction);
    const first = await chatSamples(engine, question, [{ onPrefill }, {}], { sampling });
    const [one, two] = first.map(({ result }) => result.usage);
    const all = (one?.promptTokens ?? 0) - 1;
    expect(one?.cachedTokens).toBeLessThan(20);
    expect(two?.cachedTokens).toBe(all);
    expect(fractions.at(-1)).toBe(1);
    const [more] = await chatSamples(engine, question, [{}], { sampling });
    expect(more?.result.usage.cachedTokens).toBe(all);
    const reply = await chat(engine, question, { sampling });
    expect(reply.result.usage.cachedTokens).toBe(all);
  });

  it('stops one and leaves the others alone', async () => {
    const abort = new AbortController();
    const sampling = { maxTokens: 150 };
    const single = await chat(engine, SUM, { sampling });
    const [stopped, ...others] = await chatSamples(
      engine,
      SUM,
      [
        {
          signal: abort.signal,
          onText: () => {
            abort.abort();
          },
        },
        {},
        {},
      ],
      { sampling },
    );
    expect(stopped?.result.finish).toBe('cancelled');
    expect(stopped?.thinking).not.toBe('');
    expect(single.thinking.startsWith(stopped?.thinking ?? '-')).toBe(true);
    for (const other of others) expect(other.thinking).toBe(single.thinking);
  });

  it('closes the thought of one alone', async () => {
    const [closed, other] = await chatSamples(
      engine,
      SUM,
      [
        {
          onText: (_thinking, _answer, close) => {
            close();
          },
        },
        {},
      ],
      { budget: { maxTokens: 500, closingPhrase: '\nEnough.' } },
    );
    expect(closed?.end).toBe('answerNow');
    expect(closed?.thinking.endsWith('\nEnough.')).toBe(true);
    expect(closed?.answer.trim()).not.toBe('');
    expect(other?.end).toBe('closeTag');
  });

  it('is stopped as a whole, in prefill and before it begins', async () => {
    const abort = new AbortController();
    const long = [user('word '.repeat(300))];
    const inPrefill = {
      signal: abort.signal,
      onPrefill: () => {
        abort.abort();
      },
    };
    for (const samples of [
      [inPrefill, inPrefill],
      [{ signal: abort.signal }, { signal: abort.signal }],
    ]) {
      for (const { result } of await chatSamples(engine, long, samples)) {
        expect(result.finish).toBe('cancelled');
        expect(result.usage.completionTokens).toBe(0);
      }
    }
    expect((await chat(engine, [user('What is 12 + 30?')])).answer).toContain('42');
  });

  it('keeps the budget and reports tokens in each', async () => {
    const samples = [{ seed: 1 }, { seed: 2 }, { seed: 3 }];
    const out = await chatSamples(engine, SUM, samples, {
      sampling: HOT,
      budget: { maxTokens: 7 },
      logprobs: 1,
    });
    for (const { result, answer, tokens, end } of out) {
      expect(result.usage.thinkingTokens).toBeLessThanOrEqual(7);
      expect(end).toBe('budget');
      expect(answer.trim()).not.toBe('');
      expect(tokens).toHaveLength(result.usage.completionTokens);
    }
  });

  it('lets suggestions through, and runs after the chat before it', async () => {
    const first = chat(engine, SUM);
    const samples = chatSamples(engine, SUM, [{}, {}], { sampling: { maxTokens: 60 } });
    const suggestion = engine.generate(
      {
        input: { kind: 'infill', prefix: 'def add(a, b):\n    return ', suffix: '' },
        sampling: { temperature: 0, topP: 1, topK: 0, minP: 0, maxTokens: 4 },
        stop: [],
      },
      { signal: never, onDeltas: () => undefined },
    );
    expect((await first).result.finish).toBe('eos');
    expect((await suggestion.result).usage.completionTokens).toBeGreaterThan(0);
    expect(await samples).toHaveLength(2);
  });

  it('counts the memory before', async () => {
    const request = chatRequest(engine, SUM, { budget: { maxTokens: 100 } });
    const plan = await engine.planSamples(request, 4, never);
    expect(plan.promptTokens).toBe((await chat(engine, SUM)).result.usage.promptTokens);
    expect(plan.contextSize).toBeGreaterThan(plan.promptTokens + 100);
    expect(plan.contextSize).toBeLessThanOrEqual(2048);
    expect(plan.most).toBe(16);
    expect(plan.neededBytes).toBeGreaterThan(1000);
    expect(plan.neededBytes).toBeLessThan(plan.freeBytes);
    const more = await engine.planSamples(request, 8, never);
    expect(more.neededBytes).toBeGreaterThan(1.5 * (plan.neededBytes ?? 0));
  });

  it('refuses what cannot be, and goes on', async () => {
    const many = Array.from({ length: 17 }, () => ({}));
    await expect(chatSamples(engine, SUM, many)).rejects.toMatchObject({ code: 'internal' });
    await expect(chatSamples(engine, [user('word '.repeat(3000))], [{}, {}])).rejects.toMatchObject(
      { code: 'contextFull' },
    );
    const [hot] = await chatSamples(engine, SUM, [{}], { sampling: { maxTokens: 5 } });
    expect(hot?.result.usage.completionTokens).toBe(5);
  });
});
