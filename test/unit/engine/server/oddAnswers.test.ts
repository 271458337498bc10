import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { gate } from '../../../fakes/gate.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import { collectGarbage } from '../support/collectGarbage.js';
import { DialectFixture, QUESTION } from '../support/dialectFixture.js';
import { chat, type Outcome } from '../support/engineFixture.js';

const fixture = new DialectFixture();
const KEY = 'sk-secret-1234';

/** A server that takes no raw prompts and answers chats as told; chats that came, and clients that left. */
async function answering(
  answer: (response: ServerResponse, authorization: string) => void,
): Promise<{ url: string; asked: () => number; left: () => number }> {
  let asked = 0;
  let left = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: [{ id: 'ours' }] }));
    } else if (request.url === '/v1/chat/completions') {
      asked += 1;
      response.on('close', () => {
        if (!response.writableEnded) left += 1;
      });
      answer(response, request.headers.authorization ?? '');
    } else {
      response.writeHead(404).end('{}');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  fixture.keep({
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, asked: () => asked, left: () => left };
}

async function asking(url: string, signal?: AbortSignal): Promise<Outcome> {
  const engine = await fixture.ready(url, { key: () => Promise.resolve(KEY), retries: 1 });
  return chat(engine, QUESTION, signal ? { signal } : {});
}

const events = (...all: readonly unknown[]): string =>
  [...all.map((each) => JSON.stringify(each)), '[DONE]']
    .map((each) => `data: ${each}\n\n`)
    .join('');

describe('one object in place of a stream', () => {
  it('is an error in the words of the server, though its status is that of success', async () => {
    const { url } = await answering((response) => {
      response.end(JSON.stringify({ error: { message: 'no GPU is free', code: 503 } }, null, 2));
    });
    await expect(asking(url)).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: expect.stringContaining('no GPU is free') as string },
    });
  });

  it('is a whole reply of a server that does not stream', async () => {
    const { url } = await answering((response) => {
      const message = { reasoning_content: 'hm', content: 'a\nb' };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      response.end(
        JSON.stringify({ choices, usage: { prompt_tokens: 3, completion_tokens: 4 } }, null, 1),
      );
    });
    expect(await asking(url)).toMatchObject({
      thinking: 'hm',
      answer: 'a\nb',
      result: { usage: { completionTokens: 4 } },
    });
  });
});

describe('events of a stream', () => {
  it.each([{ message: 'out of memory' }, { detail: 'out of memory' }])(
    'that are no chunks but an error end the reply with its words: %o',
    async (event) => {
      const { url } = await answering((response) => {
        response.end(events({ choices: [{ index: 0, delta: { content: 'a' } }] }, event));
      });
      await expect(asking(url)).rejects.toMatchObject({
        code: 'serverFailed',
        details: { reason: expect.stringContaining('out of memory') as string },
      });
    },
  );

  it('may lack choices, hold none, empty deltas, or nothing at all', async () => {
    const { url } = await answering((response) => {
      const piece = (delta: unknown, finish_reason: string | null = null): object => ({
        choices: [{ index: 0, delta, finish_reason }],
      });
      response.end(
        events(
          ...[{ id: 'x' }, null, { choices: null }, { choices: [] }, piece({ role: 'assistant' })],
          ...[piece({}), piece({ content: null }), piece({ content: '' }), piece(undefined)],
          ...[piece({ content: 'a' }), piece({ content: 'b' }, 'length')],
          { choices: null, usage: { prompt_tokens: 3, completion_tokens: 2 } },
        ),
      );
    });
    expect(await asking(url)).toMatchObject({
      answer: 'ab',
      result: { finish: 'maxTokens', usage: { promptTokens: 3, completionTokens: 2 } },
    });
  });
});

describe('a connection that breaks', () => {
  const piece = (finish_reason: string | null): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason }] })}\n\n`;
  const breaking = (sent: string): ReturnType<typeof answering> =>
    answering((response) => {
      response.write(sent, () => {
        response.destroy();
      });
    });

  it('behind a reply that was called ended leaves it whole', async () => {
    const { url } = await breaking(piece('stop'));
    expect(await asking(url)).toMatchObject({ answer: 'a', result: { finish: 'eos' } });
  });

  it('in the middle of a reply fails it', async () => {
    const { url } = await breaking(piece(null));
    await expect(asking(url)).rejects.toMatchObject({ code: 'serverUnreachable' });
  });
});

it('a server that has been silent for an hour is waited for as long as the engine waits, and asked once', async () => {
  const came = gate();
  let answer: () => void = () => undefined;
  const { url, asked } = await answering((response) => {
    answer = () => {
      response.end(
        events({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: 'stop' }] }),
      );
    };
    came.open();
  });
  const engine = await fixture.ready(url, { clock: new ManualClock(), retries: 1 });
  // The package's timers are those of the process; the engine has a clock of its own.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const reply = chat(engine, QUESTION);
    await came.passed;
    vi.advanceTimersByTime(3_600_000);
    answer();
    expect(await reply).toMatchObject({ answer: 'a' });
  } finally {
    vi.useRealTimers();
  }
  expect(asked()).toBe(1);
});

it('a key that a server repeats is shown to nobody', async () => {
  const { url } = await answering((response, authorization) => {
    response
      .writeHead(400)
      .end(JSON.stringify({ error: { message: `bad header: ${authorization}` } }));
  });
  const thrown: unknown = await asking(url).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: 'serverFailed' });
  expect(JSON.stringify(thrown)).toContain('bad header: Bearer …');
  expect(JSON.stringify(thrown)).not.toContain(KEY);
});

it('a server that wants to be asked again in an hour is not waited for, in milliseconds either', async () => {
  const { url, asked } = await answering((response) => {
    response.writeHead(429, { 'retry-after-ms': '3600000' }).end('{}');
  });
  await expect(asking(url)).rejects.toMatchObject({ code: 'serverBusy' });
  expect(asked()).toBe(1);
});

it('a stop reaches a request that has no answer yet, after memory was collected, too', async () => {
  const came = gate();
  const { url, left } = await answering(() => {
    came.open();
  });
  const stop = new AbortController();
  const reply = asking(url, stop.signal);
  await came.passed;
  await collectGarbage();
  stop.abort();
  expect((await reply).result.finish).toBe('cancelled');
  await expect.poll(left, { timeout: 20_000 }).toBe(1);
});
