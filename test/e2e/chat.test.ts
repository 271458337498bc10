import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { hostVsix } from './harness/vsix.js';

/** A question whose trace is long enough to be interrupted: 4 operands take the demo model about 390 tokens. */
const LONG_QUESTION = 'What is 123 + 456 - 78 + 9?';

describe('the chat of the packaged extension', () => {
  let code: VsCode;
  let chat: ChatPage;

  beforeAll(async () => {
    code = await startVsCode({
      name: 'chat',
      vsix: [await hostVsix()],
      settings: { 'lemma.sampling.seed': 7 },
      machineSettings: { 'lemma.engine.threads': 1 },
    });
    chat = new ChatPage(code.workbench);
    await code.workbench.runCommand('Lemma: Focus Chat');
    await chat.ready();
  });

  afterAll(async () => {
    await code.stop();
  });

  it('solves the selection and shows trace and answer as they are written', async () => {
    await chat.watch();
    await code.workbench.openFile('problems.md');
    await code.workbench.selectLines(7);
    await code.workbench.runCommand('Lemma: Solve');

    const turn = await chat.finished(1);
    expect(await chat.answer(turn)).toContain('x = 4');
    expect(await chat.result(turn)).toBe('4');
    expect(await chat.trace(turn)).toContain('I need to solve 2x + 3 = 11');
    expect(await turn.locator('.lemma-trace-title').innerText()).toMatch(/^Thought for/);

    const painted = await chat.watched();
    const thinking = painted.filter((each) => each.answer === 0 && each.trace > 0);
    const answering = painted.filter((each) => each.answer > 0);
    expect(thinking.length).toBeGreaterThan(2);
    expect(answering.length).toBeGreaterThan(1);
    await code.screenshot('solve');
  });

  it('shows the trace beside the answer where there is room, and above it where there is not', async () => {
    const place = async (): Promise<'beside' | 'above'> => {
      const trace = await chat.last.locator('.lemma-trace').boundingBox();
      const answer = await chat.last.locator('.lemma-answer').boundingBox();
      if (trace === null || answer === null) throw new Error('nothing is shown');
      return answer.x >= trace.x + trace.width ? 'beside' : 'above';
    };
    expect(await place()).toBe('above');

    await code.workbench.runCommand('Lemma: Open Chat in Editor');
    const wide = new ChatPage(code.workbench, 1);
    await wide.ready();
    chat = wide;
    await wide.finished(1);
    expect(await place()).toBe('beside');
    await code.screenshot('solve-wide');
    await code.workbench.runCommand('View: Close Editor');
    chat = new ChatPage(code.workbench);
    await chat.ready();
  });

  it('stops in mid-thought and keeps what was written', async () => {
    await chat.pressInMidThought('Stop');
    await chat.ask(LONG_QUESTION);
    const turn = await chat.finished(2);
    expect(await turn.locator('.lemma-trace-title').innerText()).toBe('Stopped while thinking');
    expect((await chat.trace(turn)).length).toBeGreaterThan(10);
    expect(await turn.locator('.lemma-answer lemma-markdown').count()).toBe(0);
  });

  it('answers at once when asked to', async () => {
    await chat.pressInMidThought('Answer now');
    await chat.ask(LONG_QUESTION);
    const turn = await chat.finished(3);
    expect(await turn.locator('.lemma-trace-head').innerText()).toContain('cut by you');
    expect((await turn.locator('.lemma-answer lemma-markdown').innerText()).length).toBeGreaterThan(
      0,
    );
  });

  it('retries the last question in place', async () => {
    await chat.last.getByRole('button', { name: 'Retry' }).click();
    const turn = await chat.finished(3);
    expect(await turn.locator('.lemma-question').innerText()).toContain(LONG_QUESTION);
    expect(await chat.result(turn)).toBe('510');
  });

  it('remembers earlier turns in a follow-up, and starts afresh', async () => {
    await code.workbench.runCommand('Lemma: New Chat');
    await expect.poll(() => chat.turns.count()).toBe(0);
    await chat.ask('What is 20 + 30?');
    await chat.finished(1);
    await chat.ask('Now add 12 to that.');
    const turn = await chat.finished(2);
    expect(await chat.result(turn)).toBe('62');
  });

  it('keeps the chat when the window is reloaded', async () => {
    await code.workbench.reload();
    await code.workbench.runCommand('Lemma: Focus Chat');
    chat = new ChatPage(code.workbench);
    await chat.ready();
    const turn = await chat.finished(2);
    expect(await chat.result(chat.turns.first())).toBe('50');
    expect(await chat.result(turn)).toBe('62');
    expect(await chat.trace(turn)).toContain('I need to work out');

    await chat.ask('Now add 1 to that.');
    expect(await chat.result(await chat.finished(3))).toBe('63');
  });

  it('kept its extension host alive', async () => {
    expect(await code.hostDeath()).toBeUndefined();
  });
});
