import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineSettingsFile } from '../../tools/vscode/settings.js';
import { ModelHub } from '../fakes/modelHub.js';
import { ChatPage } from './harness/chatPage.js';
import { DEMO_MODEL } from './harness/lemmaCli.js';
import { startVsCode, type VsCode } from './harness/vscode.js';
import { hostVsix } from './harness/vsix.js';

describe('models', () => {
  let folder: string;
  let hub: ModelHub;
  let code: VsCode;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-models-'));
    hub = await ModelHub.start(await readFile(DEMO_MODEL));
    code = await startVsCode({
      name: 'models',
      vsix: [await hostVsix()],
      machineSettings: {
        'lemma.engine.threads': 1,
        'lemma.models.endpoint': hub.endpoint,
        'lemma.models.folder': folder,
      },
    });
  });
  afterAll(async () => {
    await code.stop();
    await hub.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('are tried and chosen from an empty chat, with the keyboard, and from the walkthrough', async () => {
    const { page, workbench } = code;
    await workbench.runCommand('Lemma: Open Chat in Editor');
    const chat = new ChatPage(workbench);
    await chat.ready();
    const choose = chat.frame.locator('.lemma-first-steps vscode-button', { hasText: 'Choose' });
    await choose.focus();
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'More models' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await code.screenshot('first-steps');
    await chat.frame.locator('vscode-button', { hasText: 'Ask it a question' }).click();
    const turn = await chat.finished(1);
    await expect.poll(() => chat.answer(turn)).toContain('89');

    await workbench.runCommand('Lemma: Get Started');
    const step = (title: string): ReturnType<typeof page.locator> =>
      page.locator('.getting-started-step', { hasText: title });
    await step('Try the demo model now').getByRole('button', { name: 'Ask it' }).click();
    await chat.finished(1);
    await expect.poll(() => chat.answer(chat.last)).toContain('89');
    await workbench.runCommand('Lemma: Get Started');
    await step('Try the demo model now').getByRole('checkbox', { checked: true }).waitFor();
    await step('Get the model').getByRole('checkbox', { checked: false }).waitFor();
    await code.screenshot('walkthrough');
    await step('Get the model for this machine').click();
    await step('Get the model').getByRole('button', { name: 'Choose a model' }).click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'More models' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  });

  it('are chosen from the family, their licence accepted, downloaded, verified and used', async () => {
    const { page, workbench } = code;
    const row = (text: string): ReturnType<typeof page.locator> =>
      page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await workbench.openPick('Lemma: Choose Model…');
    await row('Demo model').waitFor();
    await code.screenshot('models-choose');
    await row('More models…').click();
    await row('IQ2_XXS').waitFor();
    await code.screenshot('models-more');
    expect(hub.contentRequests).toBe(0);
    await row('DeepSeek-R1-Distill-Llama-8B IQ2_XXS').click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    await expect.poll(() => dialog.innerText()).toContain('Built with Llama');
    await code.screenshot('models-licence');
    expect(hub.contentRequests).toBe(0);
    await dialog.getByRole('button', { name: 'Accept and download' }).click();
    const done = workbench.notification('is downloaded and verified');
    await done.waitFor({ timeout: 60_000 });
    await code.screenshot('models-done');
    const file = path.join(folder, 'DeepSeek-R1-Distill-Llama-8B-IQ2_XXS.gguf');
    expect((await readFile(file)).equals(hub.content)).toBe(true);
    expect(await readFile(path.join(folder, 'licences.json'), 'utf8')).toContain('llama3.1');
    await done.getByRole('button', { name: 'Use it now' }).click();
    await done.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => readFile(machineSettingsFile(code.userData), 'utf8'))
      .toContain('IQ2_XXS.gguf');
    await workbench.openPick('Lemma: Choose Model…');
    await row('chosen · downloaded').waitFor();
    await code.screenshot('models-chosen');
  });

  it('that crashed while they were loaded are not loaded in the same way again; unloaded ones come back', async () => {
    const { workbench } = code;
    const modelPath = path.join(folder, 'DeepSeek-R1-Distill-Llama-8B-IQ2_XXS.gguf');
    const manner = { isolation: 'thread', gpu: 'auto', gpuLayers: 'auto', contextSize: 'auto' };
    const engine = path.join(code.userData, 'User', 'globalStorage', 'lemma.lemma', 'engine');
    await mkdir(engine, { recursive: true });
    const crash = { kind: 'load', modelPath, manner, time: Date.now() };
    await writeFile(path.join(engine, 'crashed.json'), JSON.stringify(crash));
    await workbench.reload();
    await workbench.runCommand('Lemma: Open Chat in Editor');
    const chat = new ChatPage(workbench);
    await chat.ready();
    await workbench.runCommand('Lemma: New Chat');
    await chat.frame.locator('.lemma-empty').waitFor();
    await chat.ask('What is 12 + 30?');
    const failed = await chat.finished(1);
    await workbench.notification('crashed the engine last time').waitFor();
    await failed.getByText('Use the CPU alone').waitFor();
    await failed.getByText('Run the engine in a process of its own').waitFor();
    await code.screenshot('load-crashed');
    await failed.getByText('Put fewer layers on the GPU').click();
    await expect.poll(() => chat.answer(chat.last)).toContain('42');
    const settings = await readFile(machineSettingsFile(code.userData), 'utf8');
    expect(settings).toMatch(/"gpuLayers": 3/);
    await expect.poll(() => existsSync(path.join(engine, 'crashed.json'))).toBe(false);

    await workbench.statusItem('Lemma: ready').waitFor();
    await workbench.runCommand('Lemma: Unload Model');
    await workbench.statusItem('Lemma: model not loaded').waitFor();
    await chat.ask('What is 61 - 19?');
    await expect.poll(() => chat.answer(chat.last)).toContain('42');
    await workbench.statusItem('Lemma: ready').waitFor();
  });
});
