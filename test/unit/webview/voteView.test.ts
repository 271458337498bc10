import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { TurnSnapshot, TurnStatus, VoteStatus } from '../../../src/core/chat/turn.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { announcement } from '../../../webview/model/announcements.js';
import { ChatStore } from '../../../webview/model/chatStore.js';
import { votesOf } from '../../../webview/model/voteChoice.js';
import { voteCostLine, voteFigures, voteTabs, voteTitle } from '../../../webview/model/voteView.js';
import type { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith, usage } from './turns.js';

const ended: TurnStatus = { state: 'finished', finish: 'eos', usage, seed: 7, model: 'Demo' };

function sample(number: number, boxed: string | undefined, status = ended): TurnSnapshot {
  const parts = boxed === undefined ? [thought('cutOff')] : [thought('closeTag'), answer(boxed)];
  return turnWith({ ...status, ...(boxed !== undefined && { boxed }) }, parts, {
    turnId: `t1-${number + 1}`,
  });
}

function voted(
  vote: Partial<VoteStatus>,
  samples: readonly TurnSnapshot[],
  status: TurnStatus = ended,
): TurnSnapshot {
  const whole: VoteStatus = { most: 5, groups: [], votes: 0, tied: false, ...vote };
  const parts = samples[whole.chosen ?? 0]?.parts ?? [];
  return turnWith({ ...status, vote: whole }, parts, { samples });
}

const DISAGREE = voted(
  {
    votes: 4,
    chosen: 1,
    groups: [
      { answer: '12', samples: [1, 2] },
      { answer: '13', samples: [0] },
    ],
  },
  [
    sample(0, '13'),
    sample(1, '12'),
    sample(2, '12'),
    sample(3, undefined),
    sample(4, undefined, { ...ended, finish: 'cancelled' }),
  ],
);

describe('the words of a vote', () => {
  it.each<[Partial<VoteStatus>, string]>([
    [{ votes: 3, groups: [{ answer: '1', samples: [0, 1, 2] }] }, '3 of 3 agree'],
    [{ votes: 4, groups: [{ answer: '1', samples: [0, 1] }] }, '2 of 4 agree, no majority'],
    [{ votes: 4, groups: [{ answer: '1', samples: [0] }] }, '1 of 4 answered, no majority'],
    [{ votes: 3 }, 'None of 3 came to an answer'],
    [
      {
        votes: 4,
        tied: true,
        groups: [
          { answer: '1', samples: [0, 1] },
          { answer: '2', samples: [2, 3] },
        ],
      },
      'No agreement: 2 answers have 2 of 4 each',
    ],
    [
      {
        votes: 2,
        tied: true,
        groups: [
          { answer: '1', samples: [0] },
          { answer: '2', samples: [1] },
        ],
      },
      'No agreement: 2 different answers',
    ],
    [
      { votes: 5, broken: 1, groups: [{ answer: '1', samples: [0, 1] }] },
      '2 of 5 agree, no majority, 1 broke off',
    ],
    [{ votes: 3, broken: 1 }, 'None of 3 came to an answer, 1 broke off'],
    [{ votes: 3, broken: 3 }, 'All 3 broke off'],
    [{}, 'No answer was counted'],
  ])('of %o are "%s"', (vote, words) => {
    expect(voteTitle(voted(vote, [sample(0, '1')]))).toBe(words);
  });

  it('say how far it is while it runs, and what was not needed in the end', () => {
    const running = voted({ votes: 2, groups: [{ answer: '1', samples: [0, 1] }] }, [], {
      state: 'thinking',
    });
    expect(voteTitle(running)).toBe('2 of 2 agree so far…');
    expect(voteFigures(running)).toBe('2 of up to 5 counted · 0 tokens');
    const three = voted({ votes: 3 }, [sample(0, '1'), sample(1, '1'), sample(2, '1')]);
    expect(voteFigures(three)).toBe('2 of 5 not needed · 101 tokens · 4 s');
  });

  it('tell what it may take, as far as that is known', () => {
    const cost = { least: 3, most: 5, tokensEach: 1000 };
    expect(voteCostLine(cost)).toBe('3 to 5 answers · at most 5,000 tokens');
    const known = { ...cost, tokens: 200, tokensPerSecond: 10, neededBytes: 2e9, together: 2 };
    expect(voteCostLine(known)).toBe(
      '3 to 5 answers · about 60 s to 2 min · at most 8 min · at most 5,000 tokens · 2.00 GB of memory · 2 at once',
    );
  });

  it('are said to who does not see them', () => {
    const before = { ...DISAGREE, status: { ...DISAGREE.status, state: 'thinking' as const } };
    expect(announcement(before, DISAGREE)).toBe('2 of 4 agree, no majority');
  });

  it('follow the thinking effort where the user left it to that', () => {
    expect(
      (['quick', 'normal', 'deep', 'unbounded'] as const).map((e) => votesOf('effort', e)),
    ).toEqual([3, 5, 8, 16]);
    expect(votesOf(16, 'quick')).toBe(16);
    expect(votesOf('off', 'deep')).toBeUndefined();
  });
});

