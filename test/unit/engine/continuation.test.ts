import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, MessagePart, ThinkBudget } from '../../../src/core/messages.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import {
  chat,
  type ChatOptions,
  DEMO_PARAMS,
  MODES,
  never,
  openEngine,
  type Outcome,
  user,
} from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const PROBLEMS = ['What is 12 + 30?', 'Compute 123 + 456 + 78 step by step.', 'Solve 2x + 3 = 11'];
const STRAY = /<\/?think>|<｜/;

/** The message that an outcome came to; a thought that was cut off is open. */
function written({ thinking, answer, end }: Outcome): ChatMessage {
  const open = end === 'cutOff';
  const thought: MessagePart = {
    kind: 'thinking',
    text: thinking,
    tokenCount: 0,
    ...(!open && { end: end ?? 'closeTag' }),
  };
  return {
    role: 'assistant',
    parts: answer === '' ? [thought] : [thought, { kind: 'text', text: answer, tokenCount: 0 }],
  };
}

/** An open thought. */
function trace(text: string): ChatMessage {
  return { role: 'assistant', parts: [{ kind: 'thinking', text, tokenCount: 0 }] };
}

/** Points drawn over a run of some length, the same ones every time, its first and last among them. */
function points(total: number, count: number): number[] {
  const drawn = fc.sample(fc.integer({ min: 1, max: total - 1 }), { numRuns: count, seed: 1 });
  return [...new Set([1, 2, total - 1, ...drawn])];
}

