import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage, shownText } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

const DEMO_MODEL = fileURLToPath(
  new URL('../../media/demo-model/tiny-reasoner.gguf', import.meta.url),
);

describe('bad input', () => {
  let folder: string;
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-bad-'));
    const workspace = path.join(folder, 'workspace');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'long.md'), `${'many words '.repeat(9000)}\n`);
    await writeFile(path.join(workspace, 'empty.md'), '\n\n');
    const model = await readFile(DEMO_MODEL);
    const broken = path.join(folder, 'broken.gguf');
    await writeFile(broken, model.subarray(0, model.length - 1));
    code = await startVsCode({
      name: 'badInput',
      workspace,
      settings: { 'lemma.sampling.seed': 7 },
      machineSettings: { 'lemma.model.path': broken },
    });
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('a broken model file is told with a way out that works', async () => {
    await chat.ask('What is 20 + 30?');
    const turn = await chat.finished(1);
    const error = turn.locator('.lemma-error');
    await expect.poll(() => error.innerText()).toMatch(/incomplete/i);
    await expect.poll(() => code.workbench.statusItem('Lemma').innerText()).toMatch(/error/i);
    await code.screenshot('broken-model');

    await error.getByRole('button', { name: /demo model/i }).click();
    await expect
      .poll(async () => chat.last.locator('.lemma-result').count(), { timeout: 30_000 })
      .toBe(1);
    expect(await chat.result(chat.last)).toBe('50');
  });

  it('a selection that cannot fit the context is refused with the numbers', async () => {
    await code.workbench.openFile('long.md');
    await code.workbench.press('Control+A');
    await code.workbench.runCommand('Lemma: Explain');
    const turn = await chat.finished(2);
    await expect.poll(() => shownText(turn.locator('.lemma-error'))).toMatch(/\d[\d,. ]+ tokens/);
    await code.screenshot('too-long');
  });

  it('an empty selection is told, and the next question works', async () => {
    await code.workbench.openFile('empty.md');
    await code.workbench.runCommand('Lemma: Solve');
    await code.workbench.notification(/nothing|empty/i).waitFor();

    await chat.ask('What is 7 + 8?');
    expect(await chat.result(await chat.finished(3))).toBe('15');
    expect(await code.hostDeath()).toBeUndefined();
  });
});
