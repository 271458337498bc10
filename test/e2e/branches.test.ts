import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage, shownText } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

describe('branches of a chat', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'branches',
      settings: { 'lemma.sampling.temperature': 0, 'lemma.sampling.seed': 7 },
      viewport: { width: 900, height: 900 },
    });
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
  });

  const prompts = async (): Promise<string[]> =>
    chat.frame.locator('.lemma-prompt').allInnerTexts();

  it('fork where an earlier question is edited, and keep what followed', async () => {
    await chat.ask('What is 20 + 30?');
    await chat.finished(1);
    await chat.ask('Now add 12 to that.');
    await chat.finished(2);
    const first = chat.turns.first();
    await first.getByRole('button', { name: 'Edit question' }).click();
    const editor = first.locator('.lemma-question textarea');
    await editor.fill('What is 40 + 30?');
    await code.screenshot('edit-question');
    await editor.press('Enter');
    expect(await chat.result(await chat.finished(1))).toBe('70');
    expect(await prompts()).toEqual(['What is 40 + 30?']);
    await code.screenshot('branches');

    await chat.last.getByRole('button', { name: 'Previous branch' }).click();
    await expect.poll(prompts).toEqual(['What is 20 + 30?', 'Now add 12 to that.']);
    expect(await chat.result(chat.last)).toBe('62');
  });

  it('are switched with the keys and from the command palette; the focus stays with the turn', async () => {
    const label = (): Promise<string> => shownText(first.locator('.lemma-branches'));
    const first = chat.turns.first();
    await first.locator('.lemma-prompt').click();
    await first.getByRole('button', { name: 'Previous branch' }).focus();
    await code.workbench.press('Alt+]');
    await expect.poll(prompts).toEqual(['What is 40 + 30?']);
    expect(await label()).toContain('2/2');
    const focused = (): Promise<string | null | undefined> =>
      chat.frame
        .locator('body')
        .evaluate(({ ownerDocument }) => ownerDocument.activeElement?.getAttribute('data-control'));
    await expect.poll(focused).toBe('chevron-left');
    await code.workbench.runCommand('Lemma: Previous Branch');
    await expect.poll(prompts).toHaveLength(2);
  });

  it('grow by a longer thought, by a retry and by an edited trace', async () => {
    await chat.last.locator('.lemma-question button').last().focus();
    await code.workbench.runCommand('Lemma: Think Longer');
    await expect.poll(() => shownText(chat.last.locator('.lemma-branches'))).toContain('2/2');
    await chat.finished(2);
    expect(await chat.trace(chat.last)).toContain('Wait,');
    await code.workbench.runCommand('Lemma: Retry');
    await expect.poll(() => shownText(chat.last.locator('.lemma-branches'))).toContain('3/3');
    await chat.finished(2);
    await code.screenshot('branches-3');
    expect(await chat.trace(chat.last)).not.toContain('Wait,');
    await chat.last.getByRole('button', { name: 'Previous branch' }).click();
    await expect.poll(() => chat.trace(chat.last)).toContain('Wait,');
  });

  it('come back after a reload as they were left', async () => {
    await code.workbench.reload();
    chat = await ChatPage.open(code.workbench, 'view');
    await chat.finished(2);
    await expect.poll(() => shownText(chat.last.locator('.lemma-branches'))).toContain('2/3');
    await expect
      .poll(() => shownText(chat.turns.first().locator('.lemma-branches')))
      .toContain('1/2');
    expect(await chat.trace(chat.last)).toContain('Wait,');
  });
});
