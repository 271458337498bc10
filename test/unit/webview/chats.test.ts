import './domShim.js';
import { eventually } from '../eventually.js';
import './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import type { ChatListItem } from '../../../src/protocol/sessions.js';
import { chatFigures, relativeDate } from '../../../webview/model/chatListWords.js';
import { LemmaChats } from '../../../webview/view/lemmaChats.js';
import type { ViewServices } from '../../../webview/view/viewServices.js';
import { memoryServices, painted } from './mountTurn.js';

const chat = (id: string, more: Partial<ChatListItem> = {}): ChatListItem => ({
  id,
  title: `Chat ${id}`,
  createdAt: 1,
  updatedAt: 1,
  revision: 1,
  turns: 2,
  current: false,
  ...more,
});

let posted: WireMessage[];
let services: ViewServices;
let page: LemmaChats;
let answered: Set<WireMessage>;

/** The newest request of a method, answered. */
async function answer(method: string, result: unknown): Promise<unknown> {
  const call = await eventually(() => {
    const found = posted.findLast(
      (each) => each.type === 'request' && each.method === method && !answered.has(each),
    );
    if (found?.type !== 'request') throw new Error(`no ${method}`);
    return found;
  });
  answered.add(call);
  services.host.receive({ type: 'response', id: call.id, result });
  await Promise.resolve();
  await Promise.resolve();
  await painted(page);
  return call.params;
}

function press(key: string, on: Element | null = document.activeElement): void {
  on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function titles(): (string | null)[] {
  return [...page.querySelectorAll('.lemma-chat-title')].map(({ textContent }) => textContent);
}

beforeEach(async () => {
  posted = [];
  answered = new Set();
  services = memoryServices(posted);
  page = new LemmaChats();
  page.services = services;
  document.body.append(page);
  await painted(page);
  await answer('chats/list', { chats: [chat('a', { current: true }), chat('b'), chat('c')] });
});

afterEach(() => {
  document.body.replaceChildren();
});

/** Gives the first chat another title, which is not taken yet. */
async function renamed(title: string): Promise<HTMLInputElement> {
  press('ArrowDown', page.querySelector('input'));
  press('F2');
  await painted(page);
  const input = page.querySelector<HTMLInputElement>('.lemma-chat-rename');
  if (!input) throw new Error('no input');
  input.value = title;
  return input;
}

describe('the list of chats', () => {
  it('shows the chats, the open one marked', () => {
    expect(titles()).toEqual(['Chat a', 'Chat b', 'Chat c']);
    const open = page.querySelector('[aria-current="true"]');
    expect(open?.textContent).toContain('Chat a');
    expect(open?.textContent).toContain('2 turns');
  });

  it('is walked with the arrow keys, and opens with a press', async () => {
    page.querySelector('input')?.focus();
    press('ArrowDown');
    press('ArrowDown');
    expect(document.activeElement?.textContent).toContain('Chat b');
    const closed = vi.fn();
    page.addEventListener('lemma-close', closed);
    (document.activeElement as HTMLElement).click();
    expect(await answer('chats/open', { done: true })).toEqual({ sessionId: 'b' });
    await eventually(() => {
      expect(closed).toHaveBeenCalled();
    });
  });

  it('renames in place', async () => {
    const input = await renamed('Mine');
    press('Enter', input);
    expect(await answer('chats/rename', { done: true })).toEqual({ sessionId: 'a', title: 'Mine' });
    await answer('chats/list', { chats: [chat('a', { title: 'Mine' })] });
    expect(titles()).toEqual(['Mine']);
  });

  it('keeps the title when renaming is left with Escape', async () => {
    const input = await renamed('Mine');
    press('Escape', input);
    await painted(page);
    expect(page.querySelector('.lemma-chat-rename')).toBeNull();
    expect(posted.filter((each) => !answered.has(each))).toEqual([]);
  });

  it('deletes, and takes it back', async () => {
    press('ArrowDown', page.querySelector('input'));
    press('Delete');
    expect(await answer('chats/delete', { done: true })).toEqual({ sessionId: 'a' });
    await answer('chats/list', { chats: [chat('b'), chat('c')] });
    expect(page.querySelector('.lemma-undo')?.textContent).toContain('Deleted “Chat a”');
    page.querySelector<HTMLElement>('.lemma-undo vscode-button')?.click();
    expect(await answer('chats/restore', { done: true })).toEqual({ sessionId: 'a' });
    await answer('chats/list', { chats: [chat('a'), chat('b'), chat('c')] });
    expect(page.querySelector('.lemma-undo')).toBeNull();
    expect(titles()).toEqual(['Chat a', 'Chat b', 'Chat c']);
  });

  it('searches as the user types, and shows where it found what', async () => {
    const input = page.querySelector('input');
    if (!input) throw new Error('no input');
    input.value = 'pears';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    const match = { where: 'thinking', excerpt: 'so many <b>pears</b>' } as const;
    expect(await answer('chats/list', { chats: [chat('b', { match })] })).toEqual({
      query: 'pears',
    });
    expect(page.querySelector('.lemma-chat-found')?.textContent).toContain(
      'Thinking: so many <b>pears</b>',
    );
  });

  it('leaves with Escape', () => {
    const closed = vi.fn();
    page.addEventListener('lemma-close', closed);
    press('Escape', page.querySelector('input'));
    expect(closed).toHaveBeenCalled();
  });
});

describe('the words of a list', () => {
  it('tell when', () => {
    const now = new Date(2026, 4, 20, 15, 0).getTime();
    const at = (...date: [number, number, number, number?, number?]): string =>
      relativeDate(new Date(...date).getTime(), now);
    expect(relativeDate(now - 5000, now)).toBe('just now');
    expect(relativeDate(now - 5 * 60_000, now)).toBe('5 minutes ago');
    expect(at(2026, 4, 20, 12)).toBe('3 hours ago');
    expect(at(2026, 4, 19, 23, 59)).toBe('yesterday');
    expect(at(2026, 4, 16)).toBe('4 days ago');
    expect(at(2026, 0, 2)).toBe('Jan 2');
    expect(at(2025, 0, 2)).toBe('Jan 2, 2025');
    expect(relativeDate(0, now)).toBe('');
  });

  it('tell how much, and by which model', () => {
    const now = 10_000_000;
    const updatedAt = now - 5000;
    expect(chatFigures(chat('a', { updatedAt, turns: 1, model: 'Demo' }), now)).toBe(
      'just now · 1 turn · Demo',
    );
  });
});
