import './domShim.js';
import { memoryServices, painted } from './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContextUse } from '../../../src/core/chat/contextUse.js';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { ChatStore } from '../../../webview/model/chatStore.js';
import { contextGauge, turnNames } from '../../../webview/model/contextWords.js';
import { LemmaContextGauge } from '../../../webview/view/lemmaContextGauge.js';
import type { ViewServices } from '../../../webview/view/viewServices.js';
import { answer, thought, turnWith } from './turns.js';

const NEXT = {
  earlier: 900,
  attached: 200,
  question: 100,
  leftOut: [],
  whole: 1200,
  limit: 2048,
  fits: true,
};
const USE: ContextUse = {
  contextSize: 4096,
  estimated: false,
  next: NEXT,
  reply: { turnId: 't1', earlier: 400, attached: 0, question: 60, leftOut: [] },
};
const DONE = turnWith({ state: 'finished' }, [thought('closeTag'), answer('2', 60)]);
const RUNNING = turnWith({ state: 'answering' }, [thought('closeTag'), answer('2', 60)]);

describe('the words of the context gauge', () => {
  it('are about the last reply until something is written', () => {
    const last = contextGauge(USE, DONE, true);
    expect(last.title).toBe('Context of the last reply');
    expect(last.shares.map(({ name, tokens }) => `${name} ${tokens}`)).toEqual([
      'Earlier turns 400',
      'Attached 0',
      'Question 60',
      'Thought 340',
      'Answer 60',
    ]);
    expect(last).toMatchObject({ figures: '860 / 4,096', spoken: '860 tokens of 4,096' });
    const next = contextGauge(USE, DONE, false);
    expect(next).toMatchObject({ title: 'Context of the next question', used: 1200, level: 'low' });
    expect(contextGauge(USE, RUNNING, false).title).toBe('Context of this reply');
  });

  it('say that they are estimated, and that the size is not known', () => {
    const gauge = contextGauge({ estimated: true, next: { ...NEXT } }, undefined, false);
    expect(gauge).toMatchObject({ figures: '~1,200', spoken: 'about 1,200 tokens', level: 'low' });
    expect(gauge.notes.join(' ')).toContain('once a model is loaded');
  });

  it('warn, with the numbers, of turns that are going to leave, once', () => {
    const next = { ...NEXT, leftOut: ['a', 'b'], whole: 2500 };
    const gauge = contextGauge({ ...USE, next }, DONE, false);
    expect(gauge.warning).toBe(
      'The 2 oldest turns leave the context with the next question. ' +
        'All would take 2,500; a prompt gets 2,048 of 4,096 tokens, the reply the rest.',
    );
    expect(gauge.spokenWarning).not.toMatch(/\d{3}/);
    expect(gauge).toMatchObject({ level: 'full', leftOut: ['a', 'b'] });
    const reply = { turnId: 't1', earlier: 0, attached: 0, question: 9, leftOut: ['a', 'b'] };
    expect(contextGauge({ ...USE, next, reply }, DONE, false).warning).toBe('');
  });

  it('warn of a question that does not fit, and of a reply that will be cut', () => {
    const next = { ...NEXT, question: 5000, fits: false };
    expect(contextGauge({ ...USE, next }, DONE, false).warning).toContain(
      'It takes 5,200 of 4,096 tokens',
    );
    expect(contextGauge({ ...USE, contextSize: 900 }, RUNNING, true).warning).toBe(
      'The context is nearly full: the reply ends when it is. 860 of 900 tokens are taken.',
    );
    expect(contextGauge({ ...USE, contextSize: 1000 }, RUNNING, true)).toMatchObject({
      warning: '',
      level: 'near',
    });
  });

  it('name turns by their questions, not too many of them', () => {
    expect(turnNames(['What is\n1 + 1?', 'Why?'])).toBe('“What is 1 + 1?”, “Why?”');
    expect(turnNames(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('“a”, “b”, “c”, “d”, 2 more');
  });
});

describe('the context gauge', () => {
  let posted: WireMessage[];
  let services: ViewServices;
  let store: ChatStore;
  let gauge: LemmaContextGauge;

  const asked = (): readonly unknown[] =>
    posted.flatMap((each) =>
      each.type === 'request' && each.method === 'chat/context' ? [each.params] : [],
    );

  async function answerWith(result: ContextUse): Promise<void> {
    const request = posted.findLast((each) => each.type === 'request');
    if (request?.type !== 'request') throw new Error('nothing was asked');
    services.host.receive({ type: 'response', id: request.id, result });
    await vi.advanceTimersByTimeAsync(0);
    await painted(gauge);
  }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
    posted = [];
    services = memoryServices(posted);
    store = new ChatStore();
    store.applySnapshot({
      sessionId: 's',
      turns: [DONE],
      model: { name: 'm', demo: false, state: 'ready' },
      busy: false,
      view: { thinkingFold: 'never' },
      effort: { effort: 'normal', tokens: EFFORT_TOKENS },
    });
    gauge = new LemmaContextGauge();
    gauge.store = store;
    gauge.services = services;
    document.body.append(gauge);
    await painted(gauge);
  });

  afterEach(() => {
    document.body.replaceChildren();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('asks once for all that is typed in a moment, with the chips', async () => {
    for (const draft of ['w', 'wh', 'why']) {
      gauge.draft = draft;
      await painted(gauge);
      vi.advanceTimersByTime(100);
    }
    expect(asked()).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([{ text: 'why', attachments: [], turnId: 't1' }]);
    gauge.draft = 'why?';
    await painted(gauge);
    vi.advanceTimersByTime(1000);
    // One question at a time.
    expect(asked()).toHaveLength(1);
    await answerWith(USE);
    vi.advanceTimersByTime(1000);
    expect(asked()).toHaveLength(2);
  });

  it('asks nothing while the page is hidden, and once it is shown', () => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(5000);
    expect(asked()).toEqual([]);
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(1000);
    expect(asked()).toHaveLength(1);
  });

  it('follows a reply by its own words, and asks again only when its state changes', async () => {
    vi.advanceTimersByTime(1000);
    await answerWith(USE);
    store.applyTurn({ ...RUNNING, parts: [thought()] });
    gauge.look();
    vi.advanceTimersByTime(1000);
    await answerWith(USE);
    expect(gauge.querySelector('.lemma-context .lemma-figures')?.textContent).toBe('800 / 4,096');
    store.applyPatch({
      turnId: 't1',
      fromSeq: 1,
      seq: 1,
      deltas: [{ kind: 'thinking', text: ' more', tokens: 50 }],
    });
    gauge.look();
    vi.advanceTimersByTime(1000);
    await painted(gauge);
    expect(gauge.querySelector('.lemma-context .lemma-figures')?.textContent).toBe('850 / 4,096');
    expect(asked()).toHaveLength(2);
  });

  it('shows a table that Escape closes, with the turns that were left out', async () => {
    vi.advanceTimersByTime(1000);
    const reply = { turnId: 't1', earlier: 0, attached: 0, question: 60, leftOut: ['t1'] };
    await answerWith({ ...USE, reply });
    const button = gauge.querySelector<HTMLElement>('button');
    expect(button?.textContent).toContain('Context of the last reply: 460 tokens of 4,096');
    button?.click();
    await painted(gauge);
    const rows = [...gauge.querySelectorAll('tr')].map((row) =>
      row.textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(rows).toContain('Taken 460');
    expect(rows).toContain('Free 3,636');
    expect(gauge.textContent).toContain('Left out: “What is 1 + 1?”');
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await painted(gauge);
    expect(button?.getAttribute('aria-expanded')).toBe('false');
  });
});
