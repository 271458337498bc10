import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerateRequest, Generation, LoadParams } from '../../../src/core/engine.js';
import { LemmaError } from '../../../src/core/errors.js';
import { AUTO_SETTINGS } from '../../../src/core/models/engineSettings.js';
import type { ChatMessage } from '../../../src/core/messages.js';
import { R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import { StateKeeper } from '../../../src/vscode/engine/stateKeeper.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';

const never = new AbortController().signal;
const STORAGE = { folder: '/states', maxBytes: 1000, leastGainMs: 20 };
const IDLE_MS = 1000;

let folder: string;
let params: LoadParams;
let clock: ManualClock;
let engine: ScriptedEngine;
let errors: unknown[];
let sha256: string | undefined;
let storage: typeof STORAGE | undefined;
let keeper: StateKeeper;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-keeper-'));
  const modelPath = join(folder, 'model.gguf');
  await writeFile(modelPath, 'model');
  params = { ...AUTO_SETTINGS, modelPath, gpu: 'off', gpuLayers: 'auto', threads: 1 };
  clock = new ManualClock();
  engine = new ScriptedEngine();
  [errors, sha256, storage] = [[], undefined, STORAGE];
  keeper = new StateKeeper(engine, {
    clock,
    storage: () => storage,
    hashOf: () => Promise.resolve(sha256),
    onError: (thrown) => errors.push(thrown),
  });
  await keeper.load(params, never);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function message(role: ChatMessage['role'], text: string): ChatMessage {
  return { role, parts: [{ kind: 'text', text, tokenCount: 0 }] };
}

/** Asks in a chat. */
function ask(
  messages: readonly ChatMessage[],
  {
    id = 'chat-1',
    signal = new AbortController().signal,
  }: { id?: string; signal?: AbortSignal } = {},
): Generation {
  const request: GenerateRequest = {
    input: { kind: 'chat', messages, budget: { maxTokens: null }, conversation: { id } },
    sampling: R1_SAMPLING,
    stop: [],
  };
  return keeper.generate(request, { signal, onDeltas: () => undefined });
}

/** A whole first turn. */
async function turn(finish: 'eos' | 'maxTokens' = 'eos'): Promise<void> {
  const running = ask([message('user', '1 + 1?')]);
  const generation = engine.generations.at(-1);
  generation?.emit({ kind: 'thinking', text: 'Easy.', tokens: 2 });
  generation?.emit({ kind: 'text', text: 'It is ', tokens: 2 });
  generation?.emit({ kind: 'text', text: '2.', tokens: 2 });
  generation?.finish({ finish });
  await running.result;
}

/** Lets the time pass after which the machine works by itself. */
async function idle(): Promise<void> {
  const before = engine.preparations.length;
  clock.advance(IDLE_MS);
  await expect.poll(() => engine.preparations.length).toBe(before + 1);
}

describe('StateKeeper', () => {
  it('saves a turn a moment after its end, and has its history evaluated', async () => {
    await turn();
    clock.advance(IDLE_MS - 1);
    expect(engine.preparations).toEqual([]);
    await idle();
    const { size, mtimeMs } = await stat(params.modelPath);
    expect(engine.preparations[0]?.request).toEqual({
      conversation: {
        id: 'chat-1',
        storage: {
          ...STORAGE,
          model: { path: params.modelPath, sizeBytes: size, modifiedMs: mtimeMs },
        },
      },
      messages: [message('user', '1 + 1?'), message('assistant', 'It is 2.')],
    });
  });

  it('saves a turn that was cut, and leaves its thought where it is', async () => {
    await turn('maxTokens');
    await idle();
    expect(engine.preparations[0]?.request.messages).toBeUndefined();
  });

  it('puts an answer that goes on together', async () => {
    const begun: ChatMessage = {
      role: 'assistant',
      parts: [
        { kind: 'thinking', text: 'Easy.', tokenCount: 2, end: 'closeTag' },
        { kind: 'text', text: 'It ', tokenCount: 1 },
      ],
    };
    const running = ask([message('user', '1 + 1?'), begun]);
    engine.generations[0]?.emit({ kind: 'text', text: 'is 2.', tokens: 2 });
    engine.generations[0]?.finish();
    await running.result;
    await idle();
    expect(engine.preparations[0]?.request.messages).toEqual([
      message('user', '1 + 1?'),
      message('assistant', 'It is 2.'),
    ]);
  });

  it('tells the engine where to look for the state of a chat', async () => {
    await turn();
    const { input } = engine.generations[0]?.request ?? {};
    expect(input).toMatchObject({ conversation: { id: 'chat-1', storage: STORAGE } });
  });

  it('names the model by its hash once that is known, unless the file has changed since', async () => {
    const model = (): unknown =>
      engine.preparations.at(-1)?.request.conversation.storage?.model.sha256;
    await utimes(params.modelPath, 1, 1);
    sha256 = 'of another file';
    await turn();
    await idle();
    expect(model()).toBeUndefined();
    engine.model = { ...engine.model };
    await keeper.load(params, never);
    await turn();
    await idle();
    expect(model()).toBe('of another file');
  });

  it('stops working for the next turn when that comes', async () => {
    let release = (): void => undefined;
    engine.onPrepare = () =>
      new Promise((resolve) => {
        release = () => {
          resolve({ savedBytes: 0, evaluatedTokens: 0 });
        };
      });
    await turn();
    await idle();
    expect(engine.preparations[0]?.signal.aborted).toBe(false);
    void ask([message('user', 'next')]);
    expect(engine.preparations[0]?.signal.aborted).toBe(true);
    release();
    clock.advance(10 * IDLE_MS);
    expect(engine.preparations).toHaveLength(1);
  });

  it('does nothing in between when the next turn comes at once', async () => {
    await turn();
    clock.advance(IDLE_MS - 1);
    void ask([message('user', 'next')]);
    expect(clock.pending).toBe(0);
  });

  it('does nothing where no state is kept, nor for a suggestion', async () => {
    storage = undefined;
    await turn();
    clock.advance(IDLE_MS);
    await keeper.dispose();
    expect(engine.preparations).toEqual([]);
    expect(engine.generations[0]?.request.input).toMatchObject({ conversation: { id: 'chat-1' } });
  });

  it('does nothing after a turn that failed', async () => {
    const running = ask([message('user', '1 + 1?')]);
    engine.generations[0]?.fail(new LemmaError('internal'));
    await expect(running.result).rejects.toThrow();
    clock.advance(IDLE_MS);
    await keeper.unload();
    expect(engine.preparations).toEqual([]);
  });

  it.each(['unload', 'dispose'] as const)('saves what is not saved yet on %s', async (end) => {
    await turn();
    await keeper[end]();
    expect(engine.preparations).toHaveLength(1);
    expect(engine.preparations[0]?.request.messages).toBeUndefined();
    expect(engine.state.kind).toBe('unloaded');
    expect(clock.pending).toBe(0);
  });

  it('saves nothing more of a chat that is to be forgotten', async () => {
    await turn();
    keeper.forget('chat-2');
    expect(clock.pending).toBe(1);
    keeper.forget('chat-1');
    expect(clock.pending).toBe(0);
    await keeper.dispose();
    expect(engine.preparations).toEqual([]);
  });

  it('saves before other parameters make the engine load again', async () => {
    await turn();
    await keeper.load({ ...params, contextSize: 1024 }, never);
    expect(engine.preparations).toHaveLength(1);
  });

  it('saves at the end what was stopped for it', async () => {
    const abort = new AbortController();
    void ask([message('user', '1 + 1?')], { signal: abort.signal });
    abort.abort();
    await keeper.dispose();
    expect(engine.preparations).toHaveLength(1);
  });

  it('ends without what still runs, and without a state that takes too long', async () => {
    void ask([message('user', '1 + 1?')]);
    await keeper.unload();
    expect(engine.preparations).toEqual([]);
    await keeper.load(params, never);
    await turn();
    engine.onPrepare = () => new Promise(() => undefined);
    const ending = keeper.dispose();
    await expect.poll(() => engine.preparations.length).toBe(1);
    clock.advance(2000);
    await ending;
    expect(engine.preparations[0]?.signal.aborted).toBe(true);
    expect(engine.state.kind).toBe('unloaded');
  });

  it('tells of a failure, and goes on', async () => {
    engine.onPrepare = () => Promise.reject(new LemmaError('internal'));
    await turn();
    await idle();
    await expect.poll(() => errors.length).toBe(1);
    await turn();
    await keeper.dispose();
    expect(engine.preparations).toHaveLength(2);
  });
});
