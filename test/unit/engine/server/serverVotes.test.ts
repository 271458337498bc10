import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../../src/core/engine.js';
import { sameWords, tally } from '../../../../src/core/voting/tally.js';
import { vote, type VoteOptions, type VoteOutcome } from '../../../../src/core/voting/vote.js';
import type { Fault } from '../../../fakes/faultProxy.js';
import { gate } from '../../../fakes/gate.js';
import { DIALECTS, SCRIPT } from '../../../fakes/openAiDialects.js';
import {
  ANSWER,
  dialectOf,
  DialectFixture,
  QUESTION,
  THINKING,
} from '../support/dialectFixture.js';
import { chat, chatRequest, chatSamples } from '../support/engineFixture.js';

const VLLM = dialectOf('vLLM');
const OLLAMA = dialectOf('Ollama');
const fixture = new DialectFixture();

/** Says a number of its own with each seed. */
const numbered = (seed: number): { thinking: readonly string[]; answer: readonly string[] } => ({
  thinking: SCRIPT.thinking,
  answer: ['It is ', `\\boxed{${seed}}`],
});

const seeds = (first: number, count: number): { seed: number }[] =>
  Array.from({ length: count }, (_, index) => ({ seed: first + index }));

/** Asks so many replies and takes the answer of most. */
function voteAt(
  engine: Engine,
  most: number,
  more: Pick<VoteOptions, 'onEnd'> = {},
): Promise<VoteOutcome> {
  return vote({
    ...more,
    engine,
    request: chatRequest(engine, QUESTION, { sampling: { seed: 10 } }),
    most,
    together: 16,
    allAtOnce: true,
    tally: (ballots) => tally(ballots, sameWords),
    signal: new AbortController().signal,
  });
}

describe('several replies of a server that takes `n`', () => {
  it('come of one request, each with its own seed and counts', async () => {
    const server = await fixture.serve(VLLM);
    server.say = numbered;
    const engine = await fixture.ready(server.url);
    const replies = await chatSamples(engine, QUESTION, seeds(10, 3));
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body).toMatchObject({ n: 3, seed: 10 });
    replies.forEach(({ thinking, answer, result }, index) => {
      expect({ thinking, answer }).toEqual({
        thinking: THINKING,
        answer: `It is \\boxed{${10 + index}}`,
      });
      expect(result).toMatchObject({ finish: 'eos', seed: 10 + index });
      expect(result.usage).toMatchObject({ promptTokens: 12, completionTokens: 11 });
    });
  });

  it('draw seeds that differ where none are wanted, and are asked alone where theirs do not follow each other', async () => {
    const server = await fixture.serve(VLLM);
    const engine = await fixture.ready(server.url);
    const any = await chatSamples(engine, QUESTION, [{}, {}]);
    expect(server.requests).toHaveLength(1);
    const [one, two] = any.map(({ result }) => result.seed);
    expect(two).toBe((one ?? 0) + 1);
    const own = await chatSamples(engine, QUESTION, [{ seed: 7 }, { seed: 3 }]);
    expect(own.map(({ result }) => result.seed)).toEqual([7, 3]);
    const asked = server.requests.slice(1).map(({ body }) => [body['seed'], body['n']]);
    expect(asked).toEqual([
      [7, undefined],
      [3, undefined],
    ]);
  });

  it('bound their thoughts together, and answer one by one', async () => {
    const server = await fixture.serve(VLLM);
    const engine = await fixture.ready(server.url);
    const options = { budget: { maxTokens: 3 } };
    const replies = await chatSamples(engine, QUESTION, seeds(1, 3), options);
    for (const reply of replies)
      expect(reply).toMatchObject({
        end: 'budget',
        thinking: 'I need 384 + 257. ',
        answer: ANSWER,
      });
    const asked = server.requests.map(({ body }) => [body['n'], body['max_tokens']]);
    expect(asked[0]).toEqual([3, 3]);
    expect(asked.slice(1).map(([n]) => n)).toEqual([undefined, undefined, undefined]);
  });

  it('stop and answer at once one by one; the request ends when nobody reads it', async () => {
    const server = await fixture.serve(VLLM);
    const engine = await fixture.ready(server.url);
    const held = gate();
    server.beforePiece = async (index, { n }) => {
      if (index === 4 && n === 2) await held.passed;
    };
    const stop = new AbortController();
    const [stopped, closed] = await chatSamples(engine, QUESTION, [
      {
        seed: 1,
        signal: stop.signal,
        onText: () => {
          stop.abort();
        },
      },
      {
        seed: 2,
        onText: (_thinking, _answer, closeThinking) => {
          closeThinking();
        },
      },
    ]);
    expect(stopped?.result.finish).toBe('cancelled');
    expect(closed).toMatchObject({ end: 'answerNow', answer: ANSWER });
    await expect.poll(() => server.abandoned, { timeout: 20_000 }).toBe(1);
    expect(server.requests.map(({ body }) => body['n'])).toEqual([2, undefined]);
    held.open();
  });

  it('fail together, and keep what came', async () => {
    const server = await fixture.serve(VLLM);
    const proxy = await fixture.proxy(server);
    const engine = await fixture.ready(proxy.url);
    proxy.faults = [{ kind: 'cut', after: 1200 }];
    const texts = ['', ''];
    const run = chatSamples(
      engine,
      QUESTION,
      seeds(1, 2).map((seed, index) => ({
        ...seed,
        onText: (thinking: string) => {
          texts[index] = thinking;
        },
      })),
    );
    await expect(run).rejects.toMatchObject({ code: /^server(?:Unreachable|Failed)$/ });
    await expect.poll(() => texts.every((text) => text !== '')).toBe(true);
    for (const text of texts) expect(THINKING.startsWith(text)).toBe(true);
  });
});

