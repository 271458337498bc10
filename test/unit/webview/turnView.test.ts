import './domShim.js';
import { afterEach, describe, expect, it } from 'vitest';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { THINKS_FREELY } from '../../../webview/model/serverWords.js';
import type { LemmaTurn } from '../../../webview/view/lemmaTurn.js';
import { memoryServices, mountTurn, painted } from './mountTurn.js';
import { answer, thought, turnWith, usage } from './turns.js';

function button(root: Element, name: string): HTMLElement {
  for (const element of root.querySelectorAll<HTMLElement>('button, vscode-button')) {
    const label = element.getAttribute('aria-label') ?? element.textContent.trim();
    if (label === name) return element;
  }
  throw new Error(`no button ${name}`);
}

function names(root: Element): readonly string[] {
  return [...root.querySelectorAll('button, vscode-button')].map(
    (each) => each.getAttribute('aria-label') ?? each.textContent.replace(/\s+/g, ' ').trim(),
  );
}

function commands(posted: readonly WireMessage[]): readonly unknown[] {
  return posted.map((each) => (each.type === 'command' ? [each.method, each.params] : each));
}

afterEach(() => {
  document.body.replaceChildren();
});

describe('lemma-turn', () => {
  it('offers to stop and to answer now while it thinks', async () => {
    const posted: WireMessage[] = [];
    const turn = turnWith({ state: 'thinking', thinkingStartedAt: Date.now() }, [thought()]);
    const element = await mountTurn(turn, memoryServices(posted));
    button(element, 'Answer now').click();
    button(element, 'Stop').click();
    expect(commands(posted)).toEqual([
      ['chat/answerNow', { turnId: 't1' }],
      ['chat/stop', { turnId: 't1' }],
    ]);
    expect(element.querySelector('.lemma-reply')?.getAttribute('aria-busy')).toBe('true');
  });

  it('cannot be told to answer where the server decides, and says why', async () => {
    const posted: WireMessage[] = [];
    const status = {
      state: 'thinking',
      thinkingStartedAt: Date.now(),
      thinksFreely: true,
    } as const;
    const element = await mountTurn(turnWith(status, [thought()]), memoryServices(posted));
    const unavailable = button(element, `Answer now: ${THINKS_FREELY}`);
    expect(unavailable.getAttribute('aria-disabled')).toBe('true');
    expect(unavailable.title).toBe(THINKS_FREELY);
    unavailable.click();
    expect(posted).toEqual([]);
    expect(element.querySelector('.lemma-figures')?.textContent).not.toContain('no limit');
  });

  it('offers copies and a retry when it is finished', async () => {
    const posted: WireMessage[] = [];
    const status = { state: 'finished', finish: 'eos', usage, boxed: '2' } as const;
    const turn = turnWith(status, [thought('closeTag', 'a'), answer('It is $2$.')]);
    const element = await mountTurn(turn, memoryServices(posted));
    for (const name of ['Copy answer', 'Copy with thinking', 'Copy result', 'Retry']) {
      button(element, name).click();
    }
    expect(commands(posted)).toEqual([
      ['chat/copyText', { text: 'It is $2$.' }],
      ['chat/copyText', { text: '> **Thought for 12 s**\n>\n> a\n\nIt is $2$.' }],
      ['chat/copyText', { text: '2' }],
      ['chat/retry', { turnId: 't1' }],
    ]);
    expect(element.querySelector('.lemma-result-value .katex')).not.toBeNull();
  });

  it('offers to continue what was cut', async () => {
    const posted: WireMessage[] = [];
    const parts = [thought('cutOff')];
    const element = await mountTurn(
      turnWith({ state: 'finished', finish: 'cancelled' }, parts),
      memoryServices(posted),
    );
    button(element, 'Continue').click();
    expect(commands(posted)).toEqual([['chat/continue', { turnId: 't1' }]]);
    expect(names(element)).not.toContain('Think longer');
    for (const finish of ['maxTokens', 'contextFull'] as const) {
      element.turn = turnWith({ state: 'finished', finish }, parts);
      await painted(element);
      expect(names(element)).toContain('Continue');
    }
    element.turn = turnWith({ state: 'finished', finish: 'cancelled' }, []);
    await painted(element);
    expect(names(element)).not.toContain('Continue');
  });

  it('offers to think longer where there was a thought', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(
      turnWith({ state: 'finished', finish: 'eos' }, [thought('closeTag'), answer('2')]),
      memoryServices(posted),
    );
    button(element, 'Think longer').click();
    expect(commands(posted)).toEqual([['chat/thinkLonger', { turnId: 't1' }]]);
    expect(names(element)).not.toContain('Continue');
    element.turn = turnWith({ state: 'finished', finish: 'eos' }, [answer('2')]);
    await painted(element);
    expect(names(element)).not.toContain('Think longer');
  });

  it('resumes from a trace that was edited as text', async () => {
    const posted: WireMessage[] = [];
    const element = await mountTurn(
      turnWith({ state: 'finished', finish: 'eos' }, [
        thought('closeTag', 'a <b>\nc'),
        answer('2'),
      ]),
      memoryServices(posted),
    );
    const area = (): HTMLTextAreaElement | null => element.querySelector('textarea');
    button(element, 'Edit thinking').click();
    await painted(element);
    expect(area()?.value).toBe('a <b>\nc');
    expect(document.activeElement).toBe(area());
    expect(element.querySelector('.lemma-trace-scroll')).toBeNull();
    area()?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await painted(element);
    expect(area()).toBeNull();
    await expect
      .poll(() => document.activeElement?.getAttribute('aria-label'))
      .toBe('Edit thinking');
    button(element, 'Edit thinking').click();
    await painted(element);
    button(element, 'Cancel').click();
    await painted(element);
    expect(posted).toEqual([]);
    button(element, 'Edit thinking').click();
    await painted(element);
    const edited = area();
    if (edited) edited.value = 'a <b>\nd';
    button(element, 'Resume from here').click();
    await painted(element);
    expect(commands(posted)).toEqual([['chat/resume', { turnId: 't1', thinking: 'a <b>\nd' }]]);
    expect(area()).toBeNull();
  });

  it('sends what is done with code, applying only where there is a file', async () => {
    const posted: WireMessage[] = [];
    const code = '```ts\na\n```\n\n- x\n\n  ```ts\n  b\n  ```\n\n    c';
    const turn = turnWith({ state: 'finished' }, [answer(code)]);
    const element = await mountTurn(turn, memoryServices(posted));
    expect(names(element)).not.toContain('Apply to the file it is about');
    const blocks = element.querySelectorAll('.lemma-code');
    const [, second] = blocks;
    if (second) button(second, 'Insert at cursor').click();
    expect(commands(posted)).toEqual([
      ['chat/codeAction', { turnId: 't1', index: 1, action: 'insert' }],
    ]);
    const attachment = {
      uri: 'file:///a.ts',
      path: 'a.ts',
      languageId: 'typescript',
      startLine: 1,
      endLine: 1,
      text: 'a',
      source: 'function',
    } as const;
    const other = await mountTurn({ ...turn, attachments: [attachment] });
    expect(names(other)).toContain('Apply to the file it is about');
    expect(other.textContent).toContain('No selection: using the function at line 1');
  });

  it('offers a terminal for shell code alone, and the answer as a comment', async () => {
    const posted: WireMessage[] = [];
    const turn = turnWith({ state: 'finished' }, [answer('```ts\na\n```\n\n```bash\nls\n```')]);
    const element = await mountTurn(turn, memoryServices(posted));
    const [script, shell] = element.querySelectorAll('.lemma-code');
    expect(script?.querySelector('[aria-label^="Run"]')).toBeNull();
    if (shell) button(shell, 'Run in terminal…').click();
    button(element, 'Insert as comment').click();
    expect(commands(posted)).toEqual([
      ['chat/codeAction', { turnId: 't1', index: 1, action: 'run' }],
      ['chat/insertAsComment', { turnId: 't1' }],
    ]);
  });

  it('folds its trace with a button that tells its state', async () => {
    const element = await mountTurn(turnWith({ state: 'finished' }, [thought('closeTag')]));
    const fold = (): Element | null => element.querySelector('.lemma-trace button.lemma-fold');
    const body = (): HTMLElement | null => element.querySelector('.lemma-trace-body');
    expect(fold()?.getAttribute('aria-expanded')).toBe('true');
    expect(fold()?.getAttribute('aria-controls')).toBe(body()?.id);
    (fold() as HTMLElement).click();
    await painted(element);
    expect(fold()?.getAttribute('aria-expanded')).toBe('false');
    expect(body()?.hidden).toBe(true);
    expect(element.querySelector('.lemma-beside')).toBeNull();
  });

  it('shows an error with its remedies and keeps what was written', async () => {
    const posted: WireMessage[] = [];
    const error = {
      code: 'engineCrashed',
      message: 'The engine stopped.',
      remedies: [{ id: 'again', label: 'Try again' }],
    } as const;
    const turn = turnWith({ state: 'failed', error }, [thought('closeTag'), answer('It i')]);
    const element = await mountTurn(turn, memoryServices(posted));
    expect(element.querySelector('.lemma-error')?.textContent).toContain('The engine stopped.');
    expect(element.querySelector('.lemma-answer .lemma-md')?.textContent).toContain('It i');
    button(element, 'Try again').click();
    expect(commands(posted)).toEqual([['chat/remedy', { turnId: 't1', remedyId: 'again' }]]);
  });

  it('keeps the nodes of settled blocks while more text comes', async () => {
    const element: LemmaTurn = await mountTurn(
      turnWith({ state: 'thinking' }, [thought(undefined, 'One.\n\nTwo.\n\nThr')]),
    );
    const first = element.querySelector('.lemma-trace .lemma-md > p');
    expect(first?.textContent).toBe('One.');
    element.turn = turnWith({ state: 'thinking' }, [thought(undefined, 'One.\n\nTwo.\n\nThree.')]);
    await painted(element);
    expect(element.querySelector('.lemma-trace .lemma-md > p')).toBe(first);
    expect(element.querySelector('.lemma-trace .lemma-md')?.textContent).toContain('Three.');
  });

  it('posts a link instead of following it', async () => {
    const element = await mountTurn(
      turnWith({ state: 'finished' }, [answer('[a](https://example.org/x)')]),
    );
    const opened: unknown[] = [];
    element.addEventListener('lemma-link', (event) => {
      if (event instanceof CustomEvent) opened.push(event.detail);
    });
    const link = element.querySelector<HTMLElement>('.lemma-link');
    expect(link?.hasAttribute('href')).toBe(false);
    link?.click();
    link?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(opened).toEqual(['https://example.org/x', 'https://example.org/x']);
  });
});
