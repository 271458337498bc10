import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SavedSession } from '../../../src/core/chat/savedSession.js';
import { writeSavedSession } from '../../../src/core/chat/sessionHead.js';
import type { LemmaError } from '../../../src/core/errors.js';
import { SessionShelf } from '../../../src/vscode/storage/sessionShelf.js';
import { SessionStore } from '../../../src/vscode/storage/sessionStore.js';
import { diskFiles, type StorageFiles } from '../../../src/vscode/storage/storageFiles.js';
import { ManualClock } from '../../fakes/manualClock.js';
import { question } from '../core/chat/sessionHarness.js';

let folder: string;
let errors: LemmaError[];
let read: string[];

/** Files that note which are read whole, and of which the start. */
const noting: StorageFiles = {
  ...diskFiles,
  read(path) {
    read.push(`whole ${path}`);
    return diskFiles.read(path);
  },
  readStart(path, bytes) {
    read.push(`start ${path}`);
    return diskFiles.readStart(path, bytes);
  },
};

function openShelf(): SessionShelf {
  return new SessionShelf({
    folder,
    clock: new ManualClock(),
    files: noting,
    onError: (error) => errors.push(error),
  });
}

function session(id: string, prompt: string, updatedAt: number): SavedSession {
  const turn = {
    ...question(prompt),
    turnId: `turn-${id}`,
    parts: [
      { kind: 'thinking', text: `thinking of ${prompt}`, tokenCount: 1 },
      { kind: 'text', text: 'x'.repeat(20_000), tokenCount: 1 },
    ],
    status: { state: 'finished', model: 'Demo' },
  } as const;
  return { version: 2, id, createdAt: 1, updatedAt, revision: 1, turns: [turn] };
}

async function write(...sessions: readonly SavedSession[]): Promise<void> {
  for (const each of sessions) {
    await writeFile(join(folder, `${each.id}.json`), writeSavedSession(each));
  }
}

async function titles(shelf: SessionShelf, query = ''): Promise<string[]> {
  return (await shelf.list(query)).map(({ title }) => title);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lemma-shelf-'));
  errors = [];
  read = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('SessionShelf', () => {
  it('lists the latest first, and reads of each file the start, once', async () => {
    const shelf = openShelf();
    await write(session('a', 'first', 10), session('b', 'second', 30), session('c', 'third', 20));
    expect(await shelf.list()).toMatchObject([
      { id: 'b', title: 'second', updatedAt: 30, turns: 1, model: 'Demo' },
      { id: 'c' },
      { id: 'a' },
    ]);
    expect(read.filter((each) => each.startsWith('whole'))).toEqual([]);
    expect(read).toHaveLength(3);
    await write(session('a', 'again', 40));
    expect(await titles(shelf)).toEqual(['again', 'second', 'third']);
    expect(read).toHaveLength(4);
  });

  it('searches whole chats, and reads each once', async () => {
    const shelf = openShelf();
    await write(session('a', 'apples', 10), session('b', 'pears', 20));
    expect(await shelf.list('THINKING of pe')).toMatchObject([
      { id: 'b', match: { where: 'thinking', excerpt: 'thinking of pears' } },
    ]);
    const before = read.length;
    expect(await titles(shelf, 'apples')).toEqual(['apples']);
    expect(read).toHaveLength(before);
    expect(await titles(shelf, 'plums')).toEqual([]);
  });

  it('leaves out chats in which nothing was asked', async () => {
    await write({ ...session('a', 'x', 1), turns: [] });
    expect(await openShelf().list()).toEqual([]);
  });

  it('sets damaged files aside, lists the others, and says so once', async () => {
    const shelf = openShelf();
    await write(session('a', 'fine', 1));
    await writeFile(join(folder, 'b.json'), '{"version":2,');
    expect(await titles(shelf)).toEqual(['fine']);
    expect(await titles(shelf)).toEqual(['fine']);
    expect(errors.map(({ code, details }) => [code, details['path']])).toEqual([
      ['sessionDamaged', join(folder, 'b.json.corrupt')],
    ]);
  });

  it('renames without making the chat younger, and names it anew when the name is taken back', async () => {
    const shelf = openShelf();
    await write(session('a', 'one', 10), session('b', 'two', 20));
    expect(await shelf.rename('a', ' My  sums ')).toBe(true);
    expect(await titles(shelf)).toEqual(['two', 'My sums']);
    await shelf.rename('a', '');
    expect(await titles(shelf)).toEqual(['two', 'one']);
    expect(await shelf.rename('none', 'x')).toBe(false);
  });

  it('keeps a name given here while another window goes on with the chat', async () => {
    const shelf = openShelf();
    await write(session('a', 'one', 10));
    const store = new SessionStore({
      folder,
      clock: new ManualClock(),
      onError: (error) => errors.push(error),
      copy: () => {
        throw new Error('a copy');
      },
    });
    const loaded = await store.load('a');
    await shelf.rename('a', 'Mine');
    for (const updatedAt of [50, 60]) {
      store.schedule(() => ({ ...session('a', 'one', updatedAt), ...loaded, updatedAt }));
      await store.flush();
    }
    expect(await shelf.list()).toMatchObject([{ title: 'Mine', updatedAt: 60, revision: 3 }]);
    expect(errors).toEqual([]);
  });

  it('deletes, and brings back what was deleted as it was', async () => {
    const shelf = openShelf();
    await write(session('a', 'one', 10));
    const before = await readFile(join(folder, 'a.json'), 'utf8');
    expect(await shelf.remove('a')).toBe(true);
    expect(await shelf.list()).toEqual([]);
    expect(await shelf.remove('a')).toBe(false);
    expect(await shelf.restore('a')).toBe(true);
    expect(await readFile(join(folder, 'a.json'), 'utf8')).toBe(before);
    expect(await shelf.restore('a')).toBe(false);
  });

  it('brings nothing back in place of a chat that is there', async () => {
    const shelf = openShelf();
    await write(session('a', 'one', 10));
    await shelf.remove('a');
    await write(session('a', 'other', 20));
    expect(await shelf.restore('a')).toBe(false);
    expect(await titles(shelf)).toEqual(['other']);
  });

  it('removes for good what was deleted or left behind more than a day ago, and nothing else', async () => {
    const shelf = openShelf();
    await write(session('a', 'one', 10), session('b', 'two', 20), session('c', 'three', 30));
    await shelf.remove('a');
    await shelf.remove('b');
    await writeFile(join(folder, 'c.json.4-1.tmp'), 'half');
    const old = new Date(Date.now() - 25 * 3600 * 1000);
    for (const name of ['a.json.deleted', 'c.json', 'c.json.4-1.tmp']) {
      await utimes(join(folder, name), old, old);
    }
    await shelf.tidy();
    expect((await readdir(folder)).sort()).toEqual(['b.json.deleted', 'c.json']);
    expect(errors).toEqual([]);
  });

  it('takes no id for a path', async () => {
    const shelf = openShelf();
    await writeFile(join(folder, 'x.json'), writeSavedSession(session('x', 'a', 1)));
    const inner = new SessionShelf({
      folder: join(folder, 'inner'),
      clock: new ManualClock(),
      onError: (error) => errors.push(error),
    });
    expect(await inner.remove('../x')).toBe(false);
    expect(await inner.rename('../x', 'y')).toBe(false);
    expect(await shelf.read('../x')).toBeUndefined();
    expect(await titles(shelf)).toEqual(['a']);
  });
});