describe.each(DIALECTS.filter(({ takesN }) => takesN !== true))(
  'several replies of a server like $name',
  (dialect) => {
    const key = () => Promise.resolve(dialect.key);

    it('are requests beside each other, not too many at once', async () => {
      const server = await fixture.serve(dialect);
      server.say = numbered;
      const engine = await fixture.ready(server.url, { key });
      const held = gate();
      server.beforePiece = () => held.passed;
      const run = chatSamples(engine, QUESTION, seeds(20, 6));
      const atOnce = dialect.name === 'SGLang' ? 6 : 4;
      await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(atOnce);
      held.open();
      const replies = await run;
      expect(replies.map(({ answer }) => answer)).toEqual(
        seeds(20, 6).map(({ seed }) => `It is \\boxed{${seed}}`),
      );
      expect(server.requests).toHaveLength(6);
      expect(server.mostAtOnce).toBe(atOnce);
    });
  },
);

describe('a reply that waits for its place', () => {
  it('is over at once when it is stopped, and answers at once when it is told to', async () => {
    const server = await fixture.serve(dialectOf('LM Studio'));
    const engine = await fixture.ready(server.url);
    const held = gate();
    server.beforePiece = () => held.passed;
    const stop = new AbortController();
    const outcomes: string[] = [];
    const generations = engine.generateSamples(
      chatRequest(engine, QUESTION),
      seeds(1, 6).map(({ seed }, index) => ({
        seed,
        hooks: {
          signal: index === 4 ? stop.signal : new AbortController().signal,
          onDeltas: (deltas) => {
            for (const delta of deltas)
              if (delta.kind === 'thinkingEnd') outcomes[index] = delta.end;
          },
        },
      })),
    );
    await expect.poll(() => server.requests.length, { timeout: 20_000 }).toBe(4);
    stop.abort();
    expect(await generations[4]?.result).toMatchObject({ finish: 'cancelled' });
    generations[5]?.closeThinking();
    held.open();
    await Promise.all(generations.map(({ result }) => result));
    expect(outcomes[0]).toBe('closeTag');
    expect(outcomes[5]).toBe('answerNow');
    expect(server.mostAtOnce).toBe(4);
  });
});

describe('a vote at a server', () => {
  it.each([VLLM, OLLAMA])(
    'ends as soon as it is decided, and leaves the rest: $name',
    async (dialect) => {
      const server = await fixture.serve(dialect);
      const engine = await fixture.ready(server.url);
      const held = gate();
      // Replies that are one request end together; of others, the fourth hangs.
      server.beforePiece = (index, { seed }) =>
        seed === 13 && index > 2 ? held.passed : Promise.resolve();
      const { tally: standing, samples } = await voteAt(engine, 5);
      expect(standing.groups[0]?.samples.length).toBeGreaterThanOrEqual(3);
      expect(samples).toHaveLength(5);
      if (dialect.takesN !== true) {
        expect(samples[3]?.result?.finish).toBe('cancelled');
        await expect.poll(() => server.abandoned, { timeout: 20_000 }).toBeGreaterThan(0);
      }
      held.open();
    },
  );

  it('asks again what the server had no room for, and when it said', async () => {
    const server = await fixture.serve(OLLAMA);
    server.say = numbered;
    const proxy = await fixture.proxy(server);
    const engine = await fixture.ready(proxy.url);
    proxy.faults = [
      { kind: 'status', status: 429, retryAfter: 1 },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 500 },
    ];
    const before = proxy.requests;
    const startedAt = performance.now();
    const { samples } = await voteAt(engine, 3);
    expect(samples.map(({ boxed }) => boxed)).toEqual(['10', '11', '12']);
    expect(proxy.requests - before).toBe(6);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1000);
  });
});

