import './domShim.js';
import { eventually } from '../eventually.js';
import { memoryServices, painted } from './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AttachSuggestion, DraftAttachment } from '../../../src/protocol/attachments.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { LemmaComposer } from '../../../webview/view/lemmaComposer.js';
import type { ViewServices } from '../../../webview/view/viewServices.js';

const FILE = { kind: 'file', uri: 'file:///w/stats.ts' } as const;
const SUGGESTIONS: readonly AttachSuggestion[] = [
  { target: { kind: 'selection' }, label: 'Selection', detail: 'stats.ts:3' },
  { target: FILE, label: 'stats.ts', detail: 'src' },
];
const CHIP: DraftAttachment = {
  id: 'c1',
  path: 'src/stats.ts',
  source: 'selection',
  startLine: 3,
  endLine: 9,
  characters: 1234,
};

let posted: WireMessage[];
let services: ViewServices;
let composer: LemmaComposer;

function calls(method: string): readonly unknown[] {
  return posted.flatMap((each) =>
    'method' in each && each.method === method ? [each.params] : [],
  );
}

function answerLast(result: unknown): void {
  const request = posted.findLast((each) => each.type === 'request');
  if (request?.type !== 'request') throw new Error('nothing was asked');
  services.host.receive({ type: 'response', id: request.id, result });
}

function area(): HTMLTextAreaElement {
  const found = composer.querySelector('textarea');
  if (!found) throw new Error('no input');
  return found;
}

function type(text: string): void {
  area().value = text;
  area().setSelectionRange(text.length, text.length);
  area().dispatchEvent(new Event('input'));
}

function press(key: string, init: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  area().dispatchEvent(event);
  return event;
}

/** Types a mention and answers with suggestions. */
async function mention(text: string, suggestions = SUGGESTIONS): Promise<void> {
  type(text);
  answerLast({ suggestions });
  await eventually(() => {
    expect(composer.querySelectorAll('[role=option]')).toHaveLength(suggestions.length);
  });
  await painted(composer);
}

function activeOption(): string | undefined {
  const id = area().getAttribute('aria-activedescendant');
  return id === null ? undefined : composer.querySelector(`#${id}`)?.textContent.trim();
}

