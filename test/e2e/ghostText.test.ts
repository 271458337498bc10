import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChatPage } from './harness/chatPage.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

/** A function whose body the demo model writes. */
const STUB = 'export function addNumbers(a: number, b: number): number {\n  \n}\n';
const COMPLETED =
  'export function addNumbers(a: number, b: number): number {\n  return a + b;\n}\n';
/** One whose name does not tell its body, so that the demo model has several for it. */
const VAGUE_STUB = 'export function compute(a: number, b: number): number {\n  \n}\n';
/** Another, whose body has several lines. */
const LOOP_STUB = 'export function factorial(n: number): number {\n  \n}\n';

/** A busy machine takes its time. */
const PATIENT = { timeout: 30_000 };

describe('inline suggestions of the packaged extension', () => {
  let code: VsCode;
  let workspace: string;

  beforeAll(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), 'lemma-ghost-'));
    for (const name of ['silent.ts', 'asked.ts', 'typed.ts', 'words.ts', 'beside.ts']) {
      await writeFile(path.join(workspace, name), STUB);
    }
    await writeFile(path.join(workspace, 'others.ts'), VAGUE_STUB);
    await writeFile(path.join(workspace, 'lines.ts'), LOOP_STUB);
    code = await startVsCode({
      name: 'ghostText',
      workspace,
      // The suggest widget that letters open would hold ghost text back.
      settings: {
        'lemma.sampling.seed': 7,
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
        // A busy machine or one on battery suggests by itself, too.
        'lemma.inline.whenSlow': 'always',
        // The command palette takes the focus from the editor.
        'editor.inlineSuggest.keepOnBlur': true,
        'lemma.inline.onBattery': 'always',
      },
    });
  });

  afterAll(async () => {
    await code.stop();
    await rm(workspace, { recursive: true, force: true });
  });

  const ghost = (): Promise<string> => code.workbench.ghostText();

  const open = async (name: string): Promise<string> => {
    await code.workbench.openFile(name);
    await code.workbench.goTo(2, 3);
    return path.join(code.folder, name);
  };

  /** The status bar's item of suggestions. */
  const item = () => code.page.locator('.statusbar-item [aria-label*="Inline suggestions:"]');

  /** What the status bar says of suggestions, in full. */
  const status = (): Promise<string | null> => item().getAttribute('aria-label');

  const pickInMenu = async (label: string): Promise<void> => {
    await item().click();
    await code.workbench.pick(label);
  };

  it('shows nothing by itself until it is turned on', async () => {
    const file = await open('silent.ts');
    await code.workbench.type('x');
    await code.workbench.press('Backspace');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(STUB);
    expect(await code.workbench.ghostText()).toBe('');
    await expect.poll(status, PATIENT).toBe('Lemma: Inline suggestions: off');
    // No model was loaded for it either.
    expect(await code.workbench.statusItem('Lemma').innerText()).not.toMatch(/ready|loading/i);
  });

  it('suggests when asked to, and what is accepted reaches the file', async () => {
    const file = await open('asked.ts');
    await code.workbench.runCommand('Lemma: Suggest Code at Cursor');
    expect(await code.workbench.waitForGhostText()).toBe('return a + b;');
    await code.screenshot('ghost-text');
    await code.workbench.press('Tab');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(COMPLETED);
  });

  it('shows other suggestions with VS Code’s own keys, and asks the chat about one', async () => {
    await open('others.ts');
    await code.workbench.runCommand('Lemma: Suggest Code at Cursor');
    const first = await code.workbench.waitForGhostText();
    // Others of a text that was seen before take the time they take.
    await code.workbench.press('Escape');
    await expect.poll(ghost, PATIENT).toBe('');
    await code.workbench.runCommand('Lemma: Suggest Code at Cursor');
    await expect.poll(ghost, PATIENT).toBe(first);
    await code.workbench.press('Alt+]');
    await expect.poll(async () => ['', first].includes(await ghost()), PATIENT).toBe(false);
    const other = await ghost();
    await code.workbench.press('Alt+[');
    await expect.poll(ghost, PATIENT).toBe(first);
    await code.workbench.press('Shift+Alt+E');
    await code.workbench.pick(other);
    const chat = new ChatPage(code.workbench);
    const turn = await chat.finished(1);
    await expect.poll(() => turn.textContent(), PATIENT).toContain('Explain this suggestion');
    await expect.poll(() => chat.answer(turn), PATIENT).not.toBe('');
    await code.screenshot('ghost-explained');
  });

  it('suggests while the user types once it is turned on in the status-bar menu', async () => {
    await pickInMenu('Turn inline suggestions on');
    await expect
      .poll(status, PATIENT)
      .toMatch(/suggestions: on. The last one took the model [\d.]+ m?s$/);
    const file = await open('typed.ts');
    await code.workbench.type('re');
    expect(await code.workbench.waitForGhostText()).toContain('turn a + b;');
    await code.workbench.press('Tab');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(COMPLETED);
  });

  it('keeps a suggestion while it is typed, gives it word by word, and takes it back', async () => {
    const file = await open('words.ts');
    await code.workbench.type('re');
    await expect.poll(ghost, PATIENT).toBe('turn a + b;');
    await code.workbench.type('turn');
    await expect.poll(ghost, PATIENT).toBe(' a + b;');
    await code.workbench.press('Control+ArrowRight');
    await expect.poll(ghost, PATIENT).toBe('a + b;');
    await code.workbench.press('Control+ArrowRight');
    await expect.poll(ghost, PATIENT).toBe(' + b;');
    await code.workbench.press('Control+Z');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(STUB.replace('\n  \n', '\n  return \n'));
    await code.workbench.type('a');
    await expect.poll(ghost, PATIENT).toBe(' + b;');
    await code.workbench.press('Tab');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(COMPLETED);
  });

  it('gives a suggestion line by line', async () => {
    const file = await open('lines.ts');
    await code.workbench.runCommand('Lemma: Suggest Code at Cursor');
    await expect.poll(ghost, PATIENT).toMatch(/^let \w+ = 1;/);
    await code.workbench.runCommand('Accept Next Line Of Inline Suggestion');
    await expect.poll(ghost, PATIENT).toContain('for (let i = 1; i <= n; i++) {');
    await code.workbench.save();
    const accepted = await readFile(file, 'utf8');
    expect(accepted).toMatch(/\{\n  let \w+ = 1;\n/);
    expect(accepted).not.toContain('for');
  });

  it('gives way to a chat that begins while it is on its way, and comes again after it', async () => {
    const file = await open('beside.ts');
    await code.workbench.type('re');
    await code.workbench.press('Shift+Alt+E');
    const chat = new ChatPage(code.workbench);
    const turn = await chat.finished(2);
    await expect.poll(() => chat.answer(turn), PATIENT).not.toBe('');
    await code.workbench.type('t');
    await expect.poll(ghost, PATIENT).toBe('urn a + b;');
    await code.workbench.press('Tab');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(COMPLETED);
  });

  it('is paused, and turned off in one language, in the same menu', async () => {
    await pickInMenu('Pause inline suggestions for 10 minutes');
    await expect.poll(status, PATIENT).toContain('suggestions: paused, 10 minutes left');
    await item().click();
    await code.page.getByText('Resume inline suggestions').waitFor();
    await code.screenshot('ghost-menu');
    await code.workbench.pick('Resume inline suggestions');
    await expect.poll(status, PATIENT).toContain('suggestions: on');
    await pickInMenu('Turn suggestions in TypeScript off');
    await expect.poll(status, PATIENT).toContain('suggestions: off in TypeScript');
    await pickInMenu('Turn suggestions in TypeScript on');
    await expect.poll(status, PATIENT).toContain('suggestions: on');
    expect(await code.hostDeath()).toBeUndefined();
  });
});