const FAULTS: readonly Fault[] = [
  { kind: 'cut', after: 400 },
  { kind: 'malformed', after: 400 },
  { kind: 'error', after: 400, event: { error: { code: 502, message: 'Provider is gone' } } },
];

describe('a vote of which a reply breaks off', () => {
  it.each(FAULTS)('goes on with the others: $kind', async (fault) => {
    const server = await fixture.serve(OLLAMA);
    const proxy = await fixture.proxy(server);
    const engine = await fixture.ready(proxy.url);
    const held = gate();
    // The others end once one has broken off.
    server.beforePiece = (index) => (index === 9 ? held.passed : Promise.resolve());
    proxy.faults = [fault];
    const { samples, tally: standing } = await voteAt(engine, 5, {
      onEnd: ({ error }) => {
        if (error) held.open();
      },
    });
    const [broken, ...more] = samples.filter(({ error }) => error);
    expect(more).toEqual([]);
    expect(broken?.error?.code).toMatch(/^server(?:Unreachable|Failed)$/);
    const text = broken?.parts.map((part) => part.text).join('') ?? '';
    expect(text).not.toBe('');
    expect(THINKING.startsWith(text)).toBe(true);
    expect(broken?.answer).toBeUndefined();
    expect(standing).toMatchObject({ votes: 4, tied: false });
    expect(standing.groups[0]?.samples).toHaveLength(3);
  });

  it.each([VLLM, OLLAMA])('fails where all do: $name', async (dialect) => {
    const server = await fixture.serve(dialect);
    const proxy = await fixture.proxy(server);
    const engine = await fixture.ready(proxy.url);
    proxy.faults = [...FAULTS];
    await expect(voteAt(engine, 3)).rejects.toMatchObject({
      code: expect.stringMatching(/^server(?:Unreachable|Failed)$/) as string,
    });
  });
});

describe('a server that says when to ask again', () => {
  it('is not waited for by a reply that is stopped', async () => {
    const server = await fixture.serve(OLLAMA);
    const proxy = await fixture.proxy(server);
    const engine = await fixture.ready(proxy.url);
    proxy.faults = [{ kind: 'status', status: 429, retryAfter: 50 }];
    const before = proxy.requests;
    const stop = new AbortController();
    const reply = chat(engine, QUESTION, { signal: stop.signal });
    await expect.poll(() => proxy.requests - before, { timeout: 20_000 }).toBe(1);
    stop.abort();
    expect((await reply).result.finish).toBe('cancelled');
  });

  it.each([3600, new Date(Date.now() + 3_600_000).toUTCString()])(
    'is not asked again when that is too long: %s',
    async (retryAfter) => {
      const server = await fixture.serve(OLLAMA);
      const proxy = await fixture.proxy(server);
      const engine = await fixture.ready(proxy.url);
      proxy.faults = [{ kind: 'status', status: 429, retryAfter }];
      await expect(chat(engine, QUESTION)).rejects.toMatchObject({ code: 'serverBusy' });
    },
  );
});

describe('stop strings', () => {
  it.each(DIALECTS)('end the answer alone: $name', async (dialect) => {
    const server = await fixture.serve(dialect);
    const engine = await fixture.ready(server.url, { key: () => Promise.resolve(dialect.key) });
    // "641." stands in the thought, too.
    const reply = await chat(engine, QUESTION, { stop: ['641**'] });
    expect(reply).toMatchObject({ thinking: THINKING, answer: 'The value is **' });
    expect(reply.result.finish).toBe('stopString');
    expect(server.requests[0]?.body).not.toHaveProperty('stop');
  });

  it('go with the request for the answer where it has its own', async () => {
    const server = await fixture.serve(VLLM);
    const engine = await fixture.ready(server.url);
    await chat(engine, QUESTION, { stop: ['§'], budget: { maxTokens: 2 } });
    expect(server.requests.map(({ body }) => body['stop'])).toEqual([undefined, ['§']]);
  });
});

describe('a thought that was ended for the model', () => {
  it('may be closed once more by it, and that shows nowhere', async () => {
    const server = await fixture.serve(VLLM);
    server.say = () => ({ ...SCRIPT, answer: ['\n</th', 'ink>', '\n\n', ...SCRIPT.answer] });
    const engine = await fixture.ready(server.url);
    const reply = await chat(engine, QUESTION, { budget: { maxTokens: 3 } });
    expect(reply).toMatchObject({ thinking: 'I need 384 + 257. ', answer: ANSWER, end: 'budget' });
  });
});
