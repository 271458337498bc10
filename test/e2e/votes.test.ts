import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

/** Longer numbers than the demo model has learnt: its replies disagree, whatever their seeds. */
const HARD = 'What is 4873 * 67 - 389 * 58?';

const WIDE = { width: 1400, height: 900 };

describe('votes in the packaged extension', () => {
  let code: VsCode;
  let chat: ChatPage;
  const chooseVotes = async (label: string): Promise<void> => {
    await chat.frame.locator('vscode-dropdown.lemma-votes').click();
    await chat.frame.locator('vscode-option', { hasText: label }).click();
  };
  const tabs = (): Locator => chat.last.getByRole('tab');
  const words = (): Promise<string | null> => chat.last.locator('.lemma-vote-words').textContent();

  beforeAll(async () => {
    code = await startVsCode({
      name: 'votes',
      settings: { 'lemma.sampling.seed': 1 },
      viewport: WIDE,
    });
    await code.workbench.openFile('problems.md');
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
  });

  it('asks how often, says what that takes, and ends as soon as the first three agree', async () => {
    await code.workbench.openFile('problems.md');
    await code.workbench.selectLines(7);
    await code.workbench.openPick('Lemma: Solve with Votes');
    const rows = code.page.locator('.quick-input-list .monaco-list-row');
    await expect.poll(() => rows.count()).toBe(4);
    await expect.poll(() => rows.first().textContent()).toContain('at most');
    await code.screenshot('votes-pick');
    await code.workbench.pick('Up to 5 answers');
    const turn = await chat.finished(1);
    await expect.poll(words).toBe('3 of 3 agree');
    expect(await tabs().count()).toBe(3);
    expect(await chat.result(turn)).toBe('4');
    await code.screenshot('votes-agree');
  });

  it('checks an answer at a press, and marks what was checked at its place', async () => {
    await chat.last.getByRole('button', { name: 'Check', exact: true }).click();
    const summary = chat.last.locator('.lemma-checks-button');
    await expect.poll(() => summary.textContent()).toMatch(/Check: \d+ checked/);
    await expect.poll(() => chat.last.locator('.lemma-check-mark').count()).toBeGreaterThan(1);
    await summary.click();
    const claims = chat.last.locator('.lemma-checks li');
    await expect.poll(() => claims.first().textContent()).toContain('put into the equation');
    await claims.nth(1).getByRole('button', { name: 'Go to where it is written' }).click();
    await chat.last.locator('.lemma-check-mark:focus').waitFor();
    await code.screenshot('check');
  });

  it('shows disagreement as it is, each reply in a tab, and what a vote takes before it is asked', async () => {
    chat = await ChatPage.open(code.workbench, 'editor', 1);
    await chooseVotes('Votes: 5');
    await expect
      .poll(() => chat.frame.locator('.lemma-votes-cost').textContent())
      .toMatch(/3 to 5 answers.*about .*at most/);
    await chat.ask(HARD);
    await chat.finished(2);
    await expect.poll(words).toMatch(/^(No agreement|[12] of \d (agree|answered), no majority)/);
    const count = await tabs().count();
    expect(count).toBeGreaterThan(3);
    await code.screenshot('votes-disagree');

    const other = chat.last.locator('.lemma-vote-differs').last();
    const said = (await other.locator('.katex-mathml annotation').textContent()) ?? '';
    await other.click();
    await expect.poll(() => other.getAttribute('aria-selected')).toBe('true');
    expect(await chat.result(chat.last)).toBe(said);
    await chat.last.getByRole('button', { name: 'Go on with this answer' }).click();
    await expect.poll(() => other.getAttribute('aria-label')).toContain('the chat goes on with it');
    await other.focus();
    await code.workbench.press('Home');
    await expect.poll(() => tabs().first().getAttribute('aria-selected')).toBe('true');
  });

  it('keeps a vote over a reload', async () => {
    const before = await Promise.all([words(), tabs().count()]);
    const chosen = '[role="tab"][aria-label$="the chat goes on with it"]';
    const name = await chat.last.locator(chosen).getAttribute('aria-label');
    await code.workbench.reload();
    chat = new ChatPage(code.workbench, 1);
    await chat.ready();
    await chat.finished(2);
    await expect
      .poll(() => chat.turns.first().locator('.lemma-checks-button').textContent())
      .toMatch(/Check: \d+ checked/);
    await expect.poll(async () => Promise.all([words(), tabs().count()])).toEqual(before);
    expect(await chat.last.locator(chosen).getAttribute('aria-label')).toBe(name);
    expect(await code.hostDeath()).toBeUndefined();
  });
});
