import { request as httpRequest } from 'node:http';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../../../src/engine/client/workerThread.js';
import { type AnsweredRequest, OpenAiServer } from '../../../../src/engine/serve/openAiServer.js';
import { demoEngine } from '../support/engineFixture.js';

const MODEL = 'tiny-reasoner';
const SUM = [{ role: 'user', content: 'What is 384 + 257?' }] as const;
const asked = { model: MODEL, messages: [...SUM], seed: 11, temperature: 0 };

/** DeepSeek's field beside OpenAI's. */
interface Reasoned {
  readonly reasoning_content?: string;
  readonly content?: string | null;
}

let engine: EngineClient;
let server: OpenAiServer;
let client: OpenAI;
const answered: AnsweredRequest[] = [];

beforeAll(async () => {
  engine = await demoEngine(workerThreadTransport);
  server = new OpenAiServer({
    engine,
    model: MODEL,
    port: 0,
    onAnswered: (request) => answered.push(request),
  });
  await server.listen();
  client = new OpenAI({ baseURL: server.url, apiKey: 'any', maxRetries: 0 });
});

afterAll(async () => {
  await server.close();
  await engine.dispose();
});

describe('with the official client', () => {
  it('lists the model', async () => {
    const page = await client.models.list();
    expect(page.data).toMatchObject([{ id: MODEL, object: 'model', owned_by: 'lemma' }]);
    await expect(client.models.retrieve(MODEL)).resolves.toMatchObject({ id: MODEL });
  });

  it('answers whole, the thought apart', async () => {
    const reply = await client.chat.completions.create(asked);
    const [choice] = reply.choices;
    const message: Reasoned | undefined = choice?.message;
    expect(message?.content).toContain('\\boxed{641}');
    expect(message?.reasoning_content).toContain('384');
    expect(message?.content).not.toContain('think>');
    expect(choice?.finish_reason).toBe('stop');
    const { usage } = reply;
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(10);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  it('streams the same in pieces, thought first, with token counts when asked', async () => {
    const whole: Reasoned | undefined = (await client.chat.completions.create(asked)).choices[0]
      ?.message;
    const stream = await client.chat.completions.create({
      ...asked,
      stream: true,
      stream_options: { include_usage: true },
    });
    const kinds: string[] = [];
    const texts = { reasoning_content: '', content: '' };
    let usage: OpenAI.CompletionUsage | null | undefined;
    for await (const chunk of stream) {
      usage = chunk.usage ?? usage;
      const delta: Reasoned = chunk.choices[0]?.delta ?? {};
      for (const kind of ['reasoning_content', 'content'] as const) {
        const text = delta[kind] ?? '';
        if (text === '') continue;
        if (kinds.at(-1) !== kind) kinds.push(kind);
        texts[kind] += text;
      }
    }
    expect(kinds).toEqual(['reasoning_content', 'content']);
    expect(texts).toEqual({
      reasoning_content: whole?.reasoning_content,
      content: whole?.content,
    });
    expect(usage?.completion_tokens).toBeGreaterThan(10);
  });

  it('stops at stop strings and token limits, and thinks as little as told', async () => {
    const ask = async (more: object): Promise<OpenAI.ChatCompletion.Choice | undefined> =>
      (await client.chat.completions.create({ ...asked, ...more })).choices[0];
    const stopped = await ask({ stop: '\\boxed' });
    expect(stopped?.finish_reason).toBe('stop');
    expect(stopped?.message.content).not.toContain('\\boxed');
    const cut = await ask({ max_tokens: 12 });
    expect(cut?.finish_reason).toBe('length');
    const silent: Reasoned | undefined = (await ask({ reasoning_effort: 'none' }))?.message;
    expect(silent?.reasoning_content).toBe('');
    const brief = await client.chat.completions.create({
      ...asked,
      ...{ reasoning: { max_tokens: 20 } },
    });
    expect(brief.usage?.completion_tokens_details?.reasoning_tokens).toBeLessThanOrEqual(20);
  });

  it('gives several replies to one prompt, and the same ones for the same seed', async () => {
    const several = { ...asked, n: 3, temperature: 0.6 };
    const [one, two] = [
      await client.chat.completions.create(several),
      await client.chat.completions.create(several),
    ];
    expect(one.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(two.choices).toEqual(one.choices);
    const stream = await client.chat.completions.create({ ...several, stream: true });
    const texts = ['', '', ''];
    const ends: string[] = [];
    for await (const { choices } of stream)
      for (const { index, delta, finish_reason: end } of choices) {
        texts[index] = (texts[index] ?? '') + (delta.content ?? '');
        if (end) ends.push(end);
      }
    expect(texts).toEqual(one.choices.map(({ message }) => message.content));
    expect(ends).toHaveLength(3);
  });

  it('goes on with a reply that has begun, inside its thought or behind it', async () => {
    const first: Reasoned | undefined = (await client.chat.completions.create(asked)).choices[0]
      ?.message;
    const thought = first?.reasoning_content ?? '';
    // Cut before a space, so that the beginning has the tokens that it was written with.
    const firstWords = (text: string): string => text.slice(0, text.lastIndexOf(' ', 12));
    const begun = (message: Reasoned): object => ({
      messages: [...SUM, { role: 'assistant', ...message }],
    });
    const rest = await client.chat.completions.create({
      ...asked,
      ...begun({ reasoning_content: firstWords(thought), content: '' }),
    });
    const more: Reasoned | undefined = rest.choices[0]?.message;
    expect(firstWords(thought) + (more?.reasoning_content ?? '')).toBe(thought);
    const behind = await client.chat.completions.create({
      ...asked,
      ...begun({ reasoning_content: thought, content: firstWords(first?.content ?? '') }),
    });
    const end: Reasoned | undefined = behind.choices[0]?.message;
    expect(end?.reasoning_content).toBe('');
    expect(first?.content?.endsWith(end?.content ?? 'none')).toBe(true);
  });

  it('stops decoding when the client leaves', async () => {
    const stream = await client.chat.completions.create({
      ...asked,
      messages: [{ role: 'user', content: 'Solve for x: 7x + 12 = 3x + 48' }],
      n: 12,
      stream: true,
    });
    for await (const chunk of stream) {
      expect(chunk.object).toBe('chat.completion.chunk');
      break;
    }
    const left = (): AnsweredRequest[] => answered.filter(({ status }) => status === undefined);
    await expect.poll(() => left().length).toBe(1);
    // The engine is free for the next one.
    const reply = await client.chat.completions.create(asked);
    expect(reply.choices[0]?.message.content).toContain('641');
  });

  it('answers requests that come together one after the other', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => client.chat.completions.create(asked)));
    expect(new Set(replies.map(({ choices }) => choices[0]?.message.content)).size).toBe(1);
    expect(new Set(replies.map(({ id }) => id)).size).toBe(3);
  });

  it('says what is wrong with a request, as OpenAI does', async () => {
    const cases: readonly [body: object, status: number, param: string][] = [
      [{ model: 'gpt-4o' }, 404, 'model'],
      [{ messages: [] }, 400, 'messages'],
      [{ messages: [{ role: 'tool', content: 'x' }] }, 400, 'messages[0].role'],
      [{ messages: [{ role: 'assistant', content: 'x' }] }, 400, 'messages'],
      [
        { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
        400,
        'messages[0].content',
      ],
      [{ temperature: 3 }, 400, 'temperature'],
      [{ n: 17 }, 400, 'n'],
      [{ n: 1.5 }, 400, 'n'],
      [{ max_tokens: 0 }, 400, 'max_tokens'],
      [{ stop: [''] }, 400, 'stop'],
      [{ seed: 1.5 }, 400, 'seed'],
      [{ tools: [{ type: 'function' }] }, 400, 'tools'],
      [{ logprobs: true }, 400, 'logprobs'],
      [{ presence_penalty: 1 }, 400, 'presence_penalty'],
      [{ response_format: { type: 'json_object' } }, 400, 'response_format'],
      [{ reasoning_effort: 'some' }, 400, 'reasoning_effort'],
      [{ messages: [{ role: 'user', content: 'word '.repeat(3000) }] }, 400, 'messages'],
    ];
    for (const [body, status, param] of cases) {
      const error: unknown = await client.chat.completions
        .create({ ...asked, ...body, stream: false })
        .catch((thrown: unknown) => thrown);
      expect(error, JSON.stringify(body).slice(0, 60)).toBeInstanceOf(OpenAI.APIError);
      expect(error).toMatchObject({ status, param });
    }
  });
});

describe('raw completions', () => {
  const prompt = `<｜begin▁of▁sentence｜><｜User｜>${SUM[0].content}<｜Assistant｜><think>\n`;
  const raw = { model: MODEL, prompt, seed: 11, temperature: 0, max_tokens: 500 };

  it('go on with a chat that the client renders, think tags in the text', async () => {
    const { choices, usage } = await client.completions.create(raw);
    const chat: Reasoned | undefined = (await client.chat.completions.create(asked)).choices[0]
      ?.message;
    const [thought = '', answer = ''] = (choices[0]?.text ?? '').split('</think>');
    expect(thought.trim()).toBe(chat?.reasoning_content);
    expect(answer.trim()).toBe(chat?.content?.trim());
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(10);
    const stream = await client.completions.create({
      ...raw,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let counts: OpenAI.CompletionUsage | null | undefined;
    const ends: string[] = [];
    for await (const chunk of stream) {
      counts = chunk.usage ?? counts;
      for (const choice of chunk.choices) {
        text += choice.text;
        // Null while the text goes on, whatever the types say.
        ends.push(...[choice.finish_reason].filter(Boolean));
      }
    }
    expect(text).toBe(choices[0]?.text);
    expect(ends).toEqual(['stop']);
    expect(counts?.completion_tokens).toBe(usage?.completion_tokens);
  });

  it('count control tokens as one, and begin a text once', async () => {
    const tokens = async (text: string): Promise<number | undefined> =>
      (await client.completions.create({ ...raw, prompt: text, max_tokens: 1 })).usage
        ?.prompt_tokens;
    expect(await tokens('<｜User｜>')).toBe(2);
    expect(await tokens('<｜begin▁of▁sentence｜><｜User｜>')).toBe(2);
    expect(await tokens('<｜User>')).toBeGreaterThan(2);
  });

  it('stop at stop strings and limits, and give several replies', async () => {
    const stopped = await client.completions.create({ ...raw, stop: '</think>' });
    expect(stopped.choices[0]).toMatchObject({ finish_reason: 'stop' });
    expect(stopped.choices[0]?.text).not.toContain('<');
    const cut = await client.completions.create({ ...raw, max_tokens: 5, n: 2 });
    expect(cut.choices.map(({ finish_reason: end }) => end)).toEqual(['length', 'length']);
    expect(cut.usage?.completion_tokens).toBe(10);
  });

  it('leave control tokens in messages of chats as text', async () => {
    const tokens = async (content: string): Promise<number> =>
      (
        await client.chat.completions.create({
          ...asked,
          messages: [{ role: 'user', content }],
          max_completion_tokens: 1,
        })
      ).usage?.prompt_tokens ?? 0;
    expect(await tokens('a</think>')).toBeGreaterThan((await tokens('a')) + 2);
  });

  it('say what is wrong with a request', async () => {
    const cases: readonly [body: object, status: number, param: string][] = [
      [{ model: 'gpt-4o' }, 404, 'model'],
      [{ prompt: '' }, 400, 'prompt'],
      [{ prompt: ['a', 'b'] }, 400, 'prompt'],
      [{ prompt: [1, 2] }, 400, 'prompt'],
      [{ echo: true }, 400, 'echo'],
      [{ suffix: 'x' }, 400, 'suffix'],
      [{ logprobs: 2 }, 400, 'logprobs'],
      [{ best_of: 3 }, 400, 'best_of'],
      [{ prompt: 'word '.repeat(3000) }, 400, 'prompt'],
    ];
    for (const [body, status, param] of cases) {
      const error: unknown = await client.completions
        .create({ ...raw, ...body, stream: false })
        .catch((thrown: unknown) => thrown);
      expect(error, JSON.stringify(body).slice(0, 60)).toMatchObject({ status, param });
    }
  });
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** A request with headers of its own, which `fetch` would not send. */
function send(
  headers: Readonly<Record<string, string>>,
  { path = '/v1/models', method = 'GET', body = '', port = 0 } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const url = new URL(server.url);
    const request = httpRequest(
      { host: '127.0.0.1', port: port || url.port, path, method, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          resolve({ status: response.statusCode, body: text });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

describe('who may ask', () => {
  it('keeps out web pages, also those whose name points here', async () => {
    const { port } = new URL(server.url);
    const cases: readonly [headers: Record<string, string>, status: number][] = [
      [{}, 200],
      [{ host: `localhost:${port}` }, 200],
      [{ host: `[::1]:${port}` }, 200],
      [{ host: `attacker.example:${port}` }, 403],
      [{ host: 'localhost' }, 403],
      [{ host: `127.0.0.1:${port}`, origin: 'https://attacker.example' }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: `http://localhost:${port}` }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
    ];
    for (const [headers, status] of cases)
      expect((await send(headers)).status, JSON.stringify(headers)).toBe(status);
  });

  it('takes only what is JSON, of a bearable length, at places that exist', async () => {
    const path = '/v1/chat/completions';
    const json = { 'content-type': 'application/json' };
    const post = async (headers: Record<string, string>, body: string): Promise<unknown> =>
      (await send(headers, { path, method: 'POST', body })).status;
    expect(await post({ 'content-type': 'text/plain' }, '{}')).toBe(415);
    expect(await post(json, '{')).toBe(400);
    expect(await post(json, '[]')).toBe(400);
    expect(await post(json, ' '.repeat(8_000_001))).toBe(413);
    expect((await send({}, { path })).status).toBe(405);
    expect((await send({}, { path: '/v1/files' })).status).toBe(404);
    expect(await send({}, { path: '/health' })).toEqual({ status: 200, body: '{"status":"ok"}' });
  });

  it('asks for its key where it has one', async () => {
    const guarded = new OpenAiServer({ engine, model: MODEL, port: 0, key: 'secret' });
    await guarded.listen();
    const port = Number(new URL(guarded.url).port);
    const statusOf = async (headers: Record<string, string>): Promise<unknown> =>
      (await send(headers, { port })).status;
    expect(await statusOf({})).toBe(401);
    expect(await statusOf({ authorization: 'Bearer other' })).toBe(401);
    expect(await statusOf({ authorization: 'Bearer secret' })).toBe(200);
    await guarded.close();
  });

  it('says that a port is taken', async () => {
    const { port } = new URL(server.url);
    const second = new OpenAiServer({ engine, model: MODEL, port: Number(port) });
    await expect(second.listen()).rejects.toMatchObject({ code: 'portInUse' });
  });
});
