import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const STEPS = [
  'Okay, so I need to find x when 2x + 3 = 11. That is one linear equation in one unknown.',
  "Let me check the other way: two times four and three is eleven. Yes, that's right, it is.",
  'Wait, maybe I should look at the sign of the coefficient as well, since it may turn.',
  'So the final answer is 4.',
];

function trace(count = STEPS.length): string {
  return STEPS.slice(0, count).join('\n\n');
}

const finished = turnWith({ state: 'finished' }, [thought('closeTag', trace()), answer('4')]);

function all(root: Element, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}

function folds(root: Element): (string | null)[] {
  return all(root, '.lemma-step-fold').map((each) => each.getAttribute('aria-expanded'));
}

function press(target: HTMLElement | undefined, key: string): void {
  target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}

function click(root: Element, name: string): void {
  root.querySelector<HTMLElement>(`[aria-label="${name}"]`)?.click();
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('lemma-thought', () => {
  it('claims no figures where a trace taken over was never counted', async () => {
    const uncounted = { kind: 'thinking', text: trace(), tokenCount: 0, end: 'cutOff' } as const;
    const element = await mountTurn(
      turnWith({ state: 'failed' }, [{ ...uncounted, durationMs: 0 }]),
    );
    const figures = [
      ...all(element, 'lemma-step .lemma-figures'),
      ...all(element, '[role="option"] .lemma-figures'),
    ];
    expect(figures.length).toBeGreaterThan(STEPS.length);
    expect(figures.map((each) => each.textContent).join('')).toBe('');
  });

  it('shows the steps, their outline and their map', async () => {
    const element = await mountTurn(finished);
    expect(all(element, '.lemma-step-text').map((each) => each.textContent.trim())).toEqual(STEPS);
    expect(all(element, 'lemma-step').map((each) => each.dataset['mark'])).toEqual([
      'setup',
      'check',
      'backtrack',
      'conclusion',
    ]);
    const rows = all(element, '[role="option"]').map((each) => each.textContent);
    expect(rows).toHaveLength(4);
    expect(rows[2]).toMatch(/^Back-track: Wait, maybe I should look at the sign.*\d+ tok/);
    const bars = all(element, '.lemma-bar');
    expect(bars.map((each) => each.dataset['mark'])).toEqual([
      'setup',
      'check',
      'backtrack',
      'conclusion',
    ]);
    expect(bars[3]?.getAttribute('aria-label')).toBe(
      'Step 4, Conclusion: So the final answer is 4',
    );
    const tokens = all(element, 'lemma-step .lemma-figures').map((each) =>
      Number.parseInt(each.textContent, 10),
    );
    expect(tokens.reduce((sum, each) => sum + each, 0)).toBe(340);
  });

  it('folds one step, all and none, and remembers it', async () => {
    const services = memoryServices();
    const element = await mountTurn(finished, services);
    all(element, '.lemma-step-fold')[1]?.click();
    await painted(element);
    expect(folds(element)).toEqual(['true', 'false', 'true', 'true']);
    expect(all(element, '.lemma-step-text').map((each) => each.hidden)).toEqual([
      false,
      true,
      false,
      false,
    ]);
    const again = await mountTurn(finished, services);
    expect(folds(again)).toEqual(['true', 'false', 'true', 'true']);
    click(element, 'Fold all steps');
    await painted(element);
    expect(folds(element)).toEqual(['false', 'false', 'false', 'false']);
    click(element, 'Unfold all steps');
    await painted(element);
    expect(folds(element)).toEqual(['true', 'true', 'true', 'true']);
  });

  it('keeps folded what was folded while more steps come, and touches the last step alone', async () => {
    const streaming = (count: number): LemmaTurn['turn'] =>
      turnWith({ state: 'thinking' }, [thought(undefined, trace(count))]);
    const element = await mountTurn(
      turnWith({ state: 'thinking' }, [thought(undefined, trace(2))]),
    );
    click(element, 'Fold all steps');
    await painted(element);
    const [first] = all(element, '.lemma-step-text');
    const before = first?.firstChild;
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((list) => records.push(...list));
    if (first) observer.observe(first, { childList: true, subtree: true, characterData: true });
    for (const count of [3, 4]) {
      element.turn = streaming(count);
      await painted(element);
    }
    records.push(...observer.takeRecords());
    observer.disconnect();
    expect(folds(element)).toEqual(['false', 'false', 'false', 'false']);
    expect(first?.firstChild).toBe(before);
    expect(records).toEqual([]);
  });

  it('goes through the headings of the steps with the keys of a tree', async () => {
    const element = await mountTurn(finished);
    const heads = all(element, '.lemma-step-fold');
    expect(heads.map((each) => each.tabIndex)).toEqual([0, -1, -1, -1]);
    heads[0]?.focus();
    press(heads[0], 'ArrowDown');
    expect(document.activeElement).toBe(heads[1]);
    expect(heads.map((each) => each.tabIndex)).toEqual([-1, 0, -1, -1]);
    press(heads[1], 'ArrowLeft');
    await painted(element);
    expect(folds(element)[1]).toBe('false');
    press(heads[1], 'ArrowRight');
    await painted(element);
    expect(folds(element)[1]).toBe('true');
    press(heads[1], 'End');
    expect(document.activeElement).toBe(heads[3]);
    press(heads[3], 'Home');
    expect(document.activeElement).toBe(heads[0]);
  });

  it('leads from the outline and the map to a step', async () => {
    const element = await mountTurn(finished);
    const toggle = element.querySelector<HTMLElement>('.lemma-outline-toggle');
    const outline = element.querySelector<HTMLElement>('lemma-outline');
    expect(toggle?.getAttribute('aria-expanded')).toBe('false');
    expect(outline?.hidden).toBe(true);
    toggle?.click();
    await painted(element);
    expect(toggle?.getAttribute('aria-expanded')).toBe('true');
    expect(toggle?.getAttribute('aria-controls')).toBe(outline?.id);
    expect(outline?.hidden).toBe(false);

    click(element, 'Fold all steps');
    await painted(element);
    const rows = all(element, '[role="option"]');
    const heads = all(element, '.lemma-step-fold');
    rows[0]?.focus();
    press(rows[0], 'ArrowDown');
    expect(document.activeElement).toBe(rows[1]);
    expect(rows[1]?.ariaSelected).toBe('true');
    await painted(element);
    expect(folds(element)).toEqual(['false', 'false', 'false', 'false']);
    press(rows[1], 'Enter');
    await painted(element);
    expect(document.activeElement).toBe(heads[1]);
    expect(folds(element)).toEqual(['false', 'true', 'false', 'false']);

    const bars = all(element, '.lemma-bar');
    expect(bars.map((each) => each.tabIndex)).toEqual([-1, 0, -1, -1]);
    bars[1]?.focus();
    press(bars[1], 'ArrowRight');
    expect(document.activeElement).toBe(bars[2]);
    expect(rows[2]?.ariaSelected).toBe('true');
  });

  it('takes the steps of an edited thought for others', async () => {
    const element = await mountTurn(finished);
    element.turn = turnWith({ state: 'thinking' }, [
      thought(undefined, STEPS.slice(2).join('\n\n')),
    ]);
    await painted(element);
    expect(all(element, '.lemma-step-text').map((each) => each.textContent.trim())).toEqual(
      STEPS.slice(2),
    );
    expect(all(element, '[role="option"]')).toHaveLength(2);
    expect(all(element, '.lemma-bar')).toHaveLength(2);
  });

  it('goes from a result to the step that reached it, also where all is folded away', async () => {
    const services = memoryServices([], 'always');
    const text = STEPS.join('\n\n').replace('it is.', 'so we get x = 4.');
    const element = await mountTurn(
      turnWith({ state: 'finished', boxed: '4' }, [
        thought('closeTag', text),
        answer('**Step 1:** So **x = 4**, not **7**.'),
      ]),
      services,
    );
    expect(element.querySelector<HTMLElement>('.lemma-trace-body')?.hidden).toBe(true);
    const buttons = all(element, '[aria-label="Go to where this was reached"]');
    expect(buttons.map((each) => each.previousElementSibling?.textContent.trim())).toEqual([
      'x = 4',
      '',
    ]);
    for (const button of buttons) {
      all(element, '.lemma-step-fold')[0]?.focus();
      button.click();
      await expect.poll(() => document.activeElement).toBe(all(element, '.lemma-step-fold')[1]);
      expect(element.querySelector<HTMLElement>('.lemma-trace-body')?.hidden).toBe(false);
    }
    expect(all(element, '.lemma-step-text')[1]?.textContent).toContain('x = 4');
  });
});
