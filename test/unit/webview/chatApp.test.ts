import './domShim.js';
import { eventually } from '../eventually.js';
import './mountTurn.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TurnPatch } from '../../../src/core/chat/turn.js';
import type { TurnAction } from '../../../src/protocol/chat.js';
import { chatSnapshot, ChatView } from './chatView.js';
import { painted } from './mountTurn.js';
import { answer, thought, turnWith } from './turns.js';

let view: ChatView;

function patch(fromSeq: number, seq: number, text: string): TurnPatch {
  return { turnId: 't1', fromSeq, seq, deltas: [{ kind: 'text', text, tokens: 1 }] };
}

function typed(text: string): HTMLElement {
  const area = view.element.querySelector('textarea');
  if (!(area instanceof HTMLElement)) throw new Error('no input');
  Object.assign(area, { value: text });
  area.dispatchEvent(new Event('input'));
  return area;
}

beforeEach(() => {
  view = new ChatView();
});

afterEach(() => {
  document.body.replaceChildren();
});

describe('ChatApp', () => {
  it('asks again where no answer comes, or a bad one, and no more once it has one', async () => {
    vi.useFakeTimers();
    try {
      view = new ChatView();
      const before = view.sent('chat/ready').length;
      vi.advanceTimersByTime(5000);
      const asked = view.sent('chat/ready');
      expect(asked).toHaveLength(before + 1);
      const last = asked.at(-1);
      if (last?.type !== 'request') throw new Error('no request');
      view.app.host.receive({ type: 'error', id: last.id, code: 'internal' });
      vi.advanceTimersByTime(5000);
      expect(view.sent('chat/ready')).toHaveLength(before + 2);
    } finally {
      vi.useRealTimers();
    }
    await view.show([turnWith({ state: 'finished' }, [answer('4', 1)])]);
    const answered = view.sent('chat/ready').length;
    view.app.start();
    expect(view.sent('chat/ready')).toHaveLength(answered + 1);
  });

  it('shows the snapshot it asked for', async () => {
    await view.show([turnWith({ state: 'finished' }, [answer('It is 2.')])]);
    expect(view.sent('chat/ready')).toHaveLength(1);
    expect(view.element.textContent).toContain('It is 2.');
    expect(view.element.textContent).toContain('knows only arithmetic, linear equations');
  });

  it('paints patches and gives their credit back', async () => {
    await view.show([turnWith({ state: 'answering' }, [answer('It ')])]);
    view.notify('chat/patch', patch(1, 1, 'is '));
    view.notify('chat/patch', patch(2, 3, '2.'));
    await eventually(() => {
      expect(view.element.textContent).toContain('It is 2.');
      expect(view.sent('chat/ack').map((each) => 'params' in each && each.params)).toEqual([
        { turnId: 't1', seq: 1 },
        { turnId: 't1', seq: 3 },
      ]);
    });
    expect(view.sent('chat/ready')).toHaveLength(1);
  });

  it('asks for a snapshot after a gap, once', async () => {
    await view.show([turnWith({ state: 'answering' }, [answer('It ')])]);
    view.notify('chat/patch', patch(3, 3, 'lost'));
    view.notify('chat/patch', patch(4, 4, 'lost'));
    expect(view.sent('chat/ready')).toHaveLength(2);
    await view.show([turnWith({ state: 'answering' }, [answer('It is')], { seq: 4 })]);
    await eventually(() => {
      expect(view.element.textContent).toContain('It is');
    });
    expect(view.element.textContent).not.toContain('lost');
  });

  it('sends with Enter, not with Shift+Enter, and keeps what could not be sent', async () => {
    await view.show([]);
    const area = typed('1 + 1?');
    expect(view.state).toMatchObject({ draft: '1 + 1?', folded: {} });
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', shiftKey: true }));
    expect(view.sent('chat/submit')).toHaveLength(0);
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    const [submit] = view.sent('chat/submit');
    expect(submit).toMatchObject({ params: { text: '1 + 1?', attachments: [] } });
    expect(view.state).toMatchObject({ draft: '', questions: ['1 + 1?'], folded: {} });
    if (submit?.type === 'request') {
      view.app.host.receive({ type: 'error', id: submit.id, code: 'busy' });
    }
    await eventually(() => {
      expect(view.state).toMatchObject({ draft: '1 + 1?', folded: {} });
      expect(view.element.querySelector('[role=alert]')).not.toBeNull();
    });
  });

  it('gives what is typed to the host, and takes it back once after a reload', async () => {
    await view.show([]);
    view.notify('attach/draft', { text: 'from before' });
    await painted(view.element);
    expect(view.element.querySelector('textarea')?.value).toBe('from before');
    const area = typed('typed');
    await eventually(() => {
      expect(view.sent('attach/keepDraft').at(-1)).toMatchObject({ params: { text: 'typed' } });
    });
    view.notify('attach/draft', { text: 'late' });
    await painted(view.element);
    expect(area).toHaveProperty('value', 'typed');
  });

  it('stops the running turn with Escape and sends nothing meanwhile', async () => {
    await view.show([turnWith({ state: 'thinking' })]);
    const area = typed('next');
    area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(view.sent('chat/submit')).toHaveLength(0);
    expect(view.sent('chat/stop')).toMatchObject([{ params: { turnId: 't1' } }]);
  });

  it('fills the input from an example', async () => {
    await view.show([]);
    view.element.querySelector<HTMLElement>('.lemma-example')?.click();
    expect(view.state).toMatchObject({ draft: 'What is 12 * 7 + 5?' });
  });

  it('leads from an empty chat to a model of one’s own, as long as there is none', async () => {
    const buttons = (): HTMLElement[] => [
      ...view.element.querySelectorAll<HTMLElement>('.lemma-first-steps vscode-button'),
    ];
    await view.show([]);
    const [demo, model, ask] = buttons();
    demo?.click();
    model?.click();
    view.element.querySelector<HTMLElement>('.lemma-empty-more')?.click();
    expect(view.sent('firstRun/tryDemoModel')).toHaveLength(1);
    expect(view.sent('chat/chooseModel')).toHaveLength(1);
    expect(view.sent('firstRun/openWalkthrough')).toHaveLength(1);
    typed('half a question');
    ask?.click();
    expect(document.activeElement).toBe(view.element.querySelector('textarea'));
    expect(view.state).toMatchObject({ draft: 'half a question' });

    view.notify('chat/model', { name: 'R1', demo: false, state: 'unloaded' });
    await eventually(() => {
      expect(buttons()).toEqual([]);
    });
    expect(view.element.querySelectorAll('.lemma-example')).toHaveLength(3);
    view.notify('chat/model', { name: 'R1', demo: false, state: 'none' });
    await eventually(() => {
      expect(buttons()).toHaveLength(1);
    });
    buttons()[0]?.click();
    expect(view.sent('chat/chooseModel')).toHaveLength(2);
  });

  it('announces start and end to screen readers', async () => {
    await view.show([turnWith({ state: 'queued' })]);
    const spoken = (): string => view.element.querySelector('[aria-live]')?.textContent ?? '';
    view.notify('chat/patch', { ...patch(1, 1, ''), deltas: [], status: { state: 'thinking' } });
    await eventually(() => {
      expect(spoken()).toBe('Thinking');
    });
    const status = { state: 'finished', finish: 'eos' } as const;
    view.notify('chat/patch', { ...patch(2, 2, '2'), status });
    await eventually(() => {
      expect(spoken()).toBe('Answer ready');
    });
  });

  it('replaces a retried turn', async () => {
    await view.show([turnWith({ state: 'finished' }, [answer('wrong')])]);
    view.notify(
      'chat/snapshot',
      chatSnapshot([turnWith({ state: 'queued' }, [], { turnId: 't2' })]),
    );
    await eventually(() => {
      expect(view.element.textContent).not.toContain('wrong');
    });
    expect(view.element.querySelectorAll('lemma-turn')).toHaveLength(1);
  });

  it('does with a turn what a command asks for', async () => {
    const trace =
      'So I need to find x when 2x + 3 = 11, one unknown.\n\nWait, maybe x is negative, who knows.';
    const parts = [thought('closeTag', trace), answer('2')];
    await view.show([
      turnWith({ state: 'finished' }, parts),
      turnWith({ state: 'finished' }, parts, { turnId: 't2' }),
    ]);
    const [first, second] = view.element.querySelectorAll('lemma-turn');
    const act = (action: TurnAction): void => {
      view.notify('chat/act', { turnId: 't2', action });
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
    await expect.poll(() => view.sent('chat/check')).toMatchObject([{ params: { turnId: 't2' } }]);
    expect(first?.querySelector('textarea, dl')).toBeNull();
  });

  it('changes the step that the menu was opened on', async () => {
    const trace =
      'So I need to find x when 2x + 3 = 11, one unknown.\n\nWait, maybe x is negative, who knows.';
    await view.show([turnWith({ state: 'finished' }, [thought('closeTag', trace)])]);
    view.notify('chat/changeStep', { change: 'cut' });
    expect(view.sent('chat/resume')).toEqual([]);
    const second = [...view.element.querySelectorAll('lemma-step')][1];
    second?.querySelector('p')?.dispatchEvent(new Event('contextmenu', { bubbles: true }));
    view.notify('chat/changeStep', { change: 'cut' });
    expect(view.sent('chat/resume')).toMatchObject([
      { params: { thinking: 'So I need to find x when 2x + 3 = 11, one unknown.\n\n' } },
    ]);
  });
});
