import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const STEPS = [
  'Okay, so I need to find x when 2x + 3 = 11. That is one linear equation in one unknown.',
  "Let me check the other way: two times four and three is eleven. Yes, that's right, it is.",
  'So the final answer is 4.',
];
const TRACE = STEPS.join('\n\n');

const finished = turnWith({ state: 'finished' }, [thought('closeTag', TRACE), answer('4')]);

function heads(root: Element): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('.lemma-step-fold')];
}

function press(
  target: Element | null | undefined,
  key: string,
  more: KeyboardEventInit = {},
): void {
  target?.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }),
  );
}

async function mounted(turn = finished): Promise<{
  readonly element: Awaited<ReturnType<typeof mountTurn>>;
  readonly resumed: () => readonly unknown[];
}> {
  const posted: WireMessage[] = [];
  const element = await mountTurn(turn, memoryServices(posted));
  return {
    element,
    resumed: () =>
      posted.flatMap((message) =>
        'method' in message && message.method === 'chat/resume' ? [message.params] : [],
      ),
  };
}

function editor(root: Element): HTMLTextAreaElement | null {
  return root.querySelector<HTMLTextAreaElement>('lemma-step textarea');
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('a step of a thought', () => {
  it('is edited with F2, and the thought goes on from there', async () => {
    const { element, resumed } = await mounted();
    heads(element)[1]?.focus();
    press(heads(element)[1], 'F2');
    await painted(element);
    const area = editor(element);
    expect(area?.value).toBe(STEPS[1]);
    expect(document.activeElement).toBe(area);
    if (area) area.value = 'Wait, maybe';
    press(area, 'Enter', { ctrlKey: true });
    await painted(element);
    expect(resumed()).toEqual([{ turnId: 't1', thinking: `${STEPS[0]}\n\nWait, maybe` }]);
    expect(editor(element)).toBeNull();
  });

  it('stays as it is when the edit is left, and has the focus again', async () => {
    const { element, resumed } = await mounted();
    press(heads(element)[2], 'F2');
    await painted(element);
    press(editor(element), 'Escape');
    await painted(element);
    expect(editor(element)).toBeNull();
    expect(document.activeElement).toBe(heads(element)[2]);
    expect(resumed()).toEqual([]);
  });

  it('unfolds to be edited, one at a time', async () => {
    const { element } = await mounted();
    press(heads(element)[0], 'ArrowLeft');
    await painted(element);
    press(heads(element)[0], 'F2');
    press(heads(element)[1], 'F2');
    press(heads(element)[0], 'F2');
    await painted(element);
    expect(heads(element)[0]?.getAttribute('aria-expanded')).toBe('true');
    expect(element.querySelectorAll('lemma-step textarea')).toHaveLength(1);
    expect(editor(element)?.value).toBe(STEPS[0]);
  });

  it('goes with all that follows it', async () => {
    const { element, resumed } = await mounted();
    press(heads(element)[1], 'Delete');
    press(heads(element)[0], 'Backspace');
    expect(resumed()).toEqual([
      { turnId: 't1', thinking: `${STEPS[0]}\n\n` },
      { turnId: 't1', thinking: '' },
    ]);
  });

  it('has buttons for both once it is focused or pointed at', async () => {
    const { element, resumed } = await mounted();
    const steps = [...element.querySelectorAll('lemma-step')];
    const buttons = (): number[] =>
      steps.map((step) => step.querySelectorAll('.lemma-step-actions button').length);
    expect(buttons()).toEqual([2, 0, 0]);
    heads(element)[1]?.focus();
    steps[2]?.dispatchEvent(new Event('pointerover', { bubbles: true }));
    expect(buttons()).toEqual([2, 2, 2]);
    steps[2]?.querySelector<HTMLElement>('[aria-label="Delete from here on"]')?.click();
    expect(resumed()).toEqual([{ turnId: 't1', thinking: `${STEPS[0]}\n\n${STEPS[1]}\n\n` }]);
    steps[1]?.querySelector<HTMLElement>('[aria-label="Edit this step"]')?.click();
    await painted(element);
    expect(editor(element)?.value).toBe(STEPS[1]);
  });

  it('can be changed while the thought goes on, but for the step that is being written', async () => {
    const { element, resumed } = await mounted(
      turnWith({ state: 'thinking' }, [thought(undefined, TRACE)]),
    );
    press(heads(element)[2], 'Delete');
    press(heads(element)[2], 'F2');
    expect(resumed()).toEqual([]);
    expect(editor(element)).toBeNull();
    press(heads(element)[1], 'F2');
    await painted(element);
    element.turn = turnWith({ state: 'thinking' }, [
      thought(undefined, `${TRACE}\n\nWait, maybe I should look at the sign as well.`),
    ]);
    await painted(element);
    const area = editor(element);
    if (area) area.value = 'It is not.';
    element
      .querySelector<HTMLElement>('lemma-step vscode-button')
      ?.dispatchEvent(new Event('click'));
    expect(resumed()).toEqual([{ turnId: 't1', thinking: `${STEPS[0]}\n\nIt is not.\n\n` }]);
  });
});
