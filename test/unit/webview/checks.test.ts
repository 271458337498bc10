import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/check/finding.js';
import { checkReply } from '../../../src/core/check/checkReply.js';
import { checkedTurn } from '../../../src/core/check/checkedTurn.js';
import type { TurnSnapshot } from '../../../src/core/chat/turn.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import {
  findingsSummary,
  findingWords,
  overallVerdict,
} from '../../../webview/model/findingWords.js';
import { MarkTip } from '../../../webview/view/markTip.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const TRACE = 'First 12 + 7 = 19. Then 19 * 2 = 36.\n\nSo $3 + 4 = 7$ holds.';
const ANSWER = 'We have **12 + 7 = 19**, and 5 - 2 = 4.\n\n\\boxed{38}';

const TURN = turnWith(
  { state: 'finished', finish: 'eos' },
  [thought('closeTag', TRACE), answer(ANSWER)],
  { prompt: 'What is (12 + 7) * 2?' },
);
const FINDINGS = checkReply(checkedTurn(TURN));
const CHECKED: TurnSnapshot = { ...TURN, findings: FINDINGS };

/** Marks below an element, each with the text before it. */
function marksOf(element: Element, part: string): [before: string, verdict: string][] {
  return [...element.querySelectorAll(`${part} .lemma-check-mark`)].map((mark) => {
    const range = document.createRange();
    const text = mark.closest('lemma-markdown');
    range.setStart(text ?? mark, 0);
    range.setEndBefore(mark);
    const before = mark.previousSibling;
    const words =
      before instanceof Element ? (before as HTMLElement).dataset['tex'] : before?.textContent;
    return [
      words ?? '',
      [...mark.classList].find((name) => /^lemma-check-(?!mark)/.test(name)) ?? '',
    ];
  });
}