beforeEach(async () => {
  posted = [];
  services = memoryServices(posted);
  composer = new LemmaComposer();
  composer.services = services;
  document.body.append(composer);
  await painted(composer);
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('the list that # opens', () => {
  it('is a listbox that the input controls and walks through with the arrow keys', async () => {
    await mention('why #st');
    expect(calls('attach/suggest')).toEqual([{ query: 'st' }]);
    const list = composer.querySelector('[role=listbox]');
    expect(area().getAttribute('aria-controls')).toBe(list?.id);
    expect(activeOption()).toMatch(/^Selection/);
    expect(press('ArrowDown').defaultPrevented).toBe(true);
    await painted(composer);
    expect(activeOption()).toMatch(/^stats\.ts/);
    expect(composer.querySelectorAll('[aria-selected=true]')).toHaveLength(1);
    press('ArrowDown');
    press('ArrowUp');
    await painted(composer);
    expect(activeOption()).toMatch(/^stats\.ts/);
  });

  it.each(['Enter', 'Tab'])('attaches with %s what is active, and sends nothing', async (key) => {
    await mention('why #st');
    press('ArrowDown');
    press(key);
    await painted(composer);
    expect(calls('attach/add')).toEqual([FILE]);
    expect(calls('chat/submit')).toEqual([]);
    expect(area().value).toBe('why ');
    expect(services.draft.get()).toBe('why ');
    expect(composer.querySelector('[role=listbox]')).toBeNull();
    expect(document.activeElement).toBe(area());
  });

  it('attaches by pointer without taking the focus', async () => {
    await mention('#');
    const [, option] = composer.querySelectorAll<HTMLElement>('[role=option]');
    const down = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    option?.dispatchEvent(down);
    option?.click();
    expect(down.defaultPrevented).toBe(true);
    expect(calls('attach/add')).toEqual([FILE]);
    expect(area().value).toBe('');
  });

  it('closes with Escape, which then stops nothing, and stays closed for this mention', async () => {
    const outside = vi.fn();
    document.addEventListener('keydown', outside, { once: true });
    await mention('#st');
    press('Escape');
    await painted(composer);
    expect(composer.querySelector('[role=listbox]')).toBeNull();
    expect(outside).not.toHaveBeenCalled();
    document.removeEventListener('keydown', outside);
    const before = posted.length;
    type('#sta');
    expect(posted).toHaveLength(before);
    press('Enter');
    expect(calls('chat/submit')).toEqual([{ text: '#sta', attachments: [] }]);
  });

  it('shows the suggestions for what was typed last, whatever comes late', async () => {
    type('#s');
    const first = posted.at(-1);
    await mention('#st', SUGGESTIONS.slice(1));
    if (first?.type === 'request') {
      const result = { suggestions: SUGGESTIONS };
      services.host.receive({ type: 'response', id: first.id, result });
    }
    await painted(composer);
    expect(composer.querySelectorAll('[role=option]')).toHaveLength(1);
  });

  it('opens from its button', async () => {
    type('why');
    composer.querySelector<HTMLElement>('.codicon-attach')?.click();
    expect(area().value).toBe('why #');
    expect(calls('attach/suggest')).toEqual([{ query: '' }]);
    answerLast({ suggestions: SUGGESTIONS });
    await eventually(() => {
      expect(composer.querySelector('[role=listbox]')).not.toBeNull();
    });
  });
});

describe('chips', () => {
  it('name what is attached, are sent with the question, and can be revealed and removed', async () => {
    composer.attachments = [CHIP, { ...CHIP, id: 'c2', source: 'file', tokens: 320 }];
    await painted(composer);
    const names = [...composer.querySelectorAll('.lemma-chip-name')].map((each) =>
      each.textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(names).toEqual(['stats.ts:3-9 1k chars', 'stats.ts 320 tok']);
    composer.querySelector<HTMLElement>('.lemma-chip-name')?.click();
    expect(calls('attach/reveal')).toEqual([{ id: 'c1' }]);
    type('why?');
    press('Enter');
    expect(calls('chat/submit')).toEqual([{ text: 'why?', attachments: ['c1', 'c2'] }]);
    const remove = composer.querySelector<HTMLElement>('[aria-label="Remove stats.ts:3-9"]');
    remove?.focus();
    remove?.click();
    expect(calls('attach/remove')).toEqual([{ id: 'c1' }]);
    expect(document.activeElement).toBe(area());
  });
});

describe('earlier questions', () => {
  it('come back with the arrow keys at the first and the last line', async () => {
    type('first');
    press('Enter');
    type('second');
    press('Enter');
    type('draft\nof two lines');
    expect(press('ArrowUp').defaultPrevented).toBe(false);
    area().setSelectionRange(2, 2);
    expect(press('ArrowUp').defaultPrevented).toBe(true);
    await painted(composer);
    expect(area().value).toBe('second');
    press('ArrowUp');
    expect(area().value).toBe('first');
    area().setSelectionRange(5, 5);
    press('ArrowDown');
    press('ArrowDown');
    expect(area().value).toBe('draft\nof two lines');
    expect(services.draft.get()).toBe('draft\nof two lines');
    expect(services.questions.get()).toEqual(['first', 'second']);
  });

  it('leave keys with modifiers and compositions alone', () => {
    type('first');
    press('Enter');
    expect(press('ArrowUp', { shiftKey: true }).defaultPrevented).toBe(false);
    expect(press('ArrowUp', { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(press('ArrowUp', { isComposing: true }).defaultPrevented).toBe(false);
    expect(area().value).toBe('');
  });
});

describe('pasted text', () => {
  /** Pastes as Chromium does: the event first, then the text. */
  function paste(data: Readonly<Record<string, string>>): void {
    const clipboardData = {
      types: Object.keys(data),
      files: [],
      getData: (kind: string) => data[kind] ?? '',
    };
    const event = Object.assign(new Event('paste', { cancelable: true }), { clipboardData });
    area().dispatchEvent(event);
    if (event.defaultPrevented) return;
    const text = data['text/plain'] ?? '';
    area().value += text.replaceAll('\r\n', '\n');
    area().dispatchEvent(new Event('input'));
  }

  it('is taken out again where it became an attachment', async () => {
    type('why ');
    paste({ 'text/plain': 'a = 1\r\nb = 2', 'vscode-editor-data': '{}' });
    expect(calls('attach/pasted')).toEqual([{ text: 'a = 1\r\nb = 2' }]);
    answerLast({ attached: true });
    await eventually(() => {
      expect(area().value).toBe('why ');
    });
  });

  it('stays where it did not, and is not asked about where it comes from elsewhere', async () => {
    paste({ 'text/plain': 'name', 'vscode-editor-data': '{}' });
    answerLast({ attached: false });
    await painted(composer);
    expect(area().value).toBe('name');
    paste({ 'text/plain': ' b' });
    expect(calls('attach/pasted')).toHaveLength(1);
    expect(area().value).toBe('name b');
  });
});
