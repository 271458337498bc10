import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConversationState } from '../../../src/engine/worker/conversationState.js';
import type { NativeContext } from '../../../src/engine/worker/llama.js';
import { StepGate } from '../../../src/engine/worker/stepGate.js';
import type { Vocabulary } from '../../../src/engine/worker/vocabulary.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lemma-states-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A context of as many tokens, whose state takes a while to write, as where other programs keep the disk busy. */
function slowToWrite(tokens: number, writeMs: number): NativeContext {
  const context = {
    tokens: Array.from({ length: tokens }, (_, at) => at),
    msPerToken: 1,
    stateLayout: {},
    size: 4096,
    saveState: async (file: string): Promise<void> => {
      await writeFile(file, Buffer.alloc(64_000));
      await delay(writeMs);
    },
  };
  return context as unknown as NativeContext;
}

it('is kept where reading it pays, however long writing it took', async () => {
  const context = slowToWrite(200, 400);
  const state = new ConversationState({
    context,
    // Nothing is evaluated here.
    vocabulary: {} as unknown as Vocabulary,
    gate: new StepGate(),
    log: () => undefined,
  });
  const model = { path: '/model.gguf', sizeBytes: 1, modifiedMs: 1 };
  const storage = { folder, maxBytes: 1e9, leastGainMs: 20, model };
  const conversation = { id: 'chat-1', storage };
  const { signal } = new AbortController();
  await state.begin(conversation, [], signal);
  const { savedBytes } = await state.prepare({ conversation }, signal);
  expect(savedBytes).toBeGreaterThan(64_000);
  expect((await readdir(folder)).filter((name) => name.endsWith('.kv'))).toHaveLength(1);
});
