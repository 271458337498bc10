import { copyFile, cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  ConversationRef,
  ModelIdentity,
  PrepareRequest,
  StateStorage,
} from '../../../src/core/engine.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { childProcessTransport } from '../../../src/engine/client/childProcess.js';
import { isProcessAlive } from '../../../src/engine/processes.js';
import {
  readStateFacts,
  sealState,
  type StateFacts,
} from '../../../src/engine/states/stateFile.js';
import {
  assistant,
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  MODES,
  never,
  openEngine,
  type Outcome,
  user,
} from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const QUESTION = 'What is 384 + 257?';
const NEXT = 'Now add 12.';
/** Tokens of a reply that tell whether it is another one: one that was evaluated otherwise differs from the first on. */
const TELLING = 32;
/** Tokens at the end of a reply that was cut in its thought: they bring that to its end. */
const CLOSING = 16;

let entry: string;
let folder: string;
let model: ModelIdentity;

beforeAll(async () => {
  entry = await bundleWorker();
  const { size, mtimeMs } = await stat(DEMO_MODEL);
  model = { path: DEMO_MODEL, sizeBytes: size, modifiedMs: mtimeMs };
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-states-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A conversation whose states are saved and read however short they are: the demo model evaluates them as fast. */
function conversation(storage: Partial<StateStorage> = {}, id = 'chat-1'): ConversationRef {
  const always = { folder, maxBytes: 1e9, leastGainMs: Number.NEGATIVE_INFINITY, model };
  return { id, storage: { ...always, ...storage } };
}

/** What makes a prepared conversation of an outcome. */
function after(outcome: Outcome, ref = conversation()): PrepareRequest {
  return { conversation: ref, messages: [user(QUESTION), assistant(outcome.answer)] };
}

/** The second turn. */
function next(
  engine: EngineClient,
  first: Outcome,
  ref?: ConversationRef,
  maxTokens?: number,
): Promise<Outcome> {
  return chat(engine, [user(QUESTION), assistant(first.answer), user(NEXT)], {
    ...(ref && { conversation: ref }),
    ...(maxTokens !== undefined && { sampling: { maxTokens } }),
  });
}

function cached(outcome: Outcome): number {
  return outcome.result.usage.cachedTokens;
}

const REPLY = 'chat-1.reply.kv';
const HISTORY = 'chat-1.history.kv';

describe.each(MODES)('the KV state of a conversation over a $mode', ({ open }) => {
  let engine: EngineClient;
  let log: string[];
  let first: Outcome;
  /** The second turn when everything is evaluated. */
  let cold: Outcome;
  /** Holds both states of the first turn. */
  let kept: string;

  beforeAll(async () => {
    ({ engine, log } = openEngine(entry, open));
    kept = await mkdtemp(join(tmpdir(), 'lemma-kept-'));
    await engine.load(DEMO_PARAMS, never);
    first = await saveBoth(kept);
    await reload();
    cold = await next(engine, first);
    expect(cached(cold)).toBe(0);
  });
  beforeEach(async () => {
    log.length = 0;
    await reload();
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(kept, { recursive: true, force: true });
  });

  /** Loads the model anew, so that nothing is in its context. */
  async function reload(): Promise<void> {
    await engine.unload();
    await engine.load(DEMO_PARAMS, never);
  }

  /** A first turn whose states, with its thought and without, are both on disk. */
  async function saveBoth(into: string): Promise<Outcome> {
    const ref = conversation({ folder: into });
    const outcome = await chat(engine, [user(QUESTION)], { conversation: ref });
    await engine.prepare(after(outcome, ref), never);
    await engine.prepare({ conversation: ref }, never);
    expect((await readdir(into)).toSorted()).toEqual([HISTORY, REPLY]);
    return outcome;
  }

  /** The same, as an earlier process left them. */
  async function putBoth(): Promise<void> {
    await cp(kept, folder, { recursive: true });
  }

  function expectSame(one: Outcome, other: Outcome): void {
    expect([one.thinking, one.answer]).toEqual([other.thinking, other.answer]);
    expect(one.result.replyTokens).toEqual(other.result.replyTokens);
  }

  /** The next turn after a load, which must not read the state there is, and be as if there was none. */
  async function expectRefused(ref = conversation()): Promise<void> {
    await reload();
    const outcome = await next(engine, first, ref, TELLING + CLOSING);
    const [own, expected] = [outcome, cold].map(({ result }) => result.replyTokens ?? []);
    expect(own?.length).toBeGreaterThan(TELLING);
    expect(own?.slice(0, TELLING)).toEqual(expected?.slice(0, TELLING));
    expect(cached(outcome)).toBe(0);
    expect(log.join('\n')).not.toContain('KV state restored');
  }

  it('is read back after a load: the next turn evaluates its question alone', async () => {
    await saveBoth(folder);
    await reload();
    const warm = await next(engine, first, conversation());
    expectSame(warm, cold);
    const { promptTokens, cachedTokens } = warm.result.usage;
    const question = (await engine.countTokens([NEXT], never))[0] ?? 0;
    // What follows the question: the assistant's role, and the opened thought.
    expect(promptTokens - cachedTokens).toBe(question + 3);
    expect(log.join('\n')).toContain('KV state restored');
    expect((await readdir(folder)).toSorted()).toEqual([HISTORY, REPLY]);
  });

  it('lets a thought go on after a load without evaluating it again', async () => {
    const cut = await chat(engine, [user(QUESTION)], {
      conversation: conversation(),
      sampling: { maxTokens: 40 },
    });
    await engine.prepare({ conversation: conversation() }, never);
    await reload();
    const goneOn = await chat(
      engine,
      [
        user(QUESTION),
        { role: 'assistant', parts: [{ kind: 'thinking', text: cut.thinking, tokenCount: 0 }] },
      ],
      { conversation: conversation(), replyTokens: cut.result.replyTokens ?? [] },
    );
    expect(cut.thinking + goneOn.thinking).toBe(first.thinking);
    expect(goneOn.answer).toBe(first.answer);
    const { promptTokens, cachedTokens } = goneOn.result.usage;
    expect(promptTokens - cachedTokens).toBeLessThanOrEqual(2);
  });

  it('keeps the thought on disk while the history is evaluated ahead', async () => {
    const ref = conversation();
    await chat(engine, [user(QUESTION)], { conversation: ref });
    const { savedBytes, evaluatedTokens } = await engine.prepare(after(first, ref), never);
    expect(savedBytes).toBe((await stat(join(folder, REPLY))).size);
    expect(evaluatedTokens).toBeGreaterThan(0);
    const longer = await chat(
      engine,
      [
        user(QUESTION),
        { role: 'assistant', parts: [{ kind: 'thinking', text: first.thinking, tokenCount: 0 }] },
      ],
      {
        conversation: ref,
        replyTokens: first.result.replyTokens ?? [],
        sampling: { maxTokens: 1 },
      },
    );
    const { promptTokens, cachedTokens } = longer.result.usage;
    expect(promptTokens - cachedTokens).toBeLessThanOrEqual(2);
  });

  it('leaves the thought in memory where nothing can be saved', async () => {
    const ref = conversation({ maxBytes: 1000 });
    await chat(engine, [user(QUESTION)], { conversation: ref });
    expect(await engine.prepare(after(first, ref), never)).toEqual({
      savedBytes: 0,
      evaluatedTokens: 0,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('evaluates ahead without a file where evaluating is as fast as reading', async () => {
    const ref = conversation({ leastGainMs: 1e6 });
    await chat(engine, [user(QUESTION)], { conversation: ref });
    const { savedBytes, evaluatedTokens } = await engine.prepare(after(first, ref), never);
    expect(savedBytes).toBe(0);
    expect(evaluatedTokens).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual([]);
    expectSame(await next(engine, first, ref), cold);
  });

  it('gives way to a chat at once, and both come to their end', async () => {
    const ref = conversation();
    await chat(engine, [user(QUESTION)], { conversation: ref });
    const preparing = engine.prepare(after(first, ref), never);
    expectSame(await next(engine, first, ref), cold);
    await preparing;
    expect((await readdir(folder)).filter((name) => !name.endsWith('.kv'))).toEqual([]);
  });

  it('is left alone by a request for another conversation', async () => {
    await chat(engine, [user(QUESTION)], { conversation: conversation() });
    const other = conversation({}, 'chat-2');
    expect(await engine.prepare({ conversation: other }, never)).toEqual({
      savedBytes: 0,
      evaluatedTokens: 0,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is not read for another model, another version or other settings', async () => {
    await putBoth();
    await expectRefused(conversation({ model: { ...model, modifiedMs: 1 } }));
    await expectRefused(conversation({}, 'chat-2'));
    for (const name of [REPLY, HISTORY]) {
      const file = join(folder, name);
      const { facts } = (await readStateFacts(file)) ?? {};
      if (!facts) throw new Error('no facts');
      const { layout } = facts;
      const others: readonly StateFacts['layout'][] = [
        { ...layout, library: 'ggml-org/llama.cpp b1' },
        { ...layout, keyType: 8 },
        {},
      ];
      for (const [at, other] of others.entries()) {
        await copyFile(file, `${file}.${at}`);
        await sealState(`${file}.${at}`, () => ({ ...facts, layout: other }), never);
      }
    }
    for (const at of [0, 1, 2]) {
      for (const name of [REPLY, HISTORY]) {
        await copyFile(join(folder, `${name}.${at}`), join(folder, name));
      }
      await expectRefused();
    }
  });

  it('is read with the key-value type that it was saved with, and with no other', async () => {
    await putBoth();
    const params = { ...DEMO_PARAMS, kvCacheType: 'q8_0' } as const;
    await engine.unload();
    await engine.load(params, never);
    const other = await next(engine, first, conversation());
    expect(cached(other)).toBe(0);
    await chat(engine, [user(QUESTION)], { conversation: conversation() });
    await engine.prepare(after(first), never);
    await engine.prepare({ conversation: conversation() }, never);
    await engine.unload();
    await engine.load(params, never);
    const warm = await next(engine, first, conversation());
    expect(cached(warm)).toBeGreaterThan(0);
    expectSame(warm, other);
  });

  it('is not read when it holds more than the context does', async () => {
    const question = [user('Compute 123 + 456 + 78 + 9 step by step.')];
    const long = await chat(engine, question, { conversation: conversation() });
    const { promptTokens, completionTokens } = long.result.usage;
    expect(promptTokens + completionTokens).toBeGreaterThan(256);
    await engine.prepare({ conversation: conversation() }, never);
    expect(await readdir(folder)).toEqual([REPLY]);
    await engine.unload();
    await engine.load({ ...DEMO_PARAMS, contextSize: 256 }, never);
    const short = await chat(engine, question, {
      conversation: conversation(),
      sampling: { maxTokens: 1 },
    });
    expect(await readdir(folder)).toEqual([REPLY]);
    expect(log.join('\n')).not.toContain('failed');
    expect(log.join('\n')).not.toContain('KV state restored');
    expect(short.result.finish).toBe('maxTokens');
  });

  it('is not read when it is damaged, wherever that is', async () => {
    await putBoth();
    await rm(join(folder, REPLY));
    const whole = await readFile(join(folder, HISTORY));
    const { length } = whole;
    const places = [4, length / 3, length - 600, length - 33].map(Math.floor);
    for (const at of places) {
      await writeFile(join(folder, HISTORY), whole.subarray(0, at));
      await expectRefused();
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 16;
      await writeFile(join(folder, HISTORY), flipped);
      await expectRefused();
    }
    await writeFile(join(folder, HISTORY), whole);
    await reload();
    expect(cached(await next(engine, first, conversation()))).toBeGreaterThan(0);
  });

  it('costs an evaluation when native code refuses it, and is removed', async () => {
    await putBoth();
    await rm(join(folder, REPLY));
    const file = join(folder, HISTORY);
    const { facts } = (await readStateFacts(file)) ?? {};
    if (!facts) throw new Error('no facts');
    // Sealed as it is: what is wrong with it only native code can tell.
    await writeFile(file, Buffer.alloc(5000, 7));
    await sealState(file, () => facts, never);
    await reload();
    const outcome = await next(engine, first, conversation());
    expectSame(outcome, cold);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is saved anew where the folder has gone, and not where it cannot be made', async () => {
    const gone = conversation({ folder: join(folder, 'deeper', 'still') });
    await chat(engine, [user(QUESTION)], { conversation: gone });
    expect((await engine.prepare({ conversation: gone }, never)).savedBytes).toBeGreaterThan(0);
    await writeFile(join(folder, 'file'), '');
    const blocked = conversation({ folder: join(folder, 'file', 'below') });
    await chat(engine, [user(QUESTION)], { conversation: blocked });
    expect((await engine.prepare({ conversation: blocked }, never)).savedBytes).toBe(0);
    expectSame(await next(engine, first, blocked), cold);
  });

  it('leaves the states used longest ago when there are too many bytes', async () => {
    const ref = conversation();
    await chat(engine, [user(QUESTION)], { conversation: ref });
    const { savedBytes } = await engine.prepare({ conversation: ref }, never);
    const maxBytes = Math.floor(2.5 * savedBytes);
    for (const id of ['chat-2', 'chat-3']) {
      const other = conversation({ maxBytes }, id);
      await chat(engine, [user(QUESTION)], { conversation: other });
      await engine.prepare({ conversation: other }, never);
    }
    expect((await readdir(folder)).toSorted()).toEqual(['chat-2.reply.kv', 'chat-3.reply.kv']);
  });
});

it('leaves no state that is read when the process is killed while it saves', async () => {
  const pids: number[] = [];
  const { engine, log } = openEngine(entry, (path) =>
    childProcessTransport(path, (pid) => pids.push(pid)),
  );
  try {
    for (let round = 0; round < 3; round++) {
      await engine.load(DEMO_PARAMS, never);
      const first = await chat(engine, [user(QUESTION)], { conversation: conversation() });
      const saving = engine.prepare(after(first), never).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, round * 4));
      const pid = pids.at(-1) ?? 0;
      process.kill(pid, 'SIGKILL');
      await saving;
      await expect.poll(() => isProcessAlive(pid)).toBe(false);
      await expect.poll(() => engine.state.kind).not.toBe('ready');
      await engine.load(DEMO_PARAMS, never);
      const cold = await next(engine, first);
      await engine.unload();
      await engine.load(DEMO_PARAMS, never);
      const warm = await next(engine, first, conversation());
      expect(warm.result.replyTokens).toEqual(cold.result.replyTokens);
      await engine.prepare({ conversation: conversation() }, never);
      // What the dead process left behind goes with the next state that is saved.
      const left = (await readdir(folder)).filter((name) => !name.endsWith('.kv'));
      expect(left, log.join('\n')).toEqual([]);
    }
  } finally {
    await engine.dispose();
  }
});
