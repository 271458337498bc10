import { describe, expect, it } from 'vitest';
import type { ServerEngine } from '../../../../src/engine/server/serverEngine.js';
import { gate } from '../../../fakes/gate.js';
import {
  type Dialect,
  DIALECTS,
  type DialectServer,
  SCRIPT,
} from '../../../fakes/openAiDialects.js';
import {
  ANSWER,
  dialectOf,
  DialectFixture,
  QUESTION,
  SERVER_PARAMS,
  THINKING,
} from '../support/dialectFixture.js';
import { chat } from '../support/engineFixture.js';

const fixture = new DialectFixture();
const VLLM = dialectOf('vLLM');
const OLLAMA = dialectOf('Ollama');

async function ready(dialect: Dialect): Promise<{ server: DialectServer; engine: ServerEngine }> {
  const server = await fixture.serve(dialect);
  const key = () => Promise.resolve(dialect.key);
  return { server, engine: await fixture.ready(server.url, { key, retries: 0 }) };
}

describe.each(DIALECTS)('an error in the middle of a reply of $name', (dialect) => {
  it('fails the reply in the words of the server, and keeps what came', async () => {
    const { server, engine } = await ready(dialect);
    server.failsAt = { piece: 5, message: 'the GPU fell off', code: 500 };
    let text = '';
    const run = chat(engine, QUESTION, {
      onText: (thinking) => {
        text = thinking;
      },
    });
    // Ollama does not say why.
    const reason = dialect.name === 'Ollama' ? /^the reply was cut$/ : /(?:^|\s)the GPU fell off$/;
    await expect(run).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: expect.stringMatching(reason) as string },
    });
    expect(text).not.toBe('');
    expect(THINKING.startsWith(text)).toBe(true);
  });
});

describe('an error with a code', () => {
  it('of too many requests says that the server is busy', async () => {
    const { server, engine } = await ready(dialectOf('OpenRouter'));
    server.failsAt = { piece: 2, message: 'Rate limit exceeded', code: 429 };
    await expect(chat(engine, QUESTION)).rejects.toMatchObject({ code: 'serverBusy' });
  });
});

describe('a reply that the server ended for another reason than its end', () => {
  it.each(['error', 'abort', 'content_filter'])('is not taken for a whole one: %s', async (why) => {
    const { server, engine } = await ready(OLLAMA);
    server.endsWith = why;
    await expect(chat(engine, QUESTION)).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: `it ended the reply: ${why}` },
    });
  });
});

describe('the counts of a reply', () => {
  it.each(DIALECTS)('are those that the server states in the end, once: $name', async (dialect) => {
    const { engine } = await ready(dialect);
    const { usage } = (await chat(engine, QUESTION)).result;
    const raw = dialect.completions === 'raw';
    // Beside the words of both there are the tags, or the first piece that says whose turn it is.
    const around = raw ? 2 : dialect.thinking === 'inline' ? 6 : 1;
    const words = SCRIPT.thinking.length + SCRIPT.answer.length;
    expect(usage).toMatchObject({ promptTokens: 12, completionTokens: words + around });
  });

  it.each(['everywhere', 'zerosFirst'] as const)(
    'are not added up where they come with every piece: %s',
    async (counts) => {
      const { engine } = await ready({ ...VLLM, counts });
      const reply = await chat(engine, QUESTION, { budget: { maxTokens: 3 } });
      expect(reply).toMatchObject({ thinking: 'I need 384 + 257. ', answer: ANSWER });
      expect(reply.result.usage).toMatchObject({ promptTokens: 12, completionTokens: 7 });
    },
  );

  it('hold the thought that was told to end, which no server counts', async () => {
    const { server, engine } = await ready(VLLM);
    const held = gate();
    server.beforePiece = async (index) => {
      if (index === 4 && server.requests.length === 1) await held.passed;
    };
    const reply = await chat(engine, QUESTION, {
      onText: (thinking, _answer, closeThinking) => {
        if (thinking !== '') closeThinking();
      },
    });
    held.open();
    expect(reply.end).toBe('answerNow');
    const { usage } = reply.result;
    const thought = SCRIPT.thinking.findIndex(
      (_piece, index) => SCRIPT.thinking.slice(0, index).join('') === reply.thinking,
    );
    expect(thought).toBeGreaterThan(0);
    expect(usage.completionTokens).toBe(thought + SCRIPT.answer.length);
    expect(usage.thinkingTokens).toBe(thought);
  });
});

describe('a thought', () => {
  it('is found where the other field that servers use for it is there, too, and empty', async () => {
    const { engine } = await ready({ ...OLLAMA, besideThought: { reasoning_content: '' } });
    expect(await chat(engine, QUESTION)).toMatchObject({ thinking: THINKING, answer: ANSWER });
  });
});

describe('a thought whose opening tag stands in the prompt', () => {
  const closed = { ...OLLAMA, thinking: 'closed' } as const;
  const whole = { thinking: THINKING, answer: ANSWER, end: 'closeTag' };
  const first = (deltas: readonly { kind: string }[]): string | undefined => deltas[0]?.kind;

  it('is one from its first word on, of a model that is known for it', async () => {
    const { engine } = await ready(closed);
    const reply = await chat(engine, QUESTION);
    expect(reply).toMatchObject(whole);
    expect(first(reply.deltas)).toBe('thinking');
    const { thinkingTokens, completionTokens } = reply.result.usage;
    expect(thinkingTokens).toBeGreaterThanOrEqual(7);
    expect(thinkingTokens).toBeLessThan(completionTokens);
  });

  it('is one as soon as it is closed, of another, whose next one is known', async () => {
    const { engine } = await ready({ ...closed, id: 'ours' });
    const reply = await chat(engine, QUESTION);
    expect(reply).toMatchObject(whole);
    expect(first(reply.deltas)).toBe('text');
    const { thinkingTokens, completionTokens } = reply.result.usage;
    expect(thinkingTokens).toBeGreaterThanOrEqual(7);
    expect(thinkingTokens).toBeLessThan(completionTokens);
    const next = await chat(engine, QUESTION);
    expect(next).toMatchObject(whole);
    expect(first(next.deltas)).toBe('thinking');
  });

  it('is known by the model behind the name, too', async () => {
    const root = 'deepseek-ai/DeepSeek-R1-Distill-Llama-8B';
    const { engine } = await ready({ ...closed, id: 'ours', model: { ...closed.model, root } });
    expect(first((await chat(engine, QUESTION)).deltas)).toBe('thinking');
  });

  it('is none where the model came to its end without one', async () => {
    const { server, engine } = await ready(closed);
    server.say = () => ({ thinking: [], answer: SCRIPT.answer });
    const reply = await chat(engine, QUESTION);
    expect(reply).toMatchObject({ thinking: '', answer: ANSWER });
    expect(reply.result.usage.thinkingTokens).toBe(0);
    expect(first((await chat(engine, QUESTION)).deltas)).toBe('text');
  });
});

describe('a model of Ollama', () => {
  it('is found by its name without the tag that stands for none', async () => {
    const server = await fixture.serve({ ...OLLAMA, id: 'r1-8b:latest' });
    const { engine } = fixture.engineAt(server.url, { model: 'r1-8b' });
    const { name } = await engine.load(SERVER_PARAMS, new AbortController().signal);
    expect(name).toBe('r1-8b:latest');
  });
});