async function marked(turn: TurnSnapshot, posted: WireMessage[] = []): Promise<Element> {
  const element = await mountTurn(turn, memoryServices(posted));
  await expect.poll(() => element.querySelector('.lemma-check-mark')).not.toBeNull();
  return element;
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('the words of a check', () => {
  it('say what was done, and never more', () => {
    const claims: readonly Finding[] = [
      { kind: 'arithmetic', verdict: 'contradicted', claim: '2 + 2 = 5', found: '4' },
      { kind: 'identity', verdict: 'checked', claim: 'a = a', points: 40 },
      { kind: 'answer', verdict: 'notCheckable', claim: 'Paris' },
    ];
    expect(claims.map(findingWords)).toEqual([
      'Contradicted: 2 + 2 = 5, worked out again: 4',
      'Checked: a = a, both sides worked out for values at 40 points',
      'Not checkable: Paris, nothing here can tell',
    ]);
    expect(findingsSummary(claims)).toBe('1 checked · 1 contradicted · 1 not checkable');
    expect(findingsSummary([])).toBe('Nothing here can be checked');
    expect(overallVerdict(claims)).toBe('contradicted');
  });
});

describe('what is checked of a turn', () => {
  it('is about the selection, not the words around it', () => {
    const attachment = {
      path: 'a.md',
      languageId: 'markdown',
      startLine: 1,
      endLine: 1,
      text: '2x + 3 = 11',
      source: 'selection',
    } as const;
    const solve = turnWith({ state: 'finished' }, [], { task: 'solve', attachments: [attachment] });
    expect(checkedTurn(solve).question).toBe('2x + 3 = 11');
    expect(checkedTurn({ ...solve, task: 'chat' }).question).toBe('What is 1 + 1?\n\n2x + 3 = 11');
  });
});

describe('a check on the page', () => {
  it('marks each claim behind its place, in trace and answer', async () => {
    const element = await marked(CHECKED);
    expect(marksOf(element, 'lemma-trace')).toEqual([
      ['First 12 + 7 = 19', 'lemma-check-checked'],
      ['. Then 19 * 2 = 36', 'lemma-check-contradicted'],
      ['3 + 4 = 7', 'lemma-check-checked'],
    ]);
    expect(marksOf(element, 'lemma-answer')).toEqual([
      ['12 + 7 = 19', 'lemma-check-checked'],
      [', and 5 - 2 = 4', 'lemma-check-contradicted'],
    ]);
    const marks = [...element.querySelectorAll<HTMLElement>('.lemma-check-mark')];
    expect(marks[1]?.getAttribute('aria-label')).toBe(
      'Contradicted: 19 * 2 = 36, worked out again: 38',
    );
    expect(marks.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1, -1]);
    expect(element.querySelector('.lemma-checks-button')?.textContent).toContain(
      '4 checked · 2 contradicted',
    );
  });

  it('is taken away with what was found', async () => {
    const element = await marked(CHECKED);
    const text = element.textContent;
    Object.assign(element, { turn: TURN });
    await expect.poll(() => element.querySelector('.lemma-check-mark')).toBeNull();
    Object.assign(element, { turn: CHECKED });
    await expect.poll(() => element.querySelectorAll('.lemma-check-mark')).toHaveLength(5);
    expect(element.textContent).toBe(text);
  });

  it('lists all that was checked, and leads to it', async () => {
    const element = await marked(CHECKED);
    element.querySelector<HTMLElement>('.lemma-checks-button')?.click();
    await painted(element);
    const items = [...element.querySelectorAll('.lemma-checks li')];
    expect(items).toHaveLength(FINDINGS.length);
    expect(items[0]?.querySelector('[role="img"]')?.getAttribute('aria-label')).toBe(
      'Contradicted',
    );
    items[0]?.querySelector('button')?.click();
    await expect
      .poll(() => document.activeElement?.getAttribute('aria-label'))
      .toBe('Contradicted: 19 * 2 = 36, worked out again: 38');
  });

  it('says at the focus what was checked, and goes on with the arrow keys', async () => {
    const element = await marked(CHECKED);
    new MarkTip(document.body).start();
    const [first, second] = element.querySelectorAll<HTMLElement>('.lemma-check-mark');
    first?.focus();
    const tip = document.querySelector<HTMLElement>('.lemma-tip');
    expect(tip?.textContent).toBe('Checked: 12 + 7 = 19, worked out again: 19');
    first?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    expect(document.activeElement).toBe(second);
    expect(tip?.textContent).toContain('Contradicted');
    element.dispatchEvent(new Event('scroll'));
    expect(tip?.hidden).toBe(false);
    second?.blur();
    expect(tip?.hidden).toBe(true);
  });

  it('is asked for with a button, once at a time', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(TURN, memoryServices(posted));
    const button = (): HTMLElement | null => element.querySelector('[aria-label="Check"]');
    button()?.click();
    await painted(element);
    expect(button()).toBeNull();
    expect(posted).toMatchObject([
      { type: 'request', method: 'chat/check', params: { turnId: 't1' } },
    ]);
  });
});

describe('tests of code', () => {
  const code = (language: string): string => `\`\`\`${language}\ndef f(): pass\n\`\`\``;
  const names = (element: Element): string[] =>
    [...element.querySelectorAll('button')].map((each) => each.getAttribute('aria-label') ?? '');

  it('are offered for an answer with code, and asked for at a press', async () => {
    const posted: WireMessage[] = [];
    const turn = turnWith({ state: 'finished', finish: 'eos' }, [answer(code('py'))]);
    const element = await mountTurn(turn, memoryServices(posted));
    expect(names(element)).not.toContain('Run these tests in terminal…');
    element.querySelector<HTMLElement>('[aria-label="Write tests for this"]')?.click();
    expect(posted).toEqual([
      { type: 'command', method: 'chat/writeTests', params: { turnId: 't1' } },
    ]);
    const words = await mountTurn(turnWith({ state: 'finished' }, [answer('words')]));
    expect(names(words)).not.toContain('Write tests for this');
  });

  it('run at a press on their own block alone', async () => {
    const posted: WireMessage[] = [];
    const turn = turnWith({ state: 'finished', finish: 'eos' }, [answer(code('py'))], {
      task: 'test',
    });
    const element = await mountTurn(turn, memoryServices(posted));
    expect(names(element)).not.toContain('Write tests for this');
    expect(posted).toEqual([]);
    element.querySelector<HTMLElement>('[aria-label="Run these tests in terminal…"]')?.click();
    expect(posted).toEqual([
      {
        type: 'command',
        method: 'chat/codeAction',
        params: { turnId: 't1', index: 0, action: 'runTests' },
      },
    ]);
  });
});
