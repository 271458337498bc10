import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineSettingsFile } from '../../tools/vscode/settings.js';
import { gate } from '../fakes/gate.js';
import { DIALECTS, DialectServer, SCRIPT } from '../fakes/openAiDialects.js';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

describe('a server in place of a model here', () => {
  let code: VsCode;
  let chat: ChatPage;
  const open: DialectServer[] = [];

  async function serve(name: string): Promise<DialectServer> {
    const dialect = DIALECTS.find((each) => each.name === name);
    if (!dialect) throw new Error('no dialect');
    const server = new DialectServer(dialect);
    await server.listen();
    open.push(server);
    return server;
  }

  /** Sets the server, and waits until the status bar names it. */
  async function use(url: string): Promise<void> {
    await writeFile(
      machineSettingsFile(code.userData),
      JSON.stringify({ 'lemma.server.url': url }),
    );
    const item = code.workbench.statusItem(`at ${new URL(url).host}`);
    await expect.poll(() => item.count(), { timeout: 30_000 }).toBe(1);
  }

  beforeAll(async () => {
    const server = await serve('vLLM');
    code = await startVsCode({
      name: 'server',
      machineSettings: { 'lemma.server.url': server.url },
    });
    chat = await ChatPage.open(code.workbench, 'view');
  });

  afterAll(async () => {
    await code.stop();
    for (const server of open) await server.close();
  });

  it('thinks and answers in the chat, and the status bar says where', async () => {
    await chat.ask('What is 384 + 257?');
    const turn = await chat.finished(1);
    expect(await chat.trace(turn)).toContain(SCRIPT.thinking.join('').trim());
    expect(await chat.answer(turn)).toContain('641');
    const { host } = new URL(open[0]?.url ?? '');
    await expect.poll(() => code.workbench.statusItem(`ready, at ${host}`).count()).toBe(1);
    await code.screenshot('local');
  });

  it('says where thinking can neither be bounded nor ended', async () => {
    const server = await serve('Ollama');
    const held = gate();
    server.beforePiece = (index) => (index === 4 ? held.passed : Promise.resolve());
    await use(server.url);
    await chat.ask('What is 384 + 257?');
    const reason = /^This server decides itself how long its model thinks/;
    const answerNow = chat.last.locator('vscode-button[aria-disabled="true"]');
    await expect.poll(() => answerNow.getAttribute('title'), { timeout: 30_000 }).toMatch(reason);
    const effort = chat.frame.locator('lemma-effort [aria-disabled="true"]');
    await expect.poll(() => effort.getAttribute('aria-description')).toMatch(reason);
    await code.screenshot('thinks-freely');
    held.open();
    const turn = await chat.finished(2);
    expect(await chat.answer(turn)).toContain('641');
    // The votes beside it come before it where Shift+Tab leads.
    await chat.frame.locator('lemma-vote-choice vscode-dropdown').focus();
    await code.page.keyboard.press('Shift+Tab');
    const tip = chat.frame.locator('.lemma-tip:visible');
    await expect.poll(() => tip.textContent()).toMatch(reason);
    expect(await effort.evaluate((each) => each === document.activeElement)).toBe(true);
    const longer = turn.locator('vscode-button', { hasText: 'Think longer' });
    expect(await longer.getAttribute('aria-disabled')).toBe('true');
    await longer.focus();
    await expect.poll(() => tip.textContent()).toMatch(/^No reply can go on at this server/);
    await code.screenshot('cannot-go-on');
    // The turn before was written by a server that could: it is about the one that is there now.
    const earlier = chat.frame.locator('lemma-turn').first();
    const edit = earlier.locator('[aria-label="Edit thinking"]');
    expect(await edit.getAttribute('aria-disabled')).toBe('true');
  });

  it('asks before anything goes to another machine by plain http, and shows that it would', async () => {
    await use('http://gpu.example:8000');
    await chat.ask('What is 1 + 1?');
    const dialog = code.page.locator('.monaco-dialog-box');
    await expect.poll(() => dialog.count(), { timeout: 30_000 }).toBe(1);
    await expect.poll(() => dialog.textContent()).toContain('gpu.example:8000 by plain http');
    await code.screenshot('asks');
    await code.page.keyboard.press('Escape');
    const turn = await chat.finished(3);
    await expect.poll(() => turn.textContent()).toContain('Nothing was sent to gpu.example:8000');
    await code.screenshot('refused');
  });
});
