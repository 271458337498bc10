import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { hostVsix } from './harness/vsix.js';

/** A function whose body the demo model writes. */
const STUB = 'export function addNumbers(a: number, b: number): number {\n  \n}\n';
const COMPLETED =
  'export function addNumbers(a: number, b: number): number {\n  return a + b;\n}\n';

describe('inline suggestions of the packaged extension', () => {
  let code: VsCode;
  let workspace: string;

  beforeAll(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), 'lemma-ghost-'));
    for (const name of ['silent.ts', 'asked.ts', 'typed.ts']) {
      await writeFile(path.join(workspace, name), STUB);
    }
    code = await startVsCode({
      name: 'ghostText',
      vsix: [await hostVsix()],
      workspace,
      // The suggest widget that letters open would hold ghost text back.
      settings: {
        'lemma.sampling.seed': 7,
        'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
        // A busy machine or one on battery suggests by itself, too.
        'lemma.inline.whenSlow': 'always',
        'lemma.inline.onBattery': 'always',
      },
      machineSettings: { 'lemma.engine.threads': 1 },
    });
  });

  afterAll(async () => {
    await code.stop();
    await rm(workspace, { recursive: true, force: true });
  });

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
    await expect.poll(status).toBe('Lemma: Inline suggestions: off');
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

  it('suggests while the user types once it is turned on in the status-bar menu', async () => {
    await pickInMenu('Turn inline suggestions on');
    await expect.poll(status).toMatch(/suggestions: on. The last one took the model [\d.]+ m?s$/);
    const file = await open('typed.ts');
    await code.workbench.type('re');
    expect(await code.workbench.waitForGhostText()).toContain('turn a + b;');
    await code.workbench.press('Tab');
    await code.workbench.save();
    expect(await readFile(file, 'utf8')).toBe(COMPLETED);
  });

  it('is paused, and turned off in one language, in the same menu', async () => {
    await pickInMenu('Pause inline suggestions for 10 minutes');
    await expect.poll(status).toContain('suggestions: paused, 10 minutes left');
    await item().click();
    await code.page.getByText('Resume inline suggestions').waitFor();
    await code.screenshot('ghost-menu');
    await code.workbench.pick('Resume inline suggestions');
    await expect.poll(status).toContain('suggestions: on');
    await pickInMenu('Turn suggestions in TypeScript off');
    await expect.poll(status).toContain('suggestions: off in TypeScript');
    await pickInMenu('Turn suggestions in TypeScript on');
    await expect.poll(status).toContain('suggestions: on');
    expect(await code.hostDeath()).toBeUndefined();
  });
});
