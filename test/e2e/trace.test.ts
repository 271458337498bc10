import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { poll } from './harness/poll.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

const SETTINGS = { 'lemma.sampling.temperature': 0, 'lemma.sampling.seed': 7 };

describe('the trace of a thought', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'trace',
      settings: SETTINGS,
      viewport: { width: 1200, height: 800 },
    });
    chat = await ChatPage.open(code.workbench, 'editor');
    // The demo model sets up the equation, checks its solution and concludes: three steps.
    await chat.ask('Solve: 2x + 3 = 11');
    await chat.finished(1);
  });

  afterAll(async () => {
    await code.stop();
  });

  const find = (selector: string): Locator => chat.last.locator(selector);
  const heads = (): Locator => find('.lemma-step-fold');
  const button = (name: string): Locator => chat.last.getByRole('button', { name, exact: true });

  const thoughts = async (): Promise<string> => (await chat.trace(chat.last)).trimEnd();

  const attributes = (locator: Locator, name: string): Promise<(string | null)[]> =>
    locator.evaluateAll((all, wanted) => all.map((each) => each.getAttribute(wanted)), name);
  const open = (): Promise<string> =>
    attributes(heads(), 'aria-expanded').then((all) => all.join());
  /** Which of some elements has the focus, counted from 0. */
  const focused = (locator: Locator): Promise<number> =>
    locator.evaluateAll((all) => all.findIndex((each) => each.matches(':focus')));
  /** Whether the top of a step is within what its trace shows. */
  const inView = (index: number): Promise<boolean> =>
    heads()
      .nth(index)
      .evaluate((head) => {
        const frame = head.closest('.lemma-trace-scroll')?.getBoundingClientRect();
        const { top, bottom } = head.getBoundingClientRect();
        return frame !== undefined && top >= frame.top - 2 && bottom <= frame.bottom + 2;
      });

  it('has an outline that leads to its steps with the mouse and with the keys', async () => {
    const rows = find('lemma-outline [role="option"]');
    await expect
      .poll(() => attributes(rows, 'data-mark'))
      .toEqual(['setup', 'check', 'conclusion']);
    const toggle = chat.last.getByRole('button', { name: 'Outline' });
    await rows.first().waitFor({ state: 'hidden' });
    await toggle.click();
    await rows.nth(2).click();
    await expect.poll(() => inView(2)).toBe(true);
    await code.screenshot('trace-outline');
    await rows.nth(2).press('Home');
    await expect.poll(() => inView(0)).toBe(true);
    await code.workbench.press('ArrowDown');
    await expect.poll(() => focused(rows)).toBe(1);
    await code.workbench.press('Enter');
    await expect.poll(() => focused(heads())).toBe(1);
    await expect.poll(() => inView(1)).toBe(true);
    await toggle.click();
    await rows.first().waitFor({ state: 'hidden' });
  });

  it('has a map that leads to its steps', async () => {
    const bars = find('lemma-strip button');
    await expect.poll(() => bars.count()).toBe(3);
    await bars.first().click();
    await expect.poll(() => inView(0)).toBe(true);
    await bars.first().press('ArrowRight');
    await expect.poll(() => focused(bars)).toBe(1);
    await expect.poll(() => inView(1)).toBe(true);
    await code.workbench.press('Enter');
    await expect.poll(() => focused(heads())).toBe(1);
  });

  it('folds by step, all and none', async () => {
    await heads().nth(1).press('ArrowLeft');
    await expect.poll(open).toBe('true,false,true');
    await button('Fold all steps').click();
    await expect.poll(open).toBe('false,false,false');
    await heads().nth(2).click();
    await expect.poll(open).toBe('false,false,true');
    await button('Unfold all steps').click();
    await expect.poll(open).toBe('true,true,true');
  });

  it('leads from a result to the step that reached it, also where that is folded away', async () => {
    await button('Fold all steps').click();
    await expect.poll(open).toBe('false,false,false');
    await find('.lemma-result').getByRole('button', { name: 'Go to where this was' }).click();
    await expect.poll(() => focused(heads())).toBe(0);
    await expect.poll(open).toBe('true,false,false');
    expect(await chat.trace(chat.last)).toContain('So x = 4.');
  });

  it('is searched, beside questions and answers, and opens where a match is folded away', async () => {
    await heads().first().press('Control+f');
    const bar = chat.frame.locator('.lemma-find');
    await bar.locator('input').fill('matches');
    await expect.poll(() => bar.locator('.lemma-find-count').textContent()).toBe('1 of 1');
    await expect.poll(open).toBe('true,true,false');
    // The bar covers nothing.
    const [above, below] = await Promise.all([
      bar.boundingBox(),
      chat.frame.locator('main.lemma-scroll').boundingBox(),
    ]);
    expect((above?.y ?? Infinity) + (above?.height ?? 0)).toBeLessThanOrEqual((below?.y ?? 0) + 1);
    await code.screenshot('trace-find');
    await bar.locator('input').fill('x');
    await code.workbench.press('Enter', 'Enter');
    await expect.poll(() => bar.locator('.lemma-find-count').textContent()).toMatch(/^3 of \d+$/);
    await heads().nth(1).focus();
    await code.workbench.press('Escape');
    await bar.waitFor({ state: 'detached' });
    await code.workbench.press('Control+f');
    await bar.locator('input').press('Escape');
    await bar.waitFor({ state: 'detached' });
    await expect.poll(() => focused(heads())).not.toBe(-1);
  });

  it('goes on without a step and all after it; the old thinking stays in its branch', async () => {
    const trace = await thoughts();
    await heads().nth(1).press('Delete');
    await expect.poll(() => find('.lemma-branches').textContent()).toContain('2/2');
    await chat.finished(1);
    const kept = trace.slice(0, trace.indexOf('Wait, let me check'));
    expect((await thoughts()).startsWith(kept.trimEnd())).toBe(true);
    // Who works with the keys stays in the trace.
    await expect.poll(() => focused(find('.lemma-trace-scroll'))).toBe(0);
    await button('Previous branch').click();
    await expect.poll(thoughts).toBe(trace);
  });

  it('goes on from a step that was edited', async () => {
    await heads().nth(1).focus();
    await code.workbench.press('Tab', 'Enter');
    const editor = find('lemma-step textarea');
    await editor.waitFor();
    expect(await editor.inputValue()).toMatch(/^Wait, let me check/);
    await expect.poll(() => heads().nth(2).isVisible()).toBe(false);
    await code.screenshot('trace-edit-step');
    await code.workbench.press('Escape');
    await editor.waitFor({ state: 'detached' });
    await expect.poll(() => focused(heads())).toBe(1);
    // The menu of the mouse knows the same.
    await heads().nth(0).click({ button: 'right' });
    const item = code.page.getByRole('menuitem', { name: 'Edit This Step' });
    await item.waitFor();
    // A menu takes no press at first, which may be that of the button that opened it.
    await poll('the step in the editor', async () => {
      if (await item.isVisible()) await item.click({ timeout: 2000 });
      return (await editor.count()) > 0 ? true : undefined;
    });
    await expect.poll(() => editor.inputValue()).toMatch(/^I need to solve/);
    await editor.press('Escape');
    await editor.waitFor({ state: 'detached' });
    await heads().nth(1).press('F2');
    await editor.fill('So 2x = 8 and x = 4. It matches 11, good.');
    await code.workbench.press('Control+Enter');
    await expect.poll(() => find('.lemma-branches').textContent()).toContain('3/3');
    await chat.finished(1);
    const edited = await chat.trace(chat.last);
    expect(edited).toContain('So 2x = 8 and x = 4. It matches 11, good.');
    expect(edited).not.toContain('let me check');
    expect(await chat.result(chat.last)).not.toBe('');
  });

  it('is folded away where the setting says so, and opens by hand', async () => {
    const body = find('.lemma-trace-body');
    await body.waitFor({ state: 'visible' });
    await code.applySettings({ ...SETTINGS, 'lemma.thinking.fold': 'always' });
    await chat.ready();
    await body.waitFor({ state: 'hidden' });
    await find('.lemma-trace-head .lemma-fold').click();
    await body.waitFor({ state: 'visible' });
    expect(await code.hostDeath()).toBeUndefined();
  });
});
