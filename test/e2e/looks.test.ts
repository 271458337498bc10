import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './harness/axe.js';
import { ChatPage } from './harness/chatPage.js';
import { ThemeLooks, THEMES, type ThemeName } from './harness/themes.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

const NAMES = Object.keys(THEMES) as readonly ThemeName[];

/** Where colours that other states show already are looked at once more. */
const EDGES: readonly ThemeName[] = ['dark', 'high-contrast-light'];

/** A question whose trace is long enough to be interrupted. */
const LONG_QUESTION = 'What is 123 + 456 - 78?';

const SETTINGS = {
  'lemma.sampling.seed': 7,
  'lemma.sampling.temperature': 0,
};

const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 620, height: 900 };

describe('how the chat looks', () => {
  let code: VsCode;
  let chat: ChatPage;
  let looks: ThemeLooks;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'looks',
      settings: SETTINGS,
      viewport: WIDE,
    });
    chat = await ChatPage.open(code.workbench, 'editor');
    looks = new ThemeLooks(chat.frame);
    await code.workbench.openFile('problems.md');
    await code.workbench.selectLines(7);
    await code.workbench.runCommand('Lemma: Solve');
    await chat.ready();
    await chat.finished(1);
    await code.workbench.openFile('stats.ts');
    await code.workbench.goTo(2);
    await code.workbench.runCommand('Lemma: Explain');
    await chat.finished(2);
  });

  afterAll(async () => {
    await code.stop();
  });

  const button = (name: string | RegExp): ReturnType<typeof chat.frame.getByRole> =>
    chat.frame.getByRole('button', { name });

  const chooseVotes = async (label: string): Promise<void> => {
    await chat.frame.locator('vscode-dropdown.lemma-votes').click();
    await chat.frame.locator('vscode-option', { hasText: label }).click();
  };

  /** Looks at what is shown now in every theme: with all of axe in one, for contrast in the others. */
  const check = async (state: string, names = NAMES): Promise<void> => {
    const found: string[] = [];
    for (const name of names) {
      await looks.show(name);
      await code.screenshot(`look-${state}-${name}`);
      const rules = name === names[0] ? undefined : ['color-contrast'];
      found.push(...(await violations(chat.frame, rules)).map((each) => `${name}: ${each}`));
    }
    expect(found).toEqual([]);
  };

  it.each(NAMES)('in %s', async (name) => {
    await code.page.setViewportSize(WIDE);
    const reduceMotion = name === 'high-contrast-light' ? 'on' : 'off';
    await looks.choose(code, name, { ...SETTINGS, 'workbench.reduceMotion': reduceMotion });
    await code.screenshot(`chat-wide-${name}`);
    expect(await violations(chat.frame)).toEqual([]);

    await code.page.setViewportSize(NARROW);
    const [trace, answer] = await Promise.all(
      ['.lemma-trace', '.lemma-answer'].map((part) => chat.last.locator(part).boundingBox()),
    );
    expect(answer?.y ?? 0).toBeGreaterThan(trace?.y ?? Number.POSITIVE_INFINITY);
    const overflow = await chat.frame
      .locator('body')
      .evaluate((page) => page.scrollWidth - page.clientWidth);
    expect(overflow).toBe(0);
    await code.screenshot(`chat-narrow-${name}`);
  });

  it('with a mark on whatever the Tab key reaches', async () => {
    await looks.show('dark');
    await chat.frame.locator('.lemma-model').focus();
    const stops: string[] = [];
    const unmarked: string[] = [];
    for (let presses = 0; presses < 120; presses += 1) {
      const stop = await chat.frame.locator('body').evaluate(({ ownerDocument }) => {
        let element = ownerDocument.activeElement;
        if (element === null || element === ownerDocument.body) return undefined;
        const name = element.getAttribute('aria-label') ?? element.textContent.trim();
        const marks = (each: Element): boolean => {
          const style = getComputedStyle(each);
          return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0;
        };
        // The input is marked by the border of the box around it.
        const box = element.closest('.lemma-composer');
        let marked = element.matches('textarea') && box !== null;
        while (element !== null && !marked) {
          marked = marks(element);
          element = element.shadowRoot?.activeElement ?? null;
        }
        return { name: name.replaceAll(/\s+/g, ' ').slice(0, 60), marked };
      });
      if (stop === undefined) break;
      stops.push(stop.name);
      if (!stop.marked) unmarked.push(stop.name);
      await code.workbench.press('Tab');
    }
    expect(unmarked).toEqual([]);
    expect(stops).toEqual(
      expect.arrayContaining(['Chats', 'Edit question', 'Edit this step', 'Retry', 'Question']),
    );
  });

  it('with everything open that opens', async () => {
    await chat.frame.locator('.lemma-input').fill('');
    await chat.frame.locator('.lemma-input').pressSequentially('#series');
    await chat.frame.locator('lemma-suggestions [role=option]', { hasText: 'series.py' }).click();
    await chat.frame.locator('.lemma-chip').waitFor();
    await chat.turns.first().getByRole('button', { name: 'Edit question' }).click();
    const first = chat.turns.first();
    await first.getByRole('button', { name: 'Check', exact: true }).click();
    await first.locator('.lemma-checks-button').click();
    await first.locator('.lemma-checks li').first().waitFor();
    await chat.last.getByRole('button', { name: 'Details' }).click();
    await chooseVotes('Votes: 3');
    await chat.frame.locator('.lemma-votes-cost').waitFor();
    await chat.turns.first().getByRole('button', { name: 'Outline' }).click();
    await chat.turns.first().locator('.lemma-step-fold').nth(1).press('F2');
    await chat.frame.locator('lemma-step textarea').press('Control+f');
    await chat.frame.locator('.lemma-find input').fill('x');
    const gauge = chat.frame.locator('.lemma-context');
    await gauge.click();
    await chat.frame.locator('.lemma-context-panel table').waitFor();
    await check('open');
    await gauge.press('Escape');
    await chat.turns.first().locator('.lemma-question-editor textarea').press('Escape');
    await chat.frame.locator('lemma-step textarea').press('Escape');
    await chat.frame.locator('.lemma-find input').press('Escape');
    await button('Remove series.py').click();
    await chat.frame.locator('.lemma-chip').waitFor({ state: 'detached' });
  });

  it('in the list of chats', async () => {
    await button('Chats').click();
    await chat.frame.locator('lemma-chat-row').first().waitFor();
    await check('chats');
    await button('Back to the chat').click();
  });

  it('after a vote', async () => {
    const turns = await chat.turns.count();
    await chat.ask(LONG_QUESTION);
    await chat.finished(turns + 1);
    await chat.last.getByRole('tab').first().waitFor();
    await check('vote');
    await chooseVotes('No votes');
  });

  it('while it thinks, without motion for those who want none', async () => {
    await chat.holdInMidThought(LONG_QUESTION);
    const animation = (): Promise<string> =>
      chat.last
        .locator('.lemma-trace-title.lemma-active')
        .evaluate((title) => getComputedStyle(title).animationName);
    await looks.show('high-contrast-light');
    expect(await animation()).toBe('none');
    await looks.show('dark');
    expect(await animation()).toBe('lemma-pulse');
    await check('thinking');
    expect(await chat.last.locator('.lemma-reply').getAttribute('aria-busy')).toBe('true');
    await chat.release();
    await chat.finished(await chat.turns.count());
  });

  it('where it was stopped', async () => {
    await chat.interrupt(LONG_QUESTION, 'Stop', 'Stopped while thinking');
    await check('stopped', EDGES);
  });

  it('where it failed', async () => {
    await code.workbench.runCommand('Lemma: Edit Thinking');
    await chat.last.locator('.lemma-trace textarea').waitFor();
    await check('editing', EDGES);
    await chat.last.locator('.lemma-trace textarea').fill('word '.repeat(30_000));
    await chat.last.getByRole('button', { name: 'Resume from here' }).click();
    await chat.last.locator('.lemma-error').waitFor();
    await check('failed');
  });

  it('with nothing asked', async () => {
    await chat.frame
      .locator('.lemma-header-actions')
      .getByRole('button', { name: 'New chat' })
      .click();
    await chat.frame.locator('lemma-empty').waitFor();
    await check('empty');
  });
});
