import './domShim.js';
import './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TurnPatch } from '../../../src/core/chat/turn.js';
import { EFFORT_TOKENS } from '../../../src/core/sampling/r1Defaults.js';
import type { ChatSnapshot, TurnAction } from '../../../src/protocol/chat.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { ChatApp } from '../../../webview/chatApp.js';
import { setWithKatex } from '../../../webview/render/katexSetter.js';
import { painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

let posted: WireMessage[] = [];
let state: unknown;
let app: ChatApp;

const snapshot = (turns: ChatSnapshot['turns']): ChatSnapshot => ({
  sessionId: 's',
  turns,
  model: { name: 'tiny', demo: true, state: 'ready' },
  view: { thinkingFold: 'never' },
  busy: false,
  effort: { effort: 'normal', tokens: EFFORT_TOKENS },
});

function of(method: string): readonly WireMessage[] {
  return posted.filter((each) => 'method' in each && each.method === method);
}

async function respond(result: unknown): Promise<void> {
  const request = posted.findLast((each) => each.type === 'request');
  if (request?.type !== 'request') throw new Error('no request');
  app.host.receive({ type: 'response', id: request.id, result });
  await vi.waitFor(() => {
    expect(app.element.querySelector('.lemma-turns')?.childElementCount).toBeGreaterThan(0);
  });
  await painted(app.element);
}

function notify(method: string, params: unknown): void {
  app.host.receive({ type: 'notification', method, params });
}

function patch(fromSeq: number, seq: number, text: string): TurnPatch {
  return { turnId: 't1', fromSeq, seq, deltas: [{ kind: 'text', text, tokens: 1 }] };
}

function typed(text: string): HTMLElement {
  const area = app.element.querySelector('textarea');
  if (!(area instanceof HTMLElement)) throw new Error('no input');
  Object.assign(area, { value: text });
  area.dispatchEvent(new Event('input'));
  return area;
}

beforeEach(() => {
  posted = [];
  state = undefined;
  openApp();
});

function openApp(): void {
  const vscode = {
    postMessage: (message: unknown) => posted.push(message as WireMessage),
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
    },
  };
  app = new ChatApp(vscode, () => Promise.resolve(setWithKatex));
  document.body.append(app.element);
  app.start();
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('ChatApp', () => {
  it('asks again where no answer comes, or a bad one, and no more once it has one', async () => {
    vi.useFakeTimers();
    try {
      openApp();
      const before = of('chat/ready').length;
      vi.advanceTimersByTime(5000);
      const asked = of('chat/ready');
      expect(asked).toHaveLength(before + 1);
      const last = asked.at(-1);
      if (last?.type !== 'request') throw new Error('no request');
      app.host.receive({ type: 'error', id: last.id, code: 'internal' });
      vi.advanceTimersByTime(5000);
      expect(of('chat/ready')).toHaveLength(before + 2);
    } finally {
      vi.useRealTimers();
    }
    await respond(snapshot([turnWith({ state: 'finished' }, [answer('4', 1)])]));
    const answered = of('chat/ready').length;
    app.start();
    expect(of('chat/ready')).toHaveLength(answered + 1);
  });

  it('shows the snapshot it asked for', async () => {
    await respond(snapshot([turnWith({ state: 'finished' }, [answer('It is 2.')])]));
    expect(of('chat/ready')).toHaveLength(1);
    expect(app.element.textContent).toContain('It is 2.');
    expect(app.element.textContent).toContain('knows only arithmetic, linear equations');
  });

  it('paints patches and gives their credit back', async () => {
    await respond(snapshot([turnWith({ state: 'answering' }, [answer('It ')])]));
    notify('chat/patch', patch(1, 1, 'is '));
    notify('chat/patch', patch(2, 3, '2.'));
    await vi.waitFor(() => {
      expect(app.element.textContent).toContain('It is 2.');
      expect(of('chat/ack').map((each) => 'params' in each && each.params)).toEqual([
        { turnId: 't1', seq: 1 },
        { turnId: 't1', seq: 3 },
      ]);
    });
    expect(of('chat/ready')).toHaveLength(1);
  });

  it('asks for a snapshot after a gap, once', async () => {
    await respond(snapshot([turnWith({ state: 'answering' }, [answer('It ')])]));
    notify('chat/patch', patch(3, 3, 'lost'));
    notify('chat/patch', patch(4, 4, 'lost'));
    expect(of('chat/ready')).toHaveLength(2);
    await respond(snapshot([turnWith({ state: 'answering' }, [answer('It is')], { seq: 4 })]));
    await vi.waitFor(() => {
      expect(app.element.textContent).toContain('It is');
    });
    expect(app.element.textContent).not.toContain('lost');
  });

  it('sends with Enter, not with Shift+Enter, and keeps what could not be sent', async () => {
    await respond(snapshot([]));
    const area = typed('1 + 1?');
    expect(state).toMatchObject({ draft: '1 + 1?', folded: {} });
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true }));
    expect(of('chat/submit')).toHaveLength(0);
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    const [submit] = of('chat/submit');
    expect(submit).toMatchObject({ params: { text: '1 + 1?', attachments: [] } });
    expect(state).toMatchObject({ draft: '', questions: ['1 + 1?'], folded: {} });
    if (submit?.type === 'request') {
      app.host.receive({ type: 'error', id: submit.id, code: 'busy' });
    }
    await vi.waitFor(() => {
      expect(state).toMatchObject({ draft: '1 + 1?', folded: {} });
      expect(app.element.querySelector('[role=alert]')).not.toBeNull();
    });
  });

  it('gives what is typed to the host, and takes it back once after a reload', async () => {
    await respond(snapshot([]));
    notify('attach/draft', { text: 'from before' });
    await painted(app.element);
    expect(app.element.querySelector('textarea')?.value).toBe('from before');
    const area = typed('typed');
    await vi.waitFor(() => {
      expect(of('attach/keepDraft').at(-1)).toMatchObject({ params: { text: 'typed' } });
    });
    notify('attach/draft', { text: 'late' });
    await painted(app.element);
    expect(area).toHaveProperty('value', 'typed');
  });

  it('stops the running turn with Escape and sends nothing meanwhile', async () => {
    await respond(snapshot([turnWith({ state: 'thinking' })]));
    const area = typed('next');
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(of('chat/submit')).toHaveLength(0);
    expect(of('chat/stop')).toMatchObject([{ params: { turnId: 't1' } }]);
  });

  it('fills the input from an example', async () => {
    await respond(snapshot([]));
    app.element.querySelector<HTMLElement>('.lemma-example')?.click();
    expect(state).toMatchObject({ draft: 'What is 12 * 7 + 5?' });
  });

  it('leads from an empty chat to a model of one’s own, as long as there is none', async () => {
    const buttons = (): HTMLElement[] => [
      ...app.element.querySelectorAll<HTMLElement>('.lemma-first-steps vscode-button'),
    ];
    await respond(snapshot([]));
    const [demo, model, ask] = buttons();
    demo?.click();
    model?.click();
    app.element.querySelector<HTMLElement>('.lemma-empty-more')?.click();
    expect(of('firstRun/tryDemoModel')).toHaveLength(1);
    expect(of('chat/chooseModel')).toHaveLength(1);
    expect(of('firstRun/openWalkthrough')).toHaveLength(1);
    typed('half a question');
    ask?.click();
    expect(document.activeElement).toBe(app.element.querySelector('textarea'));
    expect(state).toMatchObject({ draft: 'half a question' });

    notify('chat/model', { name: 'R1', demo: false, state: 'unloaded' });
    await vi.waitFor(() => {
      expect(buttons()).toEqual([]);
    });
    expect(app.element.querySelectorAll('.lemma-example')).toHaveLength(3);
    notify('chat/model', { name: 'R1', demo: false, state: 'none' });
    await vi.waitFor(() => {
      expect(buttons()).toHaveLength(1);
    });
    buttons()[0]?.click();
    expect(of('chat/chooseModel')).toHaveLength(2);
  });

  it('announces start and end to screen readers', async () => {
    await respond(snapshot([turnWith({ state: 'queued' })]));
    const spoken = (): string => app.element.querySelector('[aria-live]')?.textContent ?? '';
    notify('chat/patch', { ...patch(1, 1, ''), deltas: [], status: { state: 'thinking' } });
    await vi.waitFor(() => {
      expect(spoken()).toBe('Thinking');
    });
    const status = { state: 'finished', finish: 'eos' } as const;
    notify('chat/patch', { ...patch(2, 2, '2'), status });
    await vi.waitFor(() => {
      expect(spoken()).toBe('Answer ready');
    });
  });

  it('replaces a retried turn', async () => {
    await respond(snapshot([turnWith({ state: 'finished' }, [answer('wrong')])]));
    notify('chat/snapshot', snapshot([turnWith({ state: 'queued' }, [], { turnId: 't2' })]));
    await vi.waitFor(() => {
      expect(app.element.textContent).not.toContain('wrong');
    });
    expect(app.element.querySelectorAll('lemma-turn')).toHaveLength(1);
  });

  it('does with a turn what a command asks for', async () => {
    const trace =
      'So I need to find x when 2x + 3 = 11, one unknown.\n\nWait, maybe x is negative, who knows.';
    const parts = [thought('closeTag', trace), answer('2')];
    await respond(
      snapshot([
        turnWith({ state: 'finished' }, parts),
        turnWith({ state: 'finished' }, parts, { turnId: 't2' }),
      ]),
    );
    const [first, second] = app.element.querySelectorAll('lemma-turn');
    const act = (action: TurnAction): void => {
      notify('chat/act', { turnId: 't2', action });
    };
    const folded = (turn?: Element): number =>
      turn?.querySelectorAll('.lemma-step-fold[aria-expanded="false"]').length ?? 0;
    act('foldSteps');
    await expect.poll(() => folded(second)).toBe(2);
    expect(folded(first)).toBe(0);
    act('unfoldSteps');
    await expect.poll(() => folded(second)).toBe(0);
    const outline = (): string | null | undefined =>
      second?.querySelector('.lemma-outline-toggle')?.getAttribute('aria-expanded');
    const before = outline();
    act('outline');
    await expect.poll(outline).not.toBe(before);
    act('details');
    await expect.poll(() => second?.querySelector('.lemma-details dl')).not.toBeNull();
    act('editThinking');
    await expect.poll(() => second?.querySelector('lemma-trace-editor textarea')).not.toBeNull();
    act('editQuestion');
    await expect.poll(() => second?.querySelector('lemma-question-editor')).not.toBeNull();
    act('check');
    await expect.poll(() => of('chat/check')).toMatchObject([{ params: { turnId: 't2' } }]);
    expect(first?.querySelector('textarea, dl')).toBeNull();
  });

  it('changes the step that the menu was opened on', async () => {
    const trace =
      'So I need to find x when 2x + 3 = 11, one unknown.\n\nWait, maybe x is negative, who knows.';
    await respond(snapshot([turnWith({ state: 'finished' }, [thought('closeTag', trace)])]));
    notify('chat/changeStep', { change: 'cut' });
    expect(of('chat/resume')).toEqual([]);
    const second = [...app.element.querySelectorAll('lemma-step')][1];
    second?.querySelector('p')?.dispatchEvent(new Event('contextmenu', { bubbles: true }));
    notify('chat/changeStep', { change: 'cut' });
    expect(of('chat/resume')).toMatchObject([
      { params: { thinking: 'So I need to find x when 2x + 3 = 11, one unknown.\n\n' } },
    ]);
  });
});
