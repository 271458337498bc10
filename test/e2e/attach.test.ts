import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { hostVsix } from './harness/vsix.js';

describe('attaching to a question', () => {
  let code: VsCode;
  let chat: ChatPage;
  const input = (): Locator => chat.frame.locator('lemma-composer textarea');
  const chips = async (): Promise<string[]> =>
    chat.frame.locator('.lemma-chip-name .lemma-path').allInnerTexts();
  const options = (): Locator => chat.frame.locator('[role=option]');

  beforeAll(async () => {
    code = await startVsCode({
      name: 'attach',
      vsix: [await hostVsix()],
      settings: { 'lemma.sampling.seed': 7 },
      machineSettings: { 'lemma.engine.threads': 1 },
    });
    await writeFile(path.join(code.folder, '.env'), 'KEY=1\n');
    await code.workbench.openFile('stats.ts');
    await code.workbench.runCommand('Lemma: Focus Chat');
    chat = new ChatPage(code.workbench);
    await chat.ready();
  });

  afterAll(async () => {
    await code.stop();
  });

  it('finds files by # with the keyboard alone', async () => {
    await input().focus();
    await code.workbench.type('What does #');
    await options().first().waitFor();
    await code.screenshot('attach-list');
    await code.workbench.type('seri');
    await expect
      .poll(() => options().allInnerTexts())
      .toEqual([expect.stringContaining('series.py')]);
    await code.workbench.press('Enter');
    await expect.poll(chips).toEqual(['series.py']);
    expect(await input().inputValue()).toBe('What does ');
    await code.workbench.type('do?');
    await code.screenshot('attach-chips');
  });

  it('attaches a range that is pasted from an editor', async () => {
    await code.workbench.openFile('stats.ts');
    await code.workbench.selectLines(2, 5);
    await code.workbench.press('Control+C');
    await input().focus();
    await code.workbench.press('Control+V');
    await expect.poll(chips).toEqual(['series.py', 'stats.ts:2-5']);
    expect(await input().inputValue()).toBe('What does do?');
  });
});
