import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Memento } from 'vscode';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChatSession, type ChatEvent } from '../../../src/core/chat/chatSession.js';
import { EFFORT_TOKENS, R1_SAMPLING } from '../../../src/core/sampling/r1Defaults.js';
import { ChatController } from '../../../src/vscode/chat/chatController.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { OpenChats } from '../../../src/vscode/storage/openChats.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { MemoryFiles } from '../../fakes/memoryFiles.js';
import { ScriptedEngine } from '../../fakes/scriptedEngine.js';
import { ScriptedModels } from '../../fakes/scriptedModels.js';

let folder: string;
let memento: Memento;
let engine: ScriptedEngine;
let nextId: number;
let copied: string[];
let marks: MemoryFiles;
let elsewhere: string[];
/** Processes of windows that are gone. */
let gone: Set<number>;

const question = { task: 'chat', prompt: '1 + 1?', modelText: '1 + 1?' } as const;

function openController(pid = 1, clock = new ManualClock()): ChatController {
  const store = new SessionStore({
    folder,
    clock,
    onError(error) {
      throw error;
    },
    copy: (saved) => controller.copy(saved),
  });
  const controller: ChatController = new ChatController({
    efforts: () => ({ effort: 'normal', tokens: EFFORT_TOKENS }),
    memento,
    store,
    newId: () => `copy-${nextId++}`,
    copyTitle: (title) => `${title} (copy)`,
    onCopied: (title) => copied.push(title),
    clock,
    openChats: new OpenChats({
      folder: '/open',
      files: marks,
      pid,
      isAlive: (each) => !gone.has(each),
      onError(thrown) {
        throw thrown;
      },
    }),
    onShownElsewhere: (title) => elsewhere.push(title),
    createSession: (saved) =>
      Promise.resolve(
        new ChatSession(
          {
            models: new ScriptedModels(engine),
            clock,
            newId: () => `id-${nextId++}`,
            settings: () => ({ sampling: R1_SAMPLING, budget: { maxTokens: 100 } }),
            describeError: ({ code }) => ({ code, message: code, remedies: [] }),
          },
          saved,
        ),
      ),
  });
  return controller;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-chat-'));
  engine = new ScriptedEngine();
  nextId = 1;
  copied = [];
  elsewhere = [];
  gone = new Set();
  marks = new MemoryFiles();
  const values = new Map<string, unknown>();
  memento = {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update(key: string, value: unknown) {
      values.set(key, value);
      return Promise.resolve();
    },
  };
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function answer(controller: ChatController, text: string): Promise<void> {
  await controller.submit(question);
  const generation = await engine.generation(0);
  generation.emit({ kind: 'thinkingEnd', end: 'closeTag', durationMs: 1 });
  generation.emit({ kind: 'text', text, tokens: 1 });
  generation.finish();
  await controller.session?.whenIdle();
}

describe('ChatController', () => {
  it('shows nothing before it is opened', () => {
    const controller = openController();
    expect(controller.turns).toEqual([]);
    expect(controller.busy).toBe(false);
    expect(controller.activeTurn).toBeUndefined();
  });

  it('restores the chat of the workspace', async () => {
    const first = openController();
    await answer(first, 'It is 2.');
    await first.close();
    const second = openController();
    await second.open();
    expect(second.turns.map(({ prompt }) => prompt)).toEqual(['1 + 1?']);
    expect(second.turns[0]?.parts.at(-1)).toMatchObject({ text: 'It is 2.' });
  });

  it('opens on another try what could not be opened', async () => {
    const working = memento;
    let works = false;
    memento = {
      ...working,
      get: <T>(key: string, fallback?: T) => {
        if (!works) throw new Error('not now');
        return working.get(key, fallback) as T;
      },
    };
    const controller = openController();
    await expect(controller.open()).rejects.toThrow('not now');
    works = true;
    expect((await controller.open()).turns).toEqual([]);
  });

  it('keeps what was written when it is closed in the middle of an answer', async () => {
    const first = openController();
    await first.submit(question);
    const generation = await engine.generation(0);
    generation.emit({ kind: 'thinking', text: 'One and one', tokens: 3 });
    await first.close();
    const second = openController();
    await second.open();
    expect(second.turns[0]?.parts[0]).toMatchObject({ text: 'One and one', end: 'cutOff' });
    expect(second.turns[0]?.status).toMatchObject({ state: 'finished', finish: 'cancelled' });
  });

  it('starts a new chat, stops the old one, and keeps both', async () => {
    const controller = openController();
    const events: ChatEvent['type'][] = [];
    await answer(controller, '2');
    const old = controller.session?.id;
    await controller.submit(question);
    const generation = await engine.generation(1);
    controller.onEvent(({ type }) => events.push(type));
    await controller.newChat();
    expect(events).toEqual(['reset']);
    expect(generation.aborted).toBe(true);
    expect(controller.turns).toEqual([]);
    expect(controller.session?.id).not.toBe(old);
    expect(controller.busy).toBe(false);
    expect(await controller.show(old ?? '')).toBe(true);
    expect(controller.turns).toHaveLength(2);
  });

  it('tells every title that the chat gets', async () => {
    const controller = openController();
    const titles: string[] = [];
    controller.onTitle(() => titles.push(controller.title));
    expect(controller.title).toBe('');
    await answer(controller, '2');
    expect(titles.at(-1)).toBe(question.prompt);
    controller.session?.rename('Sums');
    expect(titles.at(-1)).toBe('Sums');
    await controller.newChat();
    expect(titles.at(-1)).toBe('');
  });

  it('has one empty chat however often a new one is asked for', async () => {
    const controller = openController();
    const { id } = await controller.open();
    await controller.newChat();
    expect(controller.session?.id).toBe(id);
  });

  it('goes on with a chat of another window, and shows what that window did with it', async () => {
    const first = openController();
    await answer(first, '2');
    const { id } = await first.open();
    await first.whenStored();
    const second = openController();
    await second.open();
    expect(second.session?.id).toBe(id);
    second.session?.rename('Sums');
    await second.submit(question);
    await second.close();
    await first.refresh();
    expect(first.session?.id).toBe(id);
    expect(first.session?.title).toBe('Sums');
    expect(first.turns).toHaveLength(2);
    expect(copied).toEqual([]);
    await first.close();
  });

  it('makes a copy of what another window went on with at the same time', async () => {
    const first = openController();
    await answer(first, '2');
    const { id } = await first.open();
    await first.whenStored();
    const second = openController();
    await second.open();
    await first.submit(question);
    await first.whenStored();
    await second.submit({ ...question, prompt: 'Other' });
    await second.whenStored();
    expect(first.session?.id).toBe(id);
    expect(second.session?.id).not.toBe(id);
    expect(copied).toEqual(['1 + 1? (copy)']);
    expect(second.turns.map(({ prompt }) => prompt)).toEqual(['1 + 1?', 'Other']);
    expect(first.turns.map(({ prompt }) => prompt)).toEqual(['1 + 1?', '1 + 1?']);
    // The window comes back to its copy.
    await second.close();
    await first.close();
    const third = openController();
    await third.open();
    expect(third.session?.title).toBe('1 + 1? (copy)');
    expect(third.turns).toHaveLength(2);
  });

  it('tells when a chat is opened that another window shows', async () => {
    const first = openController(1);
    await answer(first, '2');
    const id = first.session?.id ?? '';
    await first.newChat();
    const second = openController(2);
    expect(await second.show(id)).toBe(true);
    expect(elsewhere).toEqual([]);
    expect(await first.show(id)).toBe(true);
    expect(elsewhere).toEqual(['1 + 1?']);
    // A window that is closed, or has gone without a word, shows nothing.
    await second.close();
    await first.newChat();
    await first.show(id);
    expect(elsewhere).toHaveLength(1);
    const third = openController(3);
    await third.newChat();
    await third.show(id);
    expect(elsewhere).toHaveLength(2);
    gone.add(3);
    await first.newChat();
    await first.show(id);
    expect(elsewhere).toHaveLength(2);
    await first.close();
    expect([...marks.files.keys()]).toEqual([]);
  });

  it('takes the process of a window that is reloaded for no other window', async () => {
    const before = openController(1);
    await answer(before, '2');
    await before.whenStored();
    for (const ends of [true, false]) {
      gone.clear();
      const clock = new ManualClock();
      const after = openController(2, clock);
      await after.open();
      expect(elsewhere).toEqual([]);
      if (ends) gone.add(1);
      clock.advance(60_000);
      // What the timer began is over once another look at the same files is.
      for (let turn = 0; turn < 9; turn += 1) await Promise.resolve();
      expect(elsewhere).toHaveLength(ends ? 0 : 1);
      await after.close();
      await marks.create(`/open/${before.session?.id ?? ''}.1`);
    }
  });

  it('names the turn that runs', async () => {
    const controller = openController();
    const first = await controller.submit(question);
    await controller.submit(question);
    expect(controller.activeTurn?.turnId).toBe(first);
    await controller.close();
  });
});
