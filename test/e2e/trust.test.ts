import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileCorpora } from '../data/hostileCorpora.js';
import { hostileTexts } from '../unit/webview/hostileText.js';
import { ChatPage } from './harness/chatPage.js';
import { poll } from './harness/poll.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

/** What a stored chat is changed to. */
interface StoredChat {
  turns: { parts: object[] }[];
}

/** TeX to which KaTeX gives styles as attributes: an error, a box, and an arrow that is a picture. */
const STYLED_MATH = String.raw`$\undefined{x}$ $\fcolorbox{red}{blue}{x}$ $\vec{x}$ $\pmb{x}$`;

const LINKS = '[web](https://example.org/help) [run](command:workbench.action.terminal.new)';

describe('what the model writes', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'trust',
      settings: {
        'lemma.sampling.seed': 7,
        // The demo model is sure of itself unless it is heated.
        'lemma.sampling.temperature': 2,
        'lemma.sampling.topP': 1,
        'lemma.sampling.maxTokens': 300,
        'lemma.thinking.confidence': true,
      },
    });
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
  });

  /** How many stretches are underlined. */
  const underlined = (): Promise<number> =>
    chat.frame.locator('body').evaluate(() => {
      const levels = [1, 2, 3].map((level) => CSS.highlights.get(`lemma-unsure-${level}`));
      return levels.reduce((sum, level) => sum + (level?.size ?? 0), 0);
    });

  /** The same once it stays: the page underlines a while after it has painted the text. */
  const settled = async (): Promise<number> => {
    const seen: number[] = [];
    return poll('underlines that stay', async () => {
      seen.push(await underlined());
      const latest = seen.slice(-20);
      const [count = 0] = latest;
      return latest.length === 20 && latest.every((each) => each === count) ? count : undefined;
    });
  };

  it('is underlined where the model was unsure, also after a reload', async () => {
    await chat.ask('What is 123 + 456 - 78?');
    await chat.finished(1);
    const before = await settled();
    expect(before).toBeGreaterThan(0);

    await chat.last.locator('.lemma-trace-scroll').focus();
    await code.page.keyboard.press('u');
    const tip = chat.frame.locator('.lemma-tip');
    await expect.poll(() => tip.innerText()).toMatch(/\d+% sure/);
    await code.screenshot('confidence');

    await code.workbench.reload();
    await code.workbench.runCommand('Lemma: Focus Chat');
    chat = new ChatPage(code.workbench);
    await chat.finished(1);
    await expect.poll(underlined).toBe(before);
    await code.workbench.runCommand('Lemma: Show or Hide Unsure Words');
    await expect.poll(underlined).toBe(0);
  });

  it('runs no script, loads nothing and names no command', async () => {
    await code.workbench.runCommand('Lemma: New Chat');
    await expect.poll(() => chat.turns.count()).toBe(0);
    const folder = path.join(code.userData, 'User', 'globalStorage', 'lemma.lemma', 'sessions');
    const [file = ''] = (await readdir(folder)).filter((each) => each.endsWith('.json'));
    const stored = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as StoredChat;
    const all = [...hostileTexts, ...Object.values(hostileCorpora).flat()];
    const hostile = all.join('\n\n');
    const [turn] = stored.turns;
    if (turn) {
      turn.parts = [
        {
          kind: 'thinking',
          text: `${STYLED_MATH}\n\n${hostile}`,
          tokenCount: 1,
          end: 'closeTag',
          durationMs: 1,
        },
        { kind: 'text', text: `${LINKS}\n\n${STYLED_MATH}\n\n${hostile}`, tokenCount: 1 },
      ];
    }
    await writeFile(path.join(folder, file), JSON.stringify(stored));

    const requests: string[] = [];
    const dialogs: string[] = [];
    code.page.on('request', (request) => requests.push(request.url()));
    code.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await chat.frame.locator('body').evaluate(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        document.body.dataset['refused'] = `${event.violatedDirective} ${event.blockedURI}`;
      });
    });
    await chat.frame.getByRole('button', { name: 'Chats', exact: true }).click();
    await chat.frame.locator('lemma-chat-row').first().waitFor();
    await code.page.keyboard.press('ArrowDown');
    await code.page.keyboard.press('Enter');
    await chat.finished(1);
    const answer = chat.last.locator('.lemma-answer');
    await answer.getByRole('link', { name: 'web', exact: true }).waitFor();
    expect(await chat.trace(chat.last)).toContain('alert(');
    const arrow = answer.locator('.katex .overlay, .katex-overlay').first();
    await arrow.waitFor({ state: 'attached' });
    // All that KaTeX gives a style arrives with it.
    const kept = await answer.evaluate((element) => ({
      error: element.querySelector<HTMLElement>('.katex-error')?.style.color,
      held: element.querySelectorAll('[data-lemma-style]').length,
      pictures: [...element.querySelectorAll<SVGElement>('.katex-html svg')].filter(
        ({ style }) => style.width !== '',
      ).length,
    }));
    expect(kept.error).toContain('errorForeground');
    expect(kept.held).toBe(0);
    expect(kept.pictures).toBeGreaterThanOrEqual(1);

    expect(await chat.frame.locator('body').getAttribute('data-refused')).toBeNull();
    expect(dialogs).toEqual([]);
    const own = new URL(code.page.url()).host;
    const foreign = requests.filter((url) => {
      const { protocol, host } = new URL(url);
      return protocol.startsWith('http') && host !== own && !host.endsWith('vscode-cdn.net');
    });
    expect(foreign).toEqual([]);
    await expect(answer.getByRole('link', { name: 'run', exact: true }).count()).resolves.toBe(0);
    await code.screenshot('hostile');
  });

  it('opens a link only after VS Code has asked', async () => {
    await chat.last.getByRole('link', { name: 'web', exact: true }).click();
    const dialog = code.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await expect.poll(() => dialog.innerText()).toContain('https://example.org/help');
    await code.screenshot('link');
    await code.page.keyboard.press('Escape');
    await poll('no dialog', async () => ((await dialog.count()) === 0 ? true : undefined));
    expect(code.page.context().pages()).toHaveLength(1);
    expect(await code.hostDeath()).toBeUndefined();
  });
});
