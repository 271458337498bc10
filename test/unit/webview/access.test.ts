import './domShim.js';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { checkReply } from '../../../src/core/check/checkReply.js';
import { checkedTurn } from '../../../src/core/check/checkedTurn.js';
import type { TurnSnapshot, TurnStatus } from '../../../src/core/chat/turn.js';
import { LemmaBackground } from '../../../webview/view/lemmaBackground.js';
import type { LemmaChecks } from '../../../webview/view/lemmaChecks.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

const TRACE = 'First 12 + 7 = 19. Then 19 * 2 = 36.\n\nSo $3 + 4 = 7$ holds.';
const ended: TurnStatus = { state: 'finished', finish: 'eos' };
const parts = [thought('closeTag', TRACE), answer('We have **12 + 7 = 19**.\n\n\\boxed{38}')];
const finished = turnWith(ended, parts, { prompt: 'What is (12 + 7) * 2?' });

/** What axe-core finds wrong; colours and sizes need a real page. */
async function violations(): Promise<readonly string[]> {
  const result = await axe.run(document.body, {
    resultTypes: ['violations'],
    // These are about a page as a whole, of which only a part is here.
    rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  });
  return result.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`,
  );
}

function sample(number: number, boxed: string): TurnSnapshot {
  return turnWith({ ...ended, boxed }, [thought('closeTag', TRACE), answer(`\\boxed{${boxed}}`)], {
    turnId: `t1-${number + 1}`,
  });
}

const voted = turnWith(
  {
    ...ended,
    vote: {
      most: 3,
      votes: 3,
      tied: false,
      chosen: 1,
      groups: [
        { answer: '12', samples: [1, 2] },
        { answer: '13', samples: [0] },
      ],
    },
  },
  parts,
  { samples: [sample(0, '13'), sample(1, '12'), sample(2, '12')] },
);

afterEach(() => {
  document.body.replaceChildren();
});

describe('names and roles', () => {
  it('are missed by axe-core where they are wrong', async () => {
    const button = document.createElement('button');
    document.body.append(button);
    expect(await violations()).toEqual([expect.stringContaining('button-name')]);
  });

  it.each<[string, TurnSnapshot]>([
    ['thinks', turnWith({ state: 'thinking' }, [thought(undefined, TRACE)])],
    ['answers', turnWith({ state: 'answering' }, parts)],
    ['came by a vote', voted],
    ['is being voted on', { ...voted, status: { ...voted.status, state: 'answering' } }],
  ])('are right where a reply %s', async (_, turn) => {
    await mountTurn(turn);
    expect(await violations()).toEqual([]);
  });

  it('are right with the list of what was checked', async () => {
    const findings = checkReply(checkedTurn(finished));
    const element = await mountTurn({ ...finished, findings });
    await expect.poll(() => element.querySelector('.lemma-check-mark')).not.toBeNull();
    const checks = element.querySelector<LemmaChecks>('lemma-checks');
    checks?.querySelector('button')?.click();
    await checks?.updateComplete;
    expect(checks?.querySelectorAll('li').length).toBe(findings.length);
    expect(await violations()).toEqual([]);
  });

  it.each([
    ['editThinking', 'lemma-trace-editor textarea'],
    ['editQuestion', 'lemma-question-editor textarea'],
    ['details', '.lemma-details dl'],
  ] as const)('are right after the command %s', async (action, opened) => {
    const element = await mountTurn(finished);
    expect(element.querySelector(opened)).toBeNull();
    await element.act(action);
    await painted(element);
    expect(element.querySelector(opened)).not.toBeNull();
    expect(await violations()).toEqual([]);
  });

  it('are right where a reply is written in another branch', async () => {
    const note = new LemmaBackground();
    note.services = memoryServices();
    note.turnId = 't1';
    document.body.append(note);
    await painted(note);
    expect(note.textContent).toContain('another branch');
    expect(await violations()).toEqual([]);
  });
});
