import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineSettingsFile } from '../../tools/vscode/settings.js';
import { ModelHub } from '../fakes/modelHub.js';
import { violations } from './harness/axe.js';
import { ChatPage } from './harness/chatPage.js';
import { DEMO_MODEL } from './harness/lemmaCli.js';
import { ModelsPage } from './harness/modelsPage.js';
import { poll } from './harness/poll.js';
import { ThemeLooks } from './harness/themes.js';
import { startVsCode, type VsCode } from './harness/vscode.js';

describe('models', () => {
  let folder: string;
  let hub: ModelHub;
  let code: VsCode;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'lemma-models-'));
    hub = await ModelHub.start(await readFile(DEMO_MODEL));
    code = await startVsCode({
      name: 'models',
      machineSettings: {
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
    const chat = await ChatPage.open(workbench, 'editor');
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
    // A list closes when the focus leaves it, and the step is still unfolding: it is asked for again where it is gone.
    const toModels = step('Get the model').getByRole('button', { name: 'Choose a model' });
    const more = page.locator('.quick-input-list .monaco-list-row', { hasText: 'More models' });
    await poll(
      'the list of models',
      async () => {
        if (!(await more.isVisible())) await toModels.click({ timeout: 2000 });
        await more.waitFor({ timeout: 5000 });
        return true;
      },
      60_000,
    );
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
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
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
    const chat = await ChatPage.open(workbench, 'editor');
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

  it('are downloaded on their page, paused, and resumed after a reload; used, set up, and deleted', async () => {
    const { page, workbench } = code;
    await workbench.runCommand('View: Close All Editors');
    await workbench.runCommand('Lemma: Show Models');
    const models = new ModelsPage(workbench);
    await models.ready();
    const name = 'DeepSeek-R1-Distill-Llama-8B Q5_K_M';
    const file = path.join(folder, 'DeepSeek-R1-Distill-Llama-8B-Q5_K_M.gguf');
    await models.filter('llama-8b q5_k_m');
    await expect.poll(() => models.titles()).toEqual([name]);
    const row = models.row(name);
    await expect.poll(() => row.textContent()).toMatch(/\d tok\/s/);
    // Half of the file comes, then nothing: there is time to pause.
    hub.behaviour.contentFault = () => 'stall';
    await models.press(name, 'Download');
    await expect.poll(() => row.textContent()).toContain('1.1 MB of 2.3 MB');
    await code.screenshot('models-page-download');
    await models.press(name, 'Pause');
    await expect.poll(() => row.textContent()).toContain('paused at 1.1 MB of 2.3 MB');
    await workbench.reload();
    await workbench.runCommand('Lemma: Show Models');
    await models.ready();
    await models.filter('llama-8b q5_k_m');
    await expect.poll(() => row.textContent()).toContain('paused at 1.1 MB of 2.3 MB');
    hub.heal();
    hub.sentBytes = 0;
    await models.press(name, 'Resume');
    await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('on disk');
    expect((await readFile(file)).equals(hub.content)).toBe(true);
    expect(hub.sentBytes).toBeLessThan(0.6 * hub.content.length);

    await models.press(name, 'Use');
    await expect.poll(() => row.textContent()).toContain('in use');
    const settings = (): Promise<string> => readFile(machineSettingsFile(code.userData), 'utf8');
    await expect.poll(settings).toContain('Q5_K_M.gguf');
    const details = await models.open(name);
    await details.getByLabel('Context (tokens)').fill('1024');
    await details.getByText('Memory with 1,024 tokens').waitFor();
    await details.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => row.textContent()).toContain('own settings');
    await expect.poll(settings).toContain('"contextSize": 1024');
    await details.getByRole('button', { name: 'Check the file again' }).click();
    await expect.poll(() => row.textContent()).toContain('its checksum is the one it came with');
    await code.screenshot('models-page-details');
    await details.getByRole('button', { name: 'Delete…' }).click();
    await page
      .locator('.monaco-dialog-box')
      .getByRole('button', { name: 'Delete', exact: true })
      .click();
    await expect.poll(() => row.textContent()).not.toContain('on disk');
    await expect.poll(settings).not.toContain('Q5_K_M.gguf",');
    await models.filter('');
    await expect.poll(() => models.row('Demo model').textContent()).toContain('in use');
  });

  it('by an hf: name are looked at first; the hub is told a token when it asks for one', async () => {
    const { page, workbench } = code;
    const models = new ModelsPage(workbench);
    await models.filter('');
    const add = async (text: string): Promise<void> => {
      const field = models.frame.getByRole('textbox', { name: 'Add a model' });
      await field.fill(text);
      await field.press('Enter');
    };
    await add('/nowhere/at/all.gguf');
    await models.frame.getByRole('alert').filter({ hasText: 'no model file at' }).waitFor();
    hub.behaviour.token = 'secret';
    await add('hf:user/model/private.gguf');
    const refused = workbench.notification('asks for an access token');
    await refused.getByRole('button', { name: 'Set the token…' }).click();
    const input = page.locator('.quick-input-widget input[type=password]');
    await input.fill('secret');
    await input.press('Enter');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.filter({ hasText: 'llama, 2.3 MB' }).waitFor();
    await code.screenshot('models-confirm');
    await dialog.getByRole('button', { name: 'Download' }).click();
    await expect
      .poll(() => models.row('private').textContent(), { timeout: 30_000 })
      .toContain('on disk');
    expect(hub.leakedTokens).toEqual([]);

    const kind = Buffer.from('<｜Assistant｜>');
    const content = Buffer.from(hub.content);
    for (let at = content.indexOf(kind); at >= 0; at = content.indexOf(kind))
      content[at + 5] = 0x62;
    hub.content = content;
    await add('hf:user/model/plain.gguf');
    await dialog.filter({ hasText: 'no model of the R1 kind' }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    hub.heal();
  });

  it('are shown on their page for everybody, wide and narrow', async () => {
    const { page, workbench } = code;
    const models = new ModelsPage(workbench);
    await models.ready();
    await models.filter('');
    const demo = models.row('Demo model');
    const toggle = demo.getByRole('button', { name: 'Details' });
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
    await models.frame.locator('lemma-model-details').waitFor();
    const looks = new ThemeLooks(models.frame);
    const found: string[] = [];
    for (const name of ['dark', 'light', 'high-contrast-light'] as const) {
      await looks.choose(code, name, {});
      await code.screenshot(`models-page-wide-${name}`);
      // What is not about colours is the same in all.
      const rules = name === 'dark' ? undefined : ['color-contrast'];
      found.push(...(await violations(models.frame, rules)).map((each) => `${name}: ${each}`));
    }
    expect(found).toEqual([]);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 620, height: 800 });
    await expect
      .poll(() =>
        models.frame.locator('lemma-models').evaluate(({ scrollWidth, clientWidth }) => ({
          over: scrollWidth - clientWidth,
          isNarrow: clientWidth < 300,
        })),
      )
      .toEqual({ over: 0, isNarrow: true });
    await demo.scrollIntoViewIfNeeded();
    await code.screenshot('models-page-narrow');
    if (size) await page.setViewportSize(size);
  });
});