describe.each(MODES)('going on with a reply over a $mode', ({ open }) => {
  let engine: EngineClient;
  let entry: string;

  beforeAll(async () => {
    entry = await bundleWorker();
    ({ engine } = openEngine(entry, open));
    await engine.load(DEMO_PARAMS, never);
  });
  afterAll(() => engine.dispose());

  /** Goes on with what another run wrote. */
  async function goOn(question: string, first: Outcome, options: ChatOptions): Promise<Outcome> {
    const message = written(first);
    return await chat(engine, [user(question), message], {
      ...options,
      replyTokens: first.result.replyTokens ?? [],
    });
  }

  /** Goes on from one run's end, with what is left of a budget. */
  async function rest(
    question: string,
    budget: ThinkBudget,
    first: Outcome,
    options: ChatOptions = {},
  ): Promise<Outcome> {
    const { maxTokens } = budget;
    const used = first.result.usage.thinkingTokens;
    const left = maxTokens === null ? null : Math.max(0, maxTokens - used);
    const more = await goOn(question, first, {
      ...options,
      budget: { ...budget, maxTokens: left },
    });
    const { cachedTokens, promptTokens, thinkingTokens } = more.result.usage;
    expect(cachedTokens).toBe(promptTokens - 1);
    const usage = { ...more.result.usage, thinkingTokens: used + thinkingTokens };
    return {
      ...more,
      thinking: first.thinking + more.thinking,
      answer: first.answer + more.answer,
      end: more.end ?? first.end,
      result: { ...more.result, usage },
    };
  }

  function expectSame(actual: Outcome, expected: Outcome): void {
    expect(texts(actual)).toEqual(texts(expected));
    expect(actual.result.replyTokens).toEqual(expected.result.replyTokens);
  }

  describe.each(PROBLEMS)('%s', (question) => {
    it.each([{ maxTokens: null }, { maxTokens: 25, closingPhrase: '\nSo' }])(
      'is what an unstopped run gives, however often the user stopped it, with %o',
      async (budget) => {
        const full = await chat(engine, [user(question)], { budget });
        let stops = 0;
        for (let round = 0; round < 3; round++) {
          let seen = 0;
          let so: Outcome | undefined;
          while (so === undefined || so.result.finish === 'cancelled') {
            const abort = new AbortController();
            const options: ChatOptions = {
              signal: abort.signal,
              onText: (thinking, answer) => {
                seen = thinking.length + answer.length;
                if (seen > round * 7) abort.abort();
              },
            };
            so = so
              ? await rest(question, budget, so, options)
              : await chat(engine, [user(question)], { ...options, budget });
            if (so.result.finish === 'cancelled') stops++;
          }
          expectSame(so, full);
        }
        expect(stops).toBeGreaterThan(0);
      },
    );

    it('is what an unstopped run gives, wherever the token limit fell', async () => {
      const free = await chat(engine, [user(question)]);
      for (const at of points(free.result.usage.completionTokens, 5)) {
        // A limit closes the thought early enough to leave a quarter of its tokens for the answer.
        const budget = { maxTokens: at - Math.max(1, Math.floor(at / 4)) };
        const full = await chat(engine, [user(question)], { budget });
        const stopped = await chat(engine, [user(question)], {
          budget,
          sampling: { maxTokens: at },
        });
        expect(['maxTokens', 'eos']).toContain(stopped.result.finish);
        if (stopped.result.finish === 'eos') expectSame(stopped, full);
        else expectSame(await rest(question, budget, stopped), full);
      }
    });
  });

  it('goes on where the context was full', async () => {
    const budget = { maxTokens: 20 };
    const small = openEngine(entry, open).engine;
    const { contextSize } = await small.load({ ...DEMO_PARAMS, contextSize: 256 }, never);
    const [words = 1] = await small.countTokens(['word '.repeat(80)], never);
    const times = Math.floor(((contextSize - 60) * 80) / words);
    const asked = [user(`${'word '.repeat(times)}${PROBLEMS[0] ?? ''}`)];
    const stopped = await chat(small, asked, { budget });
    await small.dispose();
    expect(stopped.result.finish).toBe('contextFull');
    const full = await chat(engine, asked, { budget, sampling: { maxTokens: 90 } });
    const more = await chat(engine, [...asked, written(stopped)], {
      budget,
      sampling: { maxTokens: 90 - stopped.result.usage.completionTokens },
      replyTokens: stopped.result.replyTokens ?? [],
    });
    expect(stopped.thinking).toBe(full.thinking);
    expect(stopped.answer + more.answer).toBe(full.answer);
    expect(more.result.usage.cachedTokens).toBe(more.result.usage.promptTokens - 1);
  });

  it('thinks longer from a closed thought, never leaves it without an answer', async () => {
    const question = PROBLEMS[0] ?? '';
    const first = await chat(engine, [user(question)]);
    const longer = await chat(engine, [user(question), trace(`${first.thinking}\n\nWait,`)], {
      budget: { maxTokens: 30 },
      replyTokens: first.result.replyTokens ?? [],
    });
    expect(longer.thinking).not.toBe('');
    expect(longer.result.usage.thinkingTokens).toBeLessThanOrEqual(30);
    expect(['closeTag', 'budget']).toContain(longer.end);
    expect(longer.answer.trim()).not.toBe('');
    expect(longer.thinking + longer.answer).not.toMatch(STRAY);
    const { cachedTokens } = longer.result.usage;
    expect(cachedTokens).toBeGreaterThan(first.result.usage.thinkingTokens);
  });

  it('resumes from an edited trace and reuses what comes before the edit', async () => {
    const question = PROBLEMS[0] ?? '';
    const first = await chat(engine, [user(question)]);
    const known = first.result.replyTokens ?? [];
    const head = first.result.usage.promptTokens - 2;
    for (const at of points(first.thinking.length, 4)) {
      const kept = first.thinking.slice(0, at);
      // The run before has to leave its own state, for each to start from the same one.
      await chat(engine, [user(question), trace(first.thinking)], { replyTokens: known });
      const [tokens = 0] = await engine.countTokens([kept], never);
      const cut = await chat(engine, [user(question), trace(kept)], { replyTokens: known });
      expect(cut.result.usage.cachedTokens).toBeGreaterThanOrEqual(head + tokens - 3);
      expect(cut.answer.trim()).not.toBe('');
      const edited = await chat(engine, [user(question), trace(`${kept} Hmm 中文 é`)], {
        replyTokens: known,
      });
      expect(edited.result.usage.cachedTokens).toBeGreaterThanOrEqual(head + tokens - 3);
      expect(edited.result.usage.promptTokens).toBeGreaterThan(
        edited.result.usage.cachedTokens + 1,
      );
      expect(edited.answer.trim()).not.toBe('');
    }
  });

  it('takes nothing from tokens that are not the message', async () => {
    const question = PROBLEMS[0] ?? '';
    const first = await chat(engine, [user(question)]);
    const known = first.result.replyTokens ?? [];
    const message = trace('Twelve and thirty');
    const plain = await chat(engine, [user(question), message]);
    const wrong = [[], [1e9], [-1], [0.5], known.slice(1), [...known, 2 ** 31], [known[0] ?? 0]];
    for (const replyTokens of [known, ...wrong]) {
      const out = await chat(engine, [user(question), message], { replyTokens });
      expect(texts(out)).toEqual(texts(plain));
    }
  });

  it('goes on behind the newline that a message ends with', async () => {
    const question = PROBLEMS[1] ?? '';
    const first = await chat(engine, [user(question)]);
    const lines = first.thinking.split('\n');
    expect(lines.length).toBeGreaterThan(2);
    const kept = lines.slice(0, 2).join('\n') + '\n';
    const more = await chat(engine, [user(question), trace(kept)], {
      replyTokens: first.result.replyTokens ?? [],
    });
    expect(kept + more.thinking).toBe(first.thinking);
    expect(more.answer).toBe(first.answer);
  });
});

function texts({ thinking, answer, end, result }: Outcome): unknown {
  return { thinking, answer, end, finish: result.finish };
}
