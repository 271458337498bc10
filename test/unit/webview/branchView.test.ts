import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { branchNews } from '../../../webview/model/branchWords.js';
import type { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, turnWith } from './turns.js';

afterEach(() => {
  document.body.replaceChildren();
});

const done = { state: 'finished', finish: 'eos' } as const;

function sent(posted: readonly WireMessage[]): unknown[] {
  return posted.map((each) => 'params' in each && [each.method, each.params]);
}

function find(element: LemmaTurn, selector: string): HTMLElement {
  const found = element.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

describe('the branches of a turn', () => {
  it('are shown only where there are some', async () => {
    const element = await mountTurn(turnWith(done, [answer('2')]));
    expect(element.querySelector('.lemma-branches')).toBeNull();
  });

  it('are gone through with buttons, to the ends', async () => {
    const posted: WireMessage[] = [];
    const turn = turnWith(done, [answer('2')], { branch: { index: 1, count: 3 } });
    const element = await mountTurn(turn, memoryServices(posted));
    expect(find(element, '.lemma-branches').textContent.replace(/\s+/g, '')).toBe('2/3');
    expect(find(element, '.lemma-branches').getAttribute('aria-label')).toBe('Branch 2 of 3');
    find(element, '[aria-label="Previous branch"]').click();
    find(element, '[aria-label="Next branch"]').click();
    const switched = ['chat/switchBranch', { turnId: 't1', offset: -1 }];
    expect(sent(posted)).toEqual([switched, ['chat/switchBranch', { turnId: 't1', offset: 1 }]]);
    element.turn = { ...turn, branch: { index: 2, count: 3 } };
    await painted(element);
    const next = find(element, '[aria-label="Next branch"]');
    expect(next.getAttribute('aria-disabled')).toBe('true');
    next.click();
    expect(posted).toHaveLength(2);
  });

  it('are told where another took the place of the one shown', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((turnId) => turnWith(done, [], { turnId }));
    if (!a || !b || !c) throw new Error('no turns');
    const other = { ...c, branch: { index: 1, count: 2 } };
    expect(branchNews([a, b], [a, other])).toBe('Branch 2 of 2');
    expect(branchNews([a], [a, other])).toBeUndefined();
    expect(branchNews([a, b], [a, b])).toBeUndefined();
    expect(branchNews([a, b], [a])).toBeUndefined();
  });
});

describe('the question of a turn', () => {
  it('can be edited where it stands and is asked with Enter', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(turnWith(done, [answer('2')]), memoryServices(posted));
    find(element, '[aria-label="Edit question"]').click();
    await painted(element);
    const area = element.querySelector('textarea');
    if (!area) throw new Error('no editor');
    expect(area.value).toBe('What is 1 + 1?');
    area.value = ' What is 1 + 2? ';
    area.dispatchEvent(new Event('input'));
    const shift = new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true, bubbles: true });
    area.dispatchEvent(shift);
    expect(posted).toEqual([]);
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    expect(sent(posted)).toEqual([['chat/edit', { turnId: 't1', text: 'What is 1 + 2?' }]]);
    await painted(element);
    expect(element.querySelector('textarea')).toBeNull();
  });

  it('stays as it was with Escape, which stops nothing else', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(turnWith(done, [answer('2')]), memoryServices(posted));
    find(element, '[aria-label="Edit question"]').click();
    await painted(element);
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
    let heard = false;
    document.addEventListener('keydown', () => (heard = true), { once: true });
    find(element, 'textarea').dispatchEvent(escape);
    await painted(element);
    expect(heard).toBe(false);
    expect(posted).toEqual([]);
    expect(find(element, '.lemma-prompt').textContent).toBe('What is 1 + 1?');
  });
});
