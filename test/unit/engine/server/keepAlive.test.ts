import { describe, expect, it } from 'vitest';
import { gate } from '../../../fakes/gate.js';
import { ManualClock } from '../../../fakes/manualClock.js';
import type { Dialect, DialectServer } from '../../../fakes/openAiDialects.js';
import {
  ANSWER,
  dialectOf,
  DialectFixture,
  QUESTION,
  THINKING,
} from '../support/dialectFixture.js';
import { chat, chatSamples, type Outcome } from '../support/engineFixture.js';

const fixture = new DialectFixture();
const VLLM = dialectOf('vLLM');
const OLLAMA = dialectOf('Ollama');
const PATIENCE = { firstMs: 60_000, nextMs: 60_000, aliveMs: 600_000 };

/** A clock that tells how often something was to be waited for. */
class WatchedClock extends ManualClock {
  waits = 0;

  override setTimeout(fn: () => void, ms: number): unknown {
    this.waits += 1;
    return super.setTimeout(fn, ms);
  }
}

/** A server that stands still before a piece, and the clock of an engine that asks it. */
async function heldAt(
  dialect: Dialect,
  piece: number,
): Promise<{
  server: DialectServer;
  clock: WatchedClock;
  held: ReturnType<typeof gate>;
  ask: (replies?: number) => Promise<readonly Outcome[]>;
  /** Lets so many times 25 s pass, with a comment before each. */
  queue: (times: number) => Promise<void>;
}> {
  const server = await fixture.serve(dialect);
  const clock = new WatchedClock();
  const engine = await fixture.ready(server.url, { clock, patience: PATIENCE });
  const held = gate();
  fixture.keep({
    close: () => {
      held.open();
      return Promise.resolve();
    },
  });
  const reached = gate();
  server.beforePiece = async (index) => {
    if (index !== piece || server.requests.length > 1) return;
    reached.open();
    await held.passed;
  };
  const ask = async (replies = 1): Promise<readonly Outcome[]> =>
    replies === 1
      ? [await chat(engine, QUESTION)]
      : chatSamples(
          engine,
          QUESTION,
          Array.from({ length: replies }, () => ({})),
          { sampling: { seed: 1 } },
        );
  const queue = async (times: number): Promise<void> => {
    await reached.passed;
    for (let time = 0; time < times; time += 1) {
      const before = clock.waits;
      server.comment();
      await expect.poll(() => clock.waits).toBeGreaterThan(before);
      clock.advance(25_000);
    }
  };
  return { server, clock, held, ask, queue };
}

describe.each([VLLM, OLLAMA])('comments of a server like $name', (dialect) => {
  it.each([0, 4])('show that it is alive, before piece %i', async (piece) => {
    const { held, ask, queue } = await heldAt(dialect, piece);
    const replies = ask();
    await queue(8);
    held.open();
    expect(await replies).toMatchObject([{ thinking: THINKING, answer: ANSWER }]);
  });

  it.each([0, 4])('are not waited for alone without end, before piece %i', async (piece) => {
    const { ask, queue } = await heldAt(dialect, piece);
    const replies = ask();
    const failed = expect(replies).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: 'nothing but signs of life came for 600 s' },
    });
    await queue(24);
    await failed;
  });

  it('end with the server that sends none any more', async () => {
    const { clock, ask, queue } = await heldAt(dialect, 4);
    const replies = ask();
    const failed = expect(replies).rejects.toMatchObject({
      code: 'serverFailed',
      details: { reason: 'nothing came for 60 s' },
    });
    await queue(3);
    clock.advance(60_001);
    await failed;
  });
});

it('comments count for all replies of one request', async () => {
  const { server, held, ask, queue } = await heldAt(VLLM, 4);
  const replies = ask(3);
  await queue(4);
  held.open();
  const whole = { thinking: THINKING, answer: ANSWER };
  expect(await replies).toMatchObject([whole, whole, whole]);
  expect(server.requests.map(({ body }) => body['n'])).toEqual([3]);
});

it('a piece without text is a sign of life and not the beginning of the reply', async () => {
  const server = await fixture.serve(OLLAMA);
  const clock = new WatchedClock();
  const patience = { ...PATIENCE, firstMs: 500_000 };
  const engine = await fixture.ready(server.url, { clock, patience });
  const held = gate();
  const reached = gate();
  // The first piece says only whose turn it is.
  server.beforePiece = async (index) => {
    if (index !== 1) return;
    reached.open();
    await held.passed;
  };
  const reply = chat(engine, QUESTION);
  await reached.passed;
  const before = clock.waits;
  server.comment();
  await expect.poll(() => clock.waits).toBeGreaterThan(before);
  clock.advance(400_000);
  held.open();
  expect(await reply).toMatchObject({ thinking: THINKING, answer: ANSWER });
});

it('a reply is whole once the server said why it ended, though the connection stays open', async () => {
  const server = await fixture.serve(OLLAMA);
  server.hangs = true;
  const clock = new WatchedClock();
  const engine = await fixture.ready(server.url, { clock, patience: PATIENCE });
  let text = '';
  const reply = chat(engine, QUESTION, {
    onText: (_thinking, answer) => {
      text = answer;
    },
  });
  const silence = async (): Promise<boolean> => {
    // Text is shown by this clock, too.
    clock.advance(50);
    return Promise.resolve(text === ANSWER);
  };
  await expect.poll(silence).toBe(true);
  const ended = reply.then(() => true);
  const over = (): Promise<boolean> => {
    clock.advance(61_000);
    return Promise.race([ended, Promise.resolve(false)]);
  };
  await expect.poll(over).toBe(true);
  expect(await reply).toMatchObject({ answer: ANSWER, result: { finish: 'eos' } });
});
