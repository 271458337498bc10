import './domShim.js';
import './mountTurn.js';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { ModelBadge } from '../../../src/protocol/chat.js';
import { CANNOT_GO_ON, THINKS_FREELY } from '../../../webview/model/serverWords.js';
import { LightElement } from '../../../webview/view/lightElement.js';
import { ChatView } from './chatView.js';
import { painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const TRACE =
  'Okay, so I need to find x when 2x + 3 = 11.\n\nLet me check it: two times four and three is eleven.';
const TURNS = [
  turnWith({ state: 'finished', finish: 'eos' }, [thought('closeTag', TRACE), answer('4')]),
  turnWith({ state: 'finished', finish: 'cancelled' }, [thought('budget'), answer('It')], {
    turnId: 't2',
  }),
];

function badge(thinksFreely: boolean): ModelBadge {
  const server = { host: 'gpu:8000', isLocal: false, ...(thinksFreely && { thinksFreely }) };
  return { name: 'r1', demo: false, state: 'ready', server };
}

/** What needs raw completions, as it is called while it can be done. */
const ACTIONS = [
  'Continue',
  'Think longer',
  'Edit thinking',
  'Edit this step',
  'Delete from here on',
];

function control(view: ChatView, name: string): HTMLElement {
  const all = view.element.querySelectorAll<HTMLElement>('button, vscode-button');
  const found = [...all].find(
    (each) =>
      each.textContent.trim() === name ||
      each.getAttribute('aria-label')?.startsWith(name) === true,
  );
  if (!found) throw new Error(`no ${name}`);
  return found;
}

async function shown(thinksFreely: boolean): Promise<ChatView> {
  const view = new ChatView();
  await view.show(TURNS, { model: badge(thinksFreely) });
  view.element.querySelector<HTMLElement>('.lemma-step-fold')?.focus();
  return view;
}

/** What was asked of the host that writes another reply. */
function asked(view: ChatView): number {
  const methods = ['chat/continue', 'chat/thinkLonger', 'chat/resume'];
  return methods.flatMap((method) => view.sent(method)).length;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('at a server that takes no raw completions', () => {
  it.each(ACTIONS)('%s can be reached, does nothing, and says why', async (name) => {
    const view = await shown(true);
    const unavailable = control(view, name);
    expect(unavailable.getAttribute('aria-disabled')).toBe('true');
    expect(unavailable.hasAttribute('disabled')).toBe(false);
    expect(unavailable.title).toContain(CANNOT_GO_ON);
    const told = ['aria-description', 'aria-label'].map((each) => unavailable.getAttribute(each));
    expect(told.join()).toContain(CANNOT_GO_ON);
    unavailable.focus();
    unavailable.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    const tip = view.element.querySelector<HTMLElement>('.lemma-tip:not([hidden])');
    expect(tip?.textContent).toBe(CANNOT_GO_ON);
    unavailable.click();
    await painted(view.element);
    expect(asked(view)).toBe(0);
    expect(view.element.querySelector('textarea:not(.lemma-input)')).toBeNull();
  });

  it.each(['F2', 'Delete', 'Backspace'])('%s on a step says why nothing happens', async (key) => {
    const view = await shown(true);
    const head = view.element.querySelector('.lemma-step-fold');
    head?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await painted(view.element);
    expect(view.element.querySelector('.lemma-spoken')?.textContent).toBe(CANNOT_GO_ON);
    expect(view.element.querySelector('textarea:not(.lemma-input)')).toBeNull();
    expect(asked(view)).toBe(0);
  });

  it('the command does not open the thinking as text either', async () => {
    const view = await shown(true);
    view.notify('chat/act', { turnId: 't1', action: 'editThinking' });
    await painted(view.element);
    expect(view.element.querySelector('lemma-trace-editor')).toBeNull();
  });

  it('the effort says why, too, and Escape takes the words away', async () => {
    const view = await shown(true);
    const effort = view.element.querySelector<HTMLElement>('.lemma-effort.lemma-unavailable');
    effort?.focus();
    const tip = view.element.querySelector<HTMLElement>('.lemma-tip');
    expect(tip?.textContent).toBe(THINKS_FREELY);
    effort?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
    );
    expect(tip?.hidden).toBe(true);
  });

  it('names and roles are right', async () => {
    await shown(true);
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});

describe('another model', () => {
  it('makes everything available again, and unavailable', async () => {
    const view = await shown(true);
    const states = (): (string | null)[] =>
      ACTIONS.map((name) => control(view, name).getAttribute('aria-disabled'));
    view.notify('chat/model', badge(false));
    await expect.poll(states).toEqual(ACTIONS.map(() => null));
    control(view, 'Think longer').click();
    control(view, 'Delete from here on').click();
    expect(asked(view)).toBe(2);
    view.notify('chat/model', badge(true));
    await expect.poll(states).toEqual(ACTIONS.map(() => 'true'));
  });
});

describe('another model while the chat is painted for another reason', () => {
  it('reaches the turns that are there', async () => {
    const view = await shown(false);
    view.notify('chat/model', badge(true));
    const chat = view.element.querySelector('lemma-chat') ?? view.element;
    if (!(chat instanceof LightElement)) throw new Error('no chat');
    chat.requestUpdate();
    const states = (): (string | null)[] =>
      ACTIONS.map((name) => control(view, name).getAttribute('aria-disabled'));
    await expect.poll(states).toEqual(ACTIONS.map(() => 'true'));
  });
});

describe('a setting of the view', () => {
  it('is seen at once', async () => {
    const view = await shown(false);
    const open = (): number =>
      view.element.querySelectorAll('.lemma-fold[aria-expanded="true"]').length;
    expect(open()).toBe(2);
    view.notify('chat/viewSettings', { thinkingFold: 'always' });
    await expect.poll(open).toBe(0);
  });
});
