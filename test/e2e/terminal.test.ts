import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testsQuestion } from '../../src/core/chat/testsOf.js';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

const ANSWER = [
  '```bash\nfor n in 1 2\ndo echo "line $n" >> ran.txt\ndone\n```',
  '```sh\necho \u202eyas\u202c > hidden.txt\n```',
].join('\n\n');

const CODE = 'const add = (a, b) => a + b;';
const TESTS = [
  '```js',
  "if (add(1, 2) !== 3) throw new Error('add');",
  "require('fs').writeFileSync('passed.txt', 'all passed');",
  '```',
].join('\n');

describe('code for the terminal', () => {
  let code: VsCode;
  let chat: ChatPage;
  const dialog = (): Locator => code.page.locator('.monaco-dialog-box');
  const ran = (): Promise<string> =>
    readFile(path.join(code.folder, 'ran.txt'), 'utf8').catch(() => '');
  const press = async (block: number): Promise<void> => {
    const buttons = chat.last.getByRole('button', { name: 'Run in terminal…' });
    await buttons.nth(block).click();
    await dialog().waitFor();
  };

  beforeAll(async () => {
    code = await startVsCode({ name: 'terminal' });
    const storage = path.join(code.userData, 'User', 'globalStorage', 'lemma.lemma', 'sessions');
    await mkdir(storage, { recursive: true });
    const turn = {
      turnId: 't1',
      task: 'chat',
      prompt: 'Write two lines.',
      modelText: 'Write two lines.',
      parts: [{ kind: 'text', text: ANSWER, tokenCount: 9 }],
      status: { state: 'finished', finish: 'eos' },
    };
    const tests = {
      ...testsQuestion({ language: 'js', code: CODE }, 'Write tests for this', 'code above'),
      turnId: 't2',
      parts: [{ kind: 'text', text: TESTS, tokenCount: 9 }],
      status: { state: 'finished', finish: 'eos' },
    };
    const session = JSON.stringify({ version: 1, id: 'shell', turns: [tests, turn] });
    await writeFile(path.join(storage, 'shell.json'), session);
    chat = await ChatPage.open(code.workbench, 'editor');
    await chat.frame.getByRole('button', { name: 'Chats', exact: true }).click();
    await chat.frame.locator('lemma-chat-row').waitFor();
    await code.workbench.press('ArrowDown', 'Enter');
    await chat.finished(2);
  });

  afterAll(async () => {
    await code.stop();
  });

  it('is shown whole and not run where nobody says so', async () => {
    await press(0);
    const words = await dialog().innerText();
    for (const line of ['for n in 1 2', 'do echo "line $n" >> ran.txt', 'done']) {
      expect(words).toContain(line);
    }
    await code.screenshot('run-confirm');
    await expect.poll(() => dialog().locator(':focus').innerText()).toBe('Do Not Run');
    await code.workbench.press('Enter');
    await dialog().waitFor({ state: 'detached' });
  });

  it('is not run where something in it cannot be seen', async () => {
    await press(1);
    await expect
      .poll(() => dialog().innerText())
      .toContain('echo ⟨U+202E⟩yas⟨U+202C⟩ > hidden.txt');
    expect(await dialog().getByRole('button', { name: 'Run', exact: true }).count()).toBe(0);
    await code.screenshot('run-hidden');
    await code.workbench.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  it('runs in a terminal that is shown, after a confirmation', async () => {
    expect(await code.page.locator('.terminal-wrapper').count()).toBe(0);
    expect(await ran()).toBe('');
    await press(0);
    await dialog().getByRole('button', { name: 'Run', exact: true }).click();
    await code.page.locator('.terminal-wrapper').first().waitFor();
    await expect.poll(ran, { timeout: 30_000 }).toBe('line 1\nline 2\n');
    await code.screenshot('run-terminal');
  });

  it('runs tests behind the code they are for, after a confirmation that shows both', async () => {
    const passed = (): Promise<string> =>
      readFile(path.join(code.folder, 'passed.txt'), 'utf8').catch(() => '');
    const button = chat.turns.first().getByRole('button', { name: 'Run these tests in terminal…' });
    await button.click();
    await dialog().waitFor();
    const words = await dialog().textContent();
    expect(words).toContain(CODE);
    expect(words).toContain("throw new Error('add')");
    expect(await passed()).toBe('');
    await code.screenshot('run-tests');
    await dialog().getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(passed, { timeout: 30_000 }).toBe('all passed');
  });
});
