import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { poll } from './harness/poll.js';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { Workbench } from './harness/workbench.js';

describe('the chats of a user', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'chats',
    });
    chat = await ChatPage.open(code.workbench, 'editor');
  });

  afterAll(async () => {
    await code.stop();
  });

  const rows = (): Locator => chat.frame.locator('lemma-chat-row');
  const press = (key: string): Promise<void> => code.page.keyboard.press(key);

  it('are listed, found by what was thought, renamed, opened and deleted from the keyboard', async () => {
    await chat.ask('What is 17 + 25?');
    await chat.finished(1);
    await chat.frame.getByRole('button', { name: 'New chat' }).click();
    await chat.ask('Solve for x: 2x + 3 = 11');
    await chat.finished(1);

    await chat.frame.getByRole('button', { name: 'Chats', exact: true }).click();
    await expect.poll(() => rows().count()).toBe(2);
    await code.screenshot('list');
    await press('ArrowDown');
    await press('ArrowDown');
    await press('F2');
    await code.page.keyboard.type('My sums');
    await press('Enter');
    await expect.poll(() => rows().nth(1).innerText()).toContain('My sums');

    await chat.frame.getByLabel('Search chats').fill('17');
    await expect.poll(() => rows().count()).toBe(1);
    await code.screenshot('search');
    await press('ArrowDown');
    await press('Enter');
    // Until the chat is open, the one before is shown.
    await expect.poll(() => chat.result(chat.last)).toBe('42');

    await chat.frame.getByRole('button', { name: 'Chats', exact: true }).click();
    await expect.poll(() => rows().count()).toBe(2);
    await press('ArrowDown');
    await press('Delete');
    await expect.poll(() => rows().count()).toBe(1);
    await code.screenshot('undo');
    await chat.frame.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rows().count()).toBe(2);
    await press('Escape');
    await chat.ready();
  });

  it('hold answers that are run again word for word, also after a reload', async () => {
    await chat.frame.getByRole('button', { name: 'New chat' }).click();
    await expect.poll(() => chat.turns.count()).toBe(0);
    await chat.ask('What is 23 * 4 + 8?');
    const first = await chat.finished(1);
    const [trace, result] = [await chat.trace(first), await chat.result(first)];
    const again = async (): Promise<void> => {
      await chat.last.getByRole('button', { name: 'Run again with this seed' }).click();
      await expect
        .poll(() => chat.answer(chat.last), { timeout: 60_000 })
        .toContain('the same words');
      await expect.poll(() => chat.trace(chat.last), { timeout: 60_000 }).toBe(trace);
      expect(await chat.result(chat.last)).toBe(result);
    };
    await again();
    await chat.last.locator('.lemma-details-button').click();
    await chat.last.locator('.lemma-details').waitFor();
    await code.screenshot('details');

    await code.workbench.reload();
    chat = new ChatPage(code.workbench);
    await chat.ready();
    await chat.finished(1);
    await again();
  });

  it('are shown as Markdown or JSONL before they are saved', async () => {
    const row = (label: string): Locator =>
      code.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
    await code.workbench.openPick('Lemma: Export Chat…');
    await row('JSONL').click();
    const content = code.page.getByText('Export, beside questions and answers');
    await content.waitFor();
    // Of lists that come one after the other, the second may not take keys yet when it is seen.
    await poll('the end of the list', async () => {
      if (!(await content.isVisible())) return true;
      await code.workbench.press('Enter');
      return undefined;
    });
    const toast = code.workbench.notification('of 1 chat, with thoughts');
    await toast.getByRole('button', { name: 'Save…' }).waitFor();
    const shown = code.page.locator('.editor-instance .view-lines').last();
    await expect.poll(() => shown.innerText()).toContain('reasoning_content');
    await code.screenshot('export');
  });

  it('tell that another window shows them', async () => {
    const page = await code.page.context().browser()?.newPage();
    if (!page) throw new Error('no browser');
    try {
      const address = new URL(code.page.url());
      address.searchParams.set('folder', code.userData);
      await page.goto(address.toString());
      const other = new Workbench(page);
      await other.ready();
      await other.openPick('Lemma: Show Chats');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: '23 * 4' }).click();
      await other.notification('is open in another window, too').waitFor();
      expect(await code.hostDeath()).toBeUndefined();
    } finally {
      await page.close();
    }
  });
});
