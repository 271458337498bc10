import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage, shownText } from './harness/chatPage.js';
import { poll } from './harness/poll.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

/** The demo model never gets to the end of such a name: it thinks until its budget is spent. */
const ENDLESS = 'def getMaxMaxMaxMaxMaxMax(numbers):\n    return max(numbers)\n';

describe('a window that is reloaded while the model thinks', () => {
  let workspace: string;
  let code: VsCode;

  beforeAll(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), 'lemma-reload-'));
    await writeFile(path.join(workspace, 'endless.py'), ENDLESS);
    code = await startVsCode({
      name: 'reload',
      workspace,
      settings: {
        'lemma.sampling.temperature': 0,
        'lemma.thinking.effort': 'unbounded',
        'lemma.thinking.loopGuard': 'off',
      },
    });
  });

  afterAll(async () => {
    await code.stop();
    await rm(workspace, { recursive: true, force: true });
  });

  it('keeps what was thought, takes it for no crash, and answers the next question', async () => {
    await code.workbench.runCommand('Lemma: Focus Chat');
    let chat = new ChatPage(code.workbench);
    await chat.ready();
    await code.workbench.openFile('endless.py');
    await code.workbench.press('Control+A');
    await code.workbench.runCommand('Lemma: Explain');
    await chat.last.locator('.lemma-trace-scroll').waitFor();
    await expect.poll(async () => (await chat.trace(chat.last)).length).toBeGreaterThan(100);
    expect(await chat.last.locator('.lemma-reply').getAttribute('aria-busy')).toBe('true');

    await code.workbench.reload();
    chat = await ChatPage.open(code.workbench, 'view');
    const stopped = await chat.finished(1);
    await expect
      .poll(() => shownText(stopped.locator('.lemma-trace-head')))
      .toContain('Stopped while thinking');
    expect((await chat.trace(stopped)).length).toBeGreaterThan(50);

    await chat.ask('What is 20 + 30?');
    expect(await chat.result(await chat.finished(2))).toBe('50');
    expect((await code.workbench.notifications()).join()).not.toMatch(/crash/i);
    expect(await code.hostDeath()).toBeUndefined();
  });

  it('goes on with a long chat without evaluating it again', async () => {
    const storage = path.join(code.userData, 'User', 'globalStorage', 'lemma.lemma');
    // The demo model has no answer to such a question, and no end of it either.
    await code.applySettings({
      'lemma.sampling.temperature': 0,
      'lemma.sampling.maxTokens': 64,
    });
    await code.workbench.runCommand('Lemma: New Chat');
    let chat = new ChatPage(code.workbench);
    await chat.ready();
    await expect.poll(() => chat.turns.count()).toBe(0);
    // Long enough for a state on disk to pay even with a model that reads thousands of tokens a second.
    const numbers = Array.from({ length: 250 }, (_, at) => at + 10).join(' + ');
    const states = async (): Promise<string[]> =>
      (await readdir(path.join(storage, 'states')).catch(() => [])).filter((name) =>
        name.endsWith('.kv'),
      );
    // The chat before has left a state of its own.
    const earlier = await states();
    await chat.ask(`Compute ${numbers} step by step.`);
    expect((await chat.answer(await chat.finished(1))).trim()).not.toBe('');
    await poll('a saved state', async () => {
      const names = await states();
      return names.some((name) => !earlier.includes(name)) ? true : undefined;
    });

    await code.workbench.reload();
    chat = await ChatPage.open(code.workbench, 'view');
    await chat.ask('What is 20 + 30?');
    await chat.finished(2);
    const usage = await poll('the stored turn', async () => {
      const found = await lastUsage(path.join(storage, 'sessions'));
      return found && found.promptTokens > 400 ? found : undefined;
    });
    expect(usage.cachedTokens / usage.promptTokens).toBeGreaterThan(0.5);
    expect(await code.hostDeath()).toBeUndefined();
  });
});

interface Usage {
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

/** What the turn asked last in any stored chat took. */
async function lastUsage(folder: string): Promise<Usage | undefined> {
  for (const name of await readdir(folder)) {
    const text = await readFile(path.join(folder, name), 'utf8');
    const { turns } = JSON.parse(text) as {
      readonly turns: readonly { readonly prompt: string; readonly status: { usage?: Usage } }[];
    };
    const found = turns.findLast(
      ({ prompt, status }) =>
        prompt === 'What is 20 + 30?' && (status.usage?.promptTokens ?? 0) > 400,
    );
    if (found) return found.status.usage;
  }
  return undefined;
}