describe('the replies of a vote', () => {
  it('that broke off say so in their tab, with the reason and what they wrote', async () => {
    const error = {
      code: 'serverFailed',
      message: 'The server gpu:8000 failed: cut',
      remedies: [],
    } as const;
    const broken = turnWith({ state: 'failed', error }, [thought('cutOff', 'Half a thought')], {
      turnId: 't1-2',
    });
    const turn = voted(
      { votes: 2, broken: 1, chosen: 0, groups: [{ answer: '1', samples: [0] }] },
      [sample(0, '1'), broken],
    );
    expect(voteTabs(turn)[1]).toMatchObject({ kind: 'broken', name: 'Answer 2, broke off' });
    const element = await mountTurn(turn, memoryServices());
    element.querySelectorAll<HTMLElement>('[role="tab"]')[1]?.click();
    await painted(element);
    const panel = element.querySelector('[role="tabpanel"]');
    expect(panel?.querySelector('.lemma-error')?.textContent.trim()).toBe(error.message);
    expect(panel?.textContent).toContain('Half a thought');
    expect(panel?.querySelector('.lemma-remedies')).toBeNull();
  });

  it('are marked by what they say', () => {
    expect(voteTabs(DISAGREE).map(({ kind, name }) => [kind, name])).toEqual([
      ['differs', 'Answer 1, 13, differs'],
      ['agrees', 'Answer 2, 12, agrees with the most'],
      ['agrees', 'Answer 3, 12, agrees with the most'],
      ['none', 'Answer 4, no answer'],
      ['stopped', 'Answer 5, stopped'],
    ]);
  });

  it('all differ in a tie', () => {
    const groups = [
      { answer: '1', samples: [0] },
      { answer: '2', samples: [1] },
    ];
    const turn = voted({ votes: 2, tied: true, groups }, [sample(0, '1'), sample(1, '2')]);
    expect(voteTabs(turn).map(({ kind }) => kind)).toEqual(['differs', 'differs']);
  });

  it('take patches of their own', () => {
    const store = new ChatStore();
    const running = sample(0, undefined, { state: 'thinking' });
    store.applyTurn(voted({}, [{ ...running, parts: [], seq: 3 }], { state: 'thinking' }));
    const deltas = [{ kind: 'thinking', text: 'Hm', tokens: 2 }] as const;
    const patch = { turnId: 't1-1', fromSeq: 4, seq: 4, deltas };
    const changed: unknown[] = [];
    store.onChange((change) => changed.push(change));
    expect(store.applyPatch(patch)).toBe('applied');
    expect(store.applyPatch(patch)).toBe('known');
    expect(store.applyPatch({ ...patch, fromSeq: 6, seq: 6 })).toBe('gap');
    expect(changed).toEqual([{ kind: 'turn', turnId: 't1' }]);
    expect(store.turn('t1')?.samples?.[0]?.parts).toMatchObject([{ text: 'Hm' }]);
  });
});

describe('a vote on the page', () => {
  afterEach(() => {
    document.body.replaceChildren();
  });

  const tabsOf = (element: LemmaTurn): HTMLElement[] => [
    ...element.querySelectorAll<HTMLElement>('[role="tab"]'),
  ];

  it('shows the reply that stands for it, and another one at a press', async () => {
    const element = await mountTurn(DISAGREE);
    const tabs = tabsOf(element);
    expect(tabs.map((tab) => tab.getAttribute('aria-selected'))).toEqual([
      'false',
      'true',
      'false',
      'false',
      'false',
    ]);
    expect(tabs.map((tab) => tab.tabIndex)).toEqual([-1, 0, -1, -1, -1]);
    const panel = element.querySelector('[role="tabpanel"]');
    expect(panel?.getAttribute('aria-labelledby')).toBe(tabs[1]?.id);
    expect(panel?.querySelector('.lemma-answer lemma-markdown')?.textContent).toContain('12');
    tabs[0]?.click();
    await painted(element);
    expect(tabs[0]?.getAttribute('aria-selected')).toBe('true');
    expect(panel?.querySelector('.lemma-answer lemma-markdown')?.textContent).toContain('13');
    expect(element.textContent).toContain('2 of 4 agree, no majority');
  });

  it('goes from tab to tab with the arrow keys', async () => {
    const element = await mountTurn(DISAGREE);
    const tabs = tabsOf(element);
    const press = async (key: string): Promise<number> => {
      const target = tabs.find((tab) => tab.tabIndex === 0);
      target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      await painted(element);
      return tabs.findIndex((tab) => tab === document.activeElement);
    };
    expect(await press('ArrowRight')).toBe(2);
    expect(await press('End')).toBe(4);
    expect(await press('Home')).toBe(0);
    expect(tabs[0]?.getAttribute('aria-selected')).toBe('true');
  });

  it('lets another reply stand for it', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(DISAGREE, memoryServices(posted));
    tabsOf(element)[0]?.click();
    await painted(element);
    const button = [...element.querySelectorAll<HTMLElement>('vscode-button')].find(
      ({ textContent }) => textContent.trim() === 'Go on with this answer',
    );
    button?.click();
    expect(posted).toContainEqual({
      type: 'command',
      method: 'chat/chooseSample',
      params: { turnId: 't1', sample: 0 },
    });
  });

  it('can be stopped, and told to answer, as a whole', async () => {
    const posted: WireMessage[] = [];
    const running = voted({}, [sample(0, undefined, { state: 'thinking' })], { state: 'thinking' });
    const element = await mountTurn(running, memoryServices(posted));
    for (const button of element.querySelectorAll<HTMLElement>('.lemma-vote-head [class]')) {
      button.click();
    }
    expect(posted.map((message) => 'method' in message && message.method)).toEqual([
      'chat/answerNow',
      'chat/stop',
    ]);
    expect(element.querySelectorAll('[aria-label="Stop"]')).toHaveLength(1);
  });
});
