import type { Memento } from 'vscode';
import { beforeEach, describe, expect, it } from 'vitest';
import type { TurnAttachment } from '../../../src/core/chat/turn.js';
import { DraftAttachments, MOST_ATTACHMENTS } from '../../../src/vscode/attach/draftAttachments.js';
import { eventually } from '../eventually.js';

let stored: Map<string, unknown>;
let counts: readonly number[] | undefined;
let ids: number;

function open(): DraftAttachments {
  const memento: Memento = {
    keys: () => [...stored.keys()],
    get: <T>(key: string, fallback?: T) => (stored.get(key) as T | undefined) ?? fallback,
    update: (key, value) => {
      stored.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
  return new DraftAttachments({
    memento,
    newId: () => `id-${(ids += 1)}`,
    countTokens: () => Promise.resolve(counts),
    onError: (thrown) => {
      throw thrown;
    },
  });
}

function lines(path: string, text: string, more: Partial<TurnAttachment> = {}): TurnAttachment {
  const uri = `file:///w/${path}`;
  const place = { startLine: 2, endLine: 3, languageId: 'python', source: 'selection' } as const;
  return { uri, path, text, ...place, ...more };
}

beforeEach(() => {
  stored = new Map();
  counts = undefined;
  ids = 0;
});

describe('what is attached to a draft', () => {
  it('is shown in order, picked by id and removed', () => {
    const drafts = open();
    const seen: number[] = [];
    drafts.onChange((list) => seen.push(list.length));
    drafts.add(lines('a.py', 'a'));
    drafts.add(lines('b.py', 'bb'));
    const [a, b] = drafts.list;
    expect(b).toEqual({
      id: 'id-2',
      path: 'b.py',
      source: 'selection',
      startLine: 2,
      endLine: 3,
      characters: 2,
    });
    expect(drafts.pick(['id-2', 'id-1', 'no']).map(({ text }) => text)).toEqual(['a', 'bb']);
    drafts.remove(a?.id ?? '');
    expect(drafts.list).toEqual([b]);
    expect(seen).toEqual([1, 2, 1]);
  });

  it('is there once, with the text of the last time', () => {
    const drafts = open();
    const whole = { source: 'file', startLine: 1, endLine: 9 } as const;
    drafts.add(lines('a.py', 'old', whole));
    drafts.add(lines('a.py', 'new', whole));
    drafts.add(lines('a.py', 'x'));
    drafts.add(lines('a.py', 'x'));
    expect(drafts.pick(['id-1', 'id-2']).map(({ text }) => text)).toEqual(['new', 'x']);
    expect(drafts.list).toHaveLength(2);
  });

  it('is limited in number', () => {
    const drafts = open();
    for (let index = 0; index < MOST_ATTACHMENTS + 3; index += 1) {
      drafts.add(lines(`${index}.py`, 'x'));
    }
    expect(drafts.list).toHaveLength(MOST_ATTACHMENTS);
    expect(drafts.isFull).toBe(true);
  });

  it('comes back after a reload, but for secrets and what is too much', () => {
    const drafts = open();
    drafts.add(lines('a.py', 'a'));
    drafts.add(lines('.env', 'KEY=1'), true);
    drafts.add(lines('large.txt', 'x'.repeat(400_000)));
    drafts.add(lines('b.py', 'b'));
    expect(JSON.stringify([...stored])).not.toContain('KEY=1');
    expect(open().list.map(({ path }) => path)).toEqual(['a.py', 'b.py']);
  });

  it('comes with the question, as far as that is bearable', () => {
    open().text = 'Why?';
    expect(open().text).toBe('Why?');
    open().text = 'x'.repeat(400_001);
    expect(open().text).toBe('');
  });

  it('starts empty where something else is stored', () => {
    stored.set('lemma.draftAttachments', [{ path: 3 }]);
    expect(open().list).toEqual([]);
  });

  it('is counted once a model is loaded, and again by another one', async () => {
    const drafts = open();
    drafts.add(lines('a.py', 'a'));
    await drafts.count();
    expect(drafts.list[0]).not.toHaveProperty('tokens');
    counts = [7];
    await drafts.count(true);
    expect(drafts.list[0]?.tokens).toBe(7);
    counts = [9];
    await drafts.count();
    expect(drafts.list[0]?.tokens).toBe(7);
    await drafts.count(true);
    expect(drafts.list[0]?.tokens).toBe(9);
    drafts.add(lines('b.py', 'b'));
    await eventually(() => {
      expect(drafts.list[1]?.tokens).toBe(9);
    });
  });
});
