import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedSession } from '../../../src/core/chat/savedSession.js';
import type { LemmaError } from '../../../src/core/errors.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { ManualClock } from '../../fakes/manualClock.js';

let root: string;
let folder: string;
let clock: ManualClock;
let errors: LemmaError[];

function openStore(): SessionStore {
  return new SessionStore({
    folder,
    clock,
    onError: (error) => errors.push(error),
    copy: (saved) => ({ ...saved, id: `${saved.id}-copy` }),
  });
}

function session(id: string, prompt: string): SavedSession {
  const turn = {
    turnId: 'turn-1',
    task: 'chat',
    prompt,
    modelText: prompt,
    attachments: [
      {
        uri: 'file:///a.py',
        path: 'a.py',
        languageId: 'python',
        startLine: 1,
        endLine: 2,
        text: 'x',
        source: 'function',
      },
    ],
    parts: [
      { kind: 'thinking', text: 't', tokenCount: 1, durationMs: 5, end: 'closeTag' },
      { kind: 'text', text: '5', tokenCount: 1 },
    ],
    status: { state: 'finished', finish: 'eos', seed: 3, model: 'Demo' },
  } as const;
  return { version: 2, id, turns: [turn], firstId: turn.turnId };
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lemma-store-'));
  folder = join(root, 'deep', 'sessions');
  clock = new ManualClock();
  errors = [];
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('SessionStore', () => {
  it('gives a new store what an old one wrote', async () => {
    const store = openStore();
    store.schedule(() => session('one', 'what is 2 + 3?'));
    await store.flush();
    expect(await openStore().load('one')).toEqual({
      ...session('one', 'what is 2 + 3?'),
      revision: 1,
    });
    expect(errors).toEqual([]);
  });

  it('writes once for many changes, with the last state, and leaves no other file', async () => {
    const store = openStore();
    let reads = 0;
    for (const prompt of ['a', 'b', 'c']) {
      store.schedule(() => {
        reads += 1;
        return session('one', prompt);
      });
    }
    expect(clock.pending).toBe(1);
    clock.advance(1000);
    await store.flush();
    expect(reads).toBe(1);
    expect(await readdir(folder)).toEqual(['one.json']);
    expect((await store.load('one'))?.turns[0]?.prompt).toBe('c');
  });

  it('knows nothing of a session that was never written', async () => {
    expect(await openStore().load('none')).toBeUndefined();
    expect(errors).toEqual([]);
  });

  it('sets a corrupt file aside and says so once', async () => {
    const store = openStore();
    store.schedule(() => session('one', 'a'));
    await store.flush();
    await writeFile(join(folder, 'one.json'), '{"version":1,"id":"one","turns":[{');
    expect(await store.load('one')).toBeUndefined();
    expect(await store.load('one')).toBeUndefined();
    expect(errors.map(({ code }) => code)).toEqual(['sessionDamaged']);
    expect(await readdir(folder)).toEqual(['one.json.corrupt']);
    expect(await readFile(join(folder, 'one.json.corrupt'), 'utf8')).toContain('"turns":[{');
  });

  it('reports a folder that cannot be written, and keeps working', async () => {
    await writeFile(join(root, 'deep'), 'a file where a folder should be');
    const store = openStore();
    store.schedule(() => session('one', 'a'));
    await store.flush();
    expect(errors.map(({ code }) => code)).toEqual(['storageFailed']);
    await rm(join(root, 'deep'));
    store.schedule(() => session('one', 'b'));
    await store.flush();
    expect((await store.load('one'))?.turns[0]?.prompt).toBe('b');
  });

  it('leaves a file of a later version alone, and says so once', async () => {
    const store = openStore();
    store.schedule(() => session('one', 'a'));
    await store.flush();
    const later = '{"version":99,"id":"one","turns":[]}';
    await writeFile(join(folder, 'one.json'), later);
    expect(await store.load('one')).toBeUndefined();
    expect(await store.load('one')).toBeUndefined();
    store.schedule(() => session('one', 'b'));
    await store.flush();
    expect(await readFile(join(folder, 'one.json'), 'utf8')).toBe(later);
    expect(errors.map(({ code, details }) => [code, details['newer']])).toEqual([
      ['sessionDamaged', true],
    ]);
    expect((await store.load('one-copy'))?.turns[0]?.prompt).toBe('b');
  });

  it('takes no id for a path', async () => {
    const store = openStore();
    await writeFile(join(root, 'secret.json'), JSON.stringify(session('x', 'a')));
    expect(await store.load('../../secret')).toBeUndefined();
    store.schedule(() => session('../../evil', 'a'));
    await store.flush();
    expect(await readdir(root)).toEqual(['secret.json']);
  });
});
