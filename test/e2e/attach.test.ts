import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import axe from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

describe('attaching to a question', () => {
  let code: VsCode;
  let chat: ChatPage;
  const input = (): Locator => chat.frame.locator('lemma-composer textarea');
  const options = (): Locator => chat.frame.locator('lemma-suggestions [role=option]');
  const dialog = (): Locator => code.page.locator('.monaco-dialog-box');
  const figures = (): Locator => chat.frame.locator('.lemma-context .lemma-figures');
  const chips = async (): Promise<string[]> =>
    chat.frame.locator('.lemma-chip-name .lemma-path').allInnerTexts();

  /** Undoes as VS Code's own command does; pressed as keys it may come before VS Code knows where the focus is. */
  const undo = (command: 'undo' | 'redo' = 'undo'): Promise<boolean> =>
    input().evaluate((area, name) => {
      const page: { execCommand(name: string): boolean } = area.ownerDocument;
      return page.execCommand(name);
    }, command);

  beforeAll(async () => {
    code = await startVsCode({
      name: 'attach',
      settings: { 'lemma.sampling.seed': 7 },
    });
    await writeFile(path.join(code.folder, '.env'), 'KEY=1\n');
    await code.workbench.openFile('stats.ts');
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
  });

  it('finds files by # with the keyboard alone', async () => {
    await input().focus();
    await code.workbench.type('What does #');
    await options().first().waitFor();
    await code.screenshot('attach-list');
    const violations = await chat.frame.locator('lemma-composer').evaluate(async (_, source) => {
      (0, eval)(source);
      const { axe: runner } = globalThis as unknown as { axe: typeof axe };
      const result = await runner.run('lemma-composer', { resultTypes: ['violations'] });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
    }, axe.source);
    expect(violations).toEqual([]);
    await code.workbench.type('seri');
    await expect
      .poll(() => options().allInnerTexts())
      .toEqual([expect.stringContaining('series.py')]);
    await code.workbench.press('Enter');
    await expect.poll(chips).toEqual(['series.py']);
    expect(await input().inputValue()).toBe('What does ');
    await undo();
    await expect.poll(() => input().inputValue()).toBe('What does #seri');
    await code.workbench.press('Escape');
    await undo('redo');
    await expect.poll(() => input().inputValue()).toBe('What does ');
  });

  it('attaches a range that is pasted from an editor, with its place', async () => {
    await code.workbench.openFile('stats.ts');
    await code.workbench.selectLines(2, 5);
    await code.workbench.press('Control+C');
    await input().focus();
    await code.workbench.press('Control+V');
    await expect.poll(chips).toEqual(['series.py', 'stats.ts:2-5']);
    await expect.poll(() => input().inputValue()).toBe('What does ');
    // Undo brings the text back, and redo takes it out again.
    await undo();
    await expect.poll(() => input().inputValue()).toMatch(/^What does [^]*\n/);
    await undo('redo');
    await expect.poll(() => input().inputValue()).toBe('What does ');
    expect(await chips()).toEqual(['series.py', 'stats.ts:2-5']);
  });

  it('attaches what is dropped from the explorer with Shift, and asks about secrets', async () => {
    await code.workbench.runCommand('View: Show Explorer');
    chat = await ChatPage.open(code.workbench, 'editor');
    await drag('problems.md');
    await expect.poll(chips).toContain('problems.md');
    await drag('.env');
    await dialog().waitFor();
    await expect.poll(() => dialog().innerText()).toContain('may hold passwords or keys');
    expect(await dialog().innerText()).not.toContain(code.folder);
    await expect.poll(() => dialog().locator(':focus').innerText()).toBe('Do Not Attach');
    await code.screenshot('attach-secret');
    await code.workbench.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await chips()).toEqual(['series.py', 'stats.ts:2-5', 'problems.md']);
  });

  it('asks before it explains what looks secret', async () => {
    await code.workbench.openFile('.env');
    await code.workbench.runCommand('Lemma: Explain');
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain('Ask the model about it?');
    expect(await dialog().locator(':focus').innerText()).toBe('Do Not Ask');
    await code.workbench.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await code.workbench.runCommand('View: Close Editor');
  });

  it('keeps draft and chips over a reload, and sends them with the question', async () => {
    await code.workbench.runCommand('View: Close Editor');
    chat = await ChatPage.open(code.workbench, 'view');
    await input().fill('What is 20 + 30?');
    // Longer than what is typed waits to be kept.
    await code.workbench.runCommand('View: Show Explorer');
    await code.workbench.reload();
    chat = await ChatPage.open(code.workbench, 'view');
    await expect.poll(chips).toEqual(['series.py', 'stats.ts:2-5', 'problems.md']);
    expect(await input().inputValue()).toBe('What is 20 + 30?');
    await expect.poll(() => figures().innerText()).toMatch(/^~[\d,]+$/);
    await code.screenshot('attach-chips');
    await chat.frame.getByRole('button', { name: 'Remove problems.md' }).click();
    await expect.poll(chips).toEqual(['series.py', 'stats.ts:2-5']);
    await input().press('Enter');
    const turn = await chat.finished(1);
    const sent = await turn.locator('lemma-attachment').allInnerTexts();
    expect(sent.map((text) => text.replace(/\s/g, ''))).toEqual(['series.py', 'stats.ts:2-5']);
    expect(await chips()).toEqual([]);
    await code.screenshot('attach-sent');
  });

  it('shows how much of the context is taken, and by what', async () => {
    await expect.poll(() => figures().innerText()).toMatch(/^[\d,]+ \/ [\d,]+$/);
    await chat.frame.getByRole('button', { name: 'Context of the last reply' }).click();
    const sent = await shares();
    const of = (name: string): number => sent.get(name) ?? 0;
    expect(of('Attached')).toBeGreaterThan(50);
    expect(of('Thought')).toBeGreaterThan(0);
    expect(of('Answer')).toBeGreaterThan(0);
    const parts = ['Earlier turns', 'Attached', 'Question', 'Thought', 'Answer'].map(of);
    const taken = of('Taken');
    expect(parts.reduce((sum, value) => sum + value, 0)).toBe(taken);
    await expect
      .poll(() => figures().innerText())
      .toBe(`${english(taken)} / ${english(taken + of('Free'))}`);
    await code.screenshot('context-gauge');
    await input().fill('Lorem ipsum dolor sit amet. '.repeat(2000));
    await chat.frame.getByText('The question does not fit into the context.').first().waitFor();
    await code.screenshot('context-full');
    await input().fill('Why?');
    await chat.frame.getByText('The question does not fit').first().waitFor({ state: 'detached' });
    await expect.poll(() => figures().innerText()).toMatch(/ \/ /);
    await input().fill('');
  });

  const english = (value: number): string => value.toLocaleString('en');

  async function shares(): Promise<ReadonlyMap<string, number>> {
    const rows = chat.frame.locator('.lemma-context-panel tr');
    const texts = await rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent.trim())),
    );
    return new Map(
      texts.map(([name = '', value = '']): [string, number] => [
        name,
        Number(value.replace(/,/g, '')),
      ]),
    );
  }

  async function drag(name: string): Promise<void> {
    const row = code.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
    const from = await row.first().boundingBox();
    const to = await code.page.locator('iframe.webview.ready').first().boundingBox();
    if (!from || !to) throw new Error('nothing to drag, or nowhere to');
    const { mouse, keyboard } = code.page;
    await mouse.move(from.x + 40, from.y + from.height / 2);
    await mouse.down();
    await keyboard.down('Shift');
    await mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 5 });
    await mouse.move(to.x + to.width / 2, to.y + to.height - 60, { steps: 5 });
    await mouse.up();
    await keyboard.up('Shift');
  }
});
