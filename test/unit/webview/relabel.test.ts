import './domShim.js';
import './mountTurn.js';
import { afterEach, expect, it } from 'vitest';
import type { TurnDelta, TurnStatus } from '../../../src/core/chat/turn.js';
import { ChatView } from './chatView.js';
import { turnWith } from './turns.js';

const THOUGHT = 'Okay, so I need to add.\n\nWait, **one** and one is two.';
const ANSWER = 'It is **two**.';

afterEach(() => {
  document.body.replaceChildren();
});

/** A chat whose turn gets patches. */
async function shown(
  state: 'thinking' | 'answering',
  delta: TurnDelta,
): Promise<{
  view: ChatView;
  patch: (deltas: readonly TurnDelta[], status?: TurnStatus) => void;
}> {
  const view = new ChatView();
  await view.show([turnWith({ state: 'prefill' })]);
  let seq = 0;
  const patch = (deltas: readonly TurnDelta[], status?: TurnStatus): void => {
    seq += 1;
    view.notify('chat/patch', {
      turnId: 't1',
      fromSeq: seq,
      seq,
      deltas,
      ...(status && { status }),
    });
  };
  patch([delta], { state, ...(state === 'thinking' && { thinkingStartedAt: Date.now() }) });
  return { view, patch };
}

const textOf = (view: ChatView, part: string): string =>
  [...view.element.querySelectorAll(`${part} .lemma-md`)]
    .map(({ textContent }) => textContent.replace(/\s+/g, ' ').trim())
    .join(' ');

it('what was shown as the answer moves to the thinking, and the answer follows', async () => {
  const { view, patch } = await shown('answering', { kind: 'text', text: THOUGHT, tokens: 9 });
  await expect.poll(() => textOf(view, 'lemma-answer')).toContain('one and one is two');
  expect(view.element.querySelector('lemma-trace')).toBeNull();
  patch([
    { kind: 'relabel', as: 'thinking' },
    { kind: 'thinkingEnd', end: 'closeTag', durationMs: 3000 },
    { kind: 'text', text: ANSWER, tokens: 3 },
  ]);
  await expect.poll(() => textOf(view, 'lemma-answer')).toBe('It is two.');
  await expect.poll(() => textOf(view, 'lemma-trace')).toContain('one and one is two');
  expect(view.element.querySelector('.lemma-trace-title')?.textContent).toBe('Thought for 3 s');
});

it('what was shown as the thinking becomes the answer where none follows', async () => {
  const { view, patch } = await shown('thinking', { kind: 'thinking', text: ANSWER, tokens: 3 });
  await expect.poll(() => textOf(view, 'lemma-trace')).toContain('It is two.');
  patch([{ kind: 'relabel', as: 'text' }], { state: 'answering' });
  await expect.poll(() => textOf(view, 'lemma-answer')).toBe('It is two.');
  patch([], { state: 'finished', finish: 'eos' });
  await expect.poll(() => view.element.querySelector('lemma-trace')).toBeNull();
  expect(textOf(view, 'lemma-answer')).toBe('It is two.');
});
