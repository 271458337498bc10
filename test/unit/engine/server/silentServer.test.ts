import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Dialect, DialectServer } from '../../../fakes/openAiDialects.js';
import { gate } from '../../../fakes/gate.js';
import { collectGarbage } from '../support/collectGarbage.js';
import {
  ANSWER,
  dialectOf,
  DialectFixture,
  QUESTION,
  SERVER_PARAMS,
  THINKING,
} from '../support/dialectFixture.js';
import { chat, type Outcome } from '../support/engineFixture.js';

const VLLM = dialectOf('vLLM');
const OLLAMA = dialectOf('Ollama');
const fixture = new DialectFixture();

/** A reply whose server fell silent in the middle of the thought; memory has been collected since. */
async function silentReply(
  dialect: Dialect,
  nextMs: number,
): Promise<{
  server: DialectServer;
  stop: AbortController;
  closeThinking: () => void;
  /** Its text as it comes. */
  read: { thinking: string };
  reply: Promise<Outcome>;
}> {
  const server = await fixture.serve(dialect);
  const engine = await fixture.ready(server.url, { patience: { firstMs: 60_000, nextMs } });
  const held = gate();
  fixture.keep({
    close: () => {
      held.open();
      return Promise.resolve();
    },
  });
  server.beforePiece = (index) =>
    index === 4 && server.requests.length === 1 ? held.passed : Promise.resolve();
  const stop = new AbortController();
  const came = gate();
  const read = { thinking: '' };
  let close: () => void = () => undefined;
  const reply = chat(engine, QUESTION, {
    signal: stop.signal,
    onText: (thinking, _answer, closeThinking) => {
      read.thinking = thinking;
      close = closeThinking;
      came.open();
    },
  });
  // A reply that fails while memory is collected is looked at behind that.
  reply.catch(() => undefined);
  await came.passed;
  await collectGarbage();
  return {
    server,
    stop,
    read,
    reply,
    closeThinking: () => {
      close();
    },
  };
}

/** The server's side of a connection that was closed. */
async function expectLeft(server: DialectServer): Promise<void> {
  await expect.poll(() => server.abandoned, { timeout: 20_000 }).toBe(1);
}

describe.each([VLLM, OLLAMA])('at a server that falls silent, like $name', (dialect) => {
  it('ends the reply, says why and keeps what came', async () => {
    const { server, reply, read } = await silentReply(dialect, 1000);
    await expect(reply).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: 'nothing came for 1 s' },
    });
    expect(read.thinking).not.toBe('');
    expect(THINKING.startsWith(read.thinking)).toBe(true);
    await expectLeft(server);
  });

  it('stops when it is told to', async () => {
    const { server, reply, stop } = await silentReply(dialect, 60_000);
    stop.abort();
    expect((await reply).result.finish).toBe('cancelled');
    await expectLeft(server);
  });
});

it('ends a thought on request at a server that falls silent', async () => {
  const { server, reply, closeThinking } = await silentReply(VLLM, 60_000);
  closeThinking();
  expect(await reply).toMatchObject({ end: 'answerNow', answer: ANSWER });
  await expectLeft(server);
});

describe('a server that takes a request and says nothing', () => {
  it.each([
    { path: '/v1/models', headers: false },
    { path: '/v1/models', headers: true },
    { path: '/v1/completions', headers: false },
    { path: '/v1/completions', headers: true },
  ])('is given up when it is connected to: $path, headers sent: $headers', async (silent) => {
    const server = await fixture.serve(VLLM);
    server.silent = silent;
    const { engine } = fixture.engineAt(server.url, { patience: { listMs: 1000, firstMs: 1000 } });
    await expect(engine.load(SERVER_PARAMS, new AbortController().signal)).rejects.toMatchObject({
      code: 'serverUnreachable',
      details: { host: new URL(server.url).host, reason: 'nothing came for 1 s' },
    });
    expect(engine.state.kind).toBe('failed');
  });
});

it.each([0, 4])('no limit of Node’s own fetch ends a silence, before piece %i', async (piece) => {
  const usual = getGlobalDispatcher();
  // As its five minutes, in less time.
  setGlobalDispatcher(new Agent({ headersTimeout: 1, bodyTimeout: 1 }));
  onTestFinished(() => {
    setGlobalDispatcher(usual);
  });
  const server = await fixture.serve(OLLAMA);
  const engine = await fixture.ready(server.url);
  const held = gate();
  const reached = gate();
  server.beforePiece = async (index) => {
    if (index !== piece) return;
    reached.open();
    await held.passed;
  };
  const reply = chat(engine, QUESTION);
  await reached.passed;
  server.silent = { path: '/v1/models', headers: piece > 0 };
  const own = fetch(`${server.url}/models`).then((response) => response.text());
  await expect(own).rejects.toThrow();
  held.open();
  expect(await reply).toMatchObject({ thinking: THINKING, answer: ANSWER });
});
