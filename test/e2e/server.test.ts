import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineSettingsFile } from '../../tools/vscode/settings.js';
import { DIALECTS, DialectServer, SCRIPT } from '../fakes/openAiDialects.js';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

describe('a server in place of a model here', () => {
  let code: VsCode;
  let chat: ChatPage;
  let server: DialectServer;

  beforeAll(async () => {
    const [dialect] = DIALECTS;
    if (!dialect) throw new Error('no dialect');
    server = new DialectServer(dialect);
    await server.listen();
    code = await startVsCode({
      name: 'server',
      machineSettings: { 'lemma.server.url': server.url },
    });
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
    await server.close();
  });

  it('thinks and answers in the chat, and the status bar says where', async () => {
    await chat.ask('What is 384 + 257?');
    const turn = await chat.finished(1);
    expect(await chat.trace(turn)).toContain(SCRIPT.thinking.join('').trim());
    expect(await chat.answer(turn)).toContain('641');
    const { host } = new URL(server.url);
    await expect.poll(() => code.workbench.statusItem(`ready, at ${host}`).count()).toBe(1);
    await code.screenshot('local');
  });

  it('asks before anything goes to another machine by plain http, and shows that it would', async () => {
    await writeFile(
      machineSettingsFile(code.userData),
      JSON.stringify({ 'lemma.server.url': 'http://gpu.example:8000' }),
    );
    const item = code.workbench.statusItem('at gpu.example:8000');
    await expect.poll(() => item.count(), { timeout: 30_000 }).toBe(1);
    await chat.ask('What is 1 + 1?');
    const dialog = code.page.locator('.monaco-dialog-box');
    await expect.poll(() => dialog.count(), { timeout: 30_000 }).toBe(1);
    await expect.poll(() => dialog.textContent()).toContain('gpu.example:8000 by plain http');
    await code.screenshot('asks');
    await code.page.keyboard.press('Escape');
    const turn = await chat.finished(2);
    await expect.poll(() => turn.textContent()).toContain('Nothing was sent to gpu.example:8000');
    await code.screenshot('refused');
  });
});
