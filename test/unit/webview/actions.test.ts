import './domShim.js';
import { eventually } from '../eventually.js';
import './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import { ChatView } from './chatView.js';
import { painted } from './mountTurn.js';
import { answer, thought, turnWith, usage } from './turns.js';

const TRACE = [
  'Okay, so I need to find x when 2x + 3 = 11. That is one linear equation in one unknown.',
  'Wait, maybe I should look at the sign of the coefficient as well, so that **x = 4**.',
  'So the final answer is 4.\n\n```js\nx()\n```',
].join('\n\n');

const TURNS = {
  finished: turnWith(
    { state: 'finished', finish: 'eos', boxed: '4', usage },
    [thought('closeTag', TRACE), answer('So **x = 4**.\n\n```sh\nls\n```')],
    {
      branch: { index: 1, count: 3 },
      attachments: [
        {
          source: 'file',
          path: 'src/a.ts',
          uri: 'file:///src/a.ts',
          languageId: 'typescript',
          text: 'a()',
          startLine: 0,
          endLine: 0,
        },
      ],
    },
  ),
  thinking: turnWith({ state: 'thinking' }, [thought(undefined, TRACE)]),
  answering: turnWith({ state: 'answering' }, [thought('closeTag', TRACE), answer('It')]),
  waiting: turnWith({ state: 'loading', progress: 0.5 }),
  stopped: turnWith({ state: 'finished', finish: 'cancelled' }, [thought('cutOff', TRACE)]),
  failed: turnWith({
    state: 'failed',
    error: {
      code: 'engineCrashed',
      message: 'It ended.',
      remedies: [{ id: 'retry', label: 'Retry' }],
    },
  }),
} satisfies Record<string, TurnSnapshot>;

const CONTROLS =
  'button, vscode-button, vscode-dropdown, input, textarea, a[href], [tabindex], [role="option"]';
/** Groups in which the arrow keys move, and the Tab key reaches one. */
const ROVING = 'lemma-outline, lemma-strip, lemma-steps';

let view: ChatView;

async function pressed(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const found = [...view.element.querySelectorAll<HTMLElement>(CONTROLS)].find((each) =>
      nameOf(each).includes(name),
    );
    expect(found, name).toBeDefined();
    found?.click();
    await painted(view.element);
  }
}

/** What a screen reader calls an element, as far as the view gives names. */
function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label');
  if (label !== null) return label;
  const copy = element.cloneNode(true);
  if (!(copy instanceof Element)) return '';
  for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
  return copy.textContent.trim() || (element.getAttribute('title') ?? '');
}

function isShown(element: Element): boolean {
  return element.closest('[hidden]') === null;
}

/** Controls without a name, and controls that no key reaches. */
function faults(): readonly string[] {
  const controls = [...view.element.querySelectorAll<HTMLElement>(CONTROLS)].filter(isShown);
  expect(controls.length).toBeGreaterThan(4);
  const nameless = controls.filter(
    (each) => nameOf(each) === '' && !/^(main|article)$/i.test(each.tagName),
  );
  const unreached = controls.filter((each) => {
    const acts = /button|option|input|textarea/i.test(
      `${each.tagName} ${each.getAttribute('role')}`,
    );
    if (!acts || each.getAttribute('tabindex') !== '-1') return false;
    const group = each.closest(ROVING);
    return !group?.querySelector(`${each.tagName}[tabindex="0"]`);
  });
  return [
    ...nameless.map((each) => `no name: ${each.outerHTML}`),
    ...unreached.map((each) => `no key: ${each.outerHTML}`),
  ];
}

beforeEach(() => {
  view = new ChatView();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('every control has a name and is reached with a key', () => {
  it('in an empty chat', async () => {
    await view.show([]);
    expect(faults()).toEqual([]);
  });

  it.each(Object.entries(TURNS))('where a turn is %s', async (_, turn) => {
    await view.show([turn]);
    expect(view.element.querySelector('lemma-turn')).not.toBeNull();
    expect(faults()).toEqual([]);
  });

  it('where all that opens is open', async () => {
    await view.show([TURNS.finished], { backgroundTurnId: 't9' });
    view.notify('chat/attachments', {
      attachments: [{ id: 'a', source: 'file', path: 'b.ts', tokens: 3 }],
    });
    view.element.find();
    await painted(view.element);
    await pressed('Outline', 'Details', 'Edit this step', 'Edit question');
    view.element.querySelector<HTMLElement>('lemma-context-gauge button')?.click();
    await painted(view.element);
    const open = [
      'lemma-find input',
      'lemma-step textarea',
      'lemma-question-editor',
      'lemma-chips',
    ];
    for (const each of open) expect(view.element.querySelector(each), each).not.toBeNull();
    expect(faults()).toEqual([]);
  });

  it('where the whole thinking is open as text', async () => {
    await view.show([TURNS.finished]);
    await pressed('Edit thinking');
    expect(view.element.querySelector('lemma-trace-editor textarea')).not.toBeNull();
    expect(faults()).toEqual([]);
  });

  it('in the list of chats', async () => {
    await view.show([TURNS.finished]);
    await pressed('Chats');
    const chat = { id: 'c', title: 'One', createdAt: 1, updatedAt: 1, revision: 1, turns: 2 };
    await view.answer('chats/list', { chats: [{ ...chat, current: true }] });
    await eventually(() => {
      expect(view.element.querySelector('lemma-chat-row')).not.toBeNull();
    });
    await painted(view.element);
    expect(faults()).toEqual([]);
    await pressed('Rename');
    expect(faults()).toEqual([]);
  });
});
