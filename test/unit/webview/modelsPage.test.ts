import './domShim.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DownloadState,
  ModelsApi,
  type ModelsSnapshot,
} from '../../../src/protocol/models.js';
import type { WireMessage } from '../../../src/protocol/rpc.js';
import { HostConnection } from '../../../webview/host/hostConnection.js';
import type { ModelsState } from '../../../webview/model/modelsState.js';
import { LemmaModelDetails } from '../../../webview/view/lemmaModelDetails.js';
import { LemmaModels } from '../../../webview/view/lemmaModels.js';
import { eventually } from '../eventually.js';
import { Q4, Q4_NAME, SNAPSHOT } from './modelsSnapshot.js';

if (!customElements.get('lemma-models')) {
  customElements.define('lemma-model-details', LemmaModelDetails);
  customElements.define('lemma-models', LemmaModels);
}

const FILE = '/m/DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf';
const HERE: ModelsSnapshot = {
  ...SNAPSHOT,
  models: [
    ...SNAPSHOT.models,
    { path: FILE, name: 'x.gguf', origin: 'downloaded', sizeBytes: 4.92e9, overrides: {} },
  ],
};
const running: DownloadState = {
  source: Q4,
  name: 'x.gguf',
  state: 'running',
  receivedBytes: 1e9,
  totalBytes: 4e9,
  bytesPerSecond: 1e6,
  secondsLeft: 3000,
};

let posted: WireMessage[];
let page: LemmaModels;
let kept: ModelsState[];

const commands = (): unknown[] =>
  posted.flatMap((each) => (each.type === 'command' ? [[each.method, each.params]] : []));
const row = (name: string): HTMLElement => {
  const found = [...page.querySelectorAll<HTMLElement>('.lemma-model-row')].find(
    (each) => each.querySelector('.lemma-model-title')?.textContent === name,
  );
  if (!found) throw new Error(`no row ${name}`);
  return found;
};
const button = (within: Element, name: string): HTMLButtonElement => {
  const found = [...within.querySelectorAll('button')].find(
    (each) => (each.getAttribute('aria-label') ?? each.textContent.trim()) === name,
  );
  if (!found) throw new Error(`no button ${name}`);
  return found;
};
const painted = async (): Promise<void> => {
  await page.updateComplete;
  await page.querySelector<LemmaModelDetails>('lemma-model-details')?.updateComplete;
};

async function show(snapshot: ModelsSnapshot): Promise<void> {
  page.take(snapshot);
  await painted();
}

beforeEach(async () => {
  posted = [];
  kept = [];
  page = new LemmaModels();
  page.host = new HostConnection((message) => posted.push(message));
  page.keep = (state) => kept.push(state);
  document.body.append(page);
  page.start();
  await show(SNAPSHOT);
});
afterEach(() => {
  document.body.replaceChildren();
});

describe('the page of models', () => {
  it('is a table with heads that sort, said in its roles', async () => {
    const table = page.querySelector('table');
    expect(table?.getAttribute('role')).toBe('table');
    for (const each of page.querySelectorAll('.lemma-model-table > * > tr'))
      expect(each.getAttribute('role')).toBe('row');
    const head = [...page.querySelectorAll('thead th')].find((each) =>
      each.textContent.includes('Size'),
    );
    expect(head?.getAttribute('aria-sort')).toBe('none');
    head?.querySelector('button')?.click();
    await painted();
    expect(head?.getAttribute('aria-sort')).toBe('ascending');
    expect(page.querySelector('.lemma-model-title')?.textContent).toBeDefined();
    expect(page.querySelector('.lemma-model-row .lemma-model-title')?.textContent).toBe(
      'Demo model',
    );
    head?.querySelector('button')?.click();
    await painted();
    expect(head?.getAttribute('aria-sort')).toBe('descending');
    expect(kept.at(-1)?.choice).toMatchObject({ order: 'size', descending: true });
  });

  it('tells the fit anew with every move of the context length', async () => {
    const slider = page.querySelector<HTMLInputElement>('input[type=range]');
    if (!slider) throw new Error('no slider');
    const fit = (): string =>
      row(Q4_NAME).querySelector('.lemma-model-cell-fit')?.textContent ?? '';
    expect(fit()).toContain('6.23 GB');
    slider.value = slider.max;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await painted();
    expect(fit()).toContain('does not fit');
    expect(slider.getAttribute('aria-valuetext')).toBe('131,072 tokens');
    button(page, 'Use for all models').click();
    expect(commands()).toEqual([['models/setContextSize', { contextSize: 131_072 }]]);
  });

  it('downloads, pauses, goes on and cancels, with one button that keeps the focus', async () => {
    const main = button(row(Q4_NAME), `Download: ${Q4_NAME}`);
    main.focus();
    main.click();
    page.takeDownloads([running]);
    await painted();
    expect(row(Q4_NAME).textContent).toContain('1.00 GB of 4.00 GB · 1.0 MB/s · 50 min left');
    const bar = row(Q4_NAME).querySelector('[role=progressbar]');
    expect(bar?.getAttribute('aria-valuenow')).toBe('25');
    expect(document.activeElement).toBe(main);
    main.click();
    page.takeDownloads([{ ...running, state: 'paused' }]);
    await painted();
    expect(page.querySelector('[role=status]')?.textContent).toBe('x.gguf is paused');
    expect(main.textContent.trim()).toBe('Resume');
    main.click();
    button(row(Q4_NAME), `Cancel the download of ${Q4_NAME} and delete what has come`).click();
    const source = { source: Q4 };
    expect(commands()).toEqual([
      ['models/download', source],
      ['models/pause', source],
      ['models/download', source],
      ['models/discard', source],
    ]);
  });

  it('leaves a download of another window alone', async () => {
    page.takeDownloads([{ ...running, state: 'elsewhere' }]);
    await painted();
    const main = button(row(Q4_NAME), `Downloading: ${Q4_NAME}`);
    expect(main.getAttribute('aria-disabled')).toBe('true');
    main.click();
    expect(commands()).toEqual([]);
    expect(row(Q4_NAME).textContent).not.toContain('Cancel');
  });

  it('says what went wrong, and asks for the token where that is it', async () => {
    const problem = { code: 'accessDenied', message: 'The hub asks for a token.' } as const;
    page.takeDownloads([{ ...running, state: 'failed', problem }]);
    await painted();
    expect(row(Q4_NAME).textContent).toContain('The hub asks for a token.');
    button(row(Q4_NAME), 'Set the token…').click();
    expect(commands()).toEqual([['models/setToken', { source: Q4 }]]);
  });

  it('uses, checks, shows and removes a model that is here', async () => {
    await show(HERE);
    button(row(Q4_NAME), `Use: ${Q4_NAME}`).click();
    button(row(Q4_NAME), `Details of ${Q4_NAME}`).click();
    await painted();
    const details = page.querySelector('lemma-model-details');
    if (!details) throw new Error('no details');
    for (const name of ['Check the file again', 'Show the file', 'Delete…'])
      button(details, name).click();
    const path = { path: FILE };
    expect(commands()).toEqual([
      ['models/use', path],
      ['models/verify', path],
      ['models/reveal', path],
      ['models/remove', path],
    ]);
  });

  it('never offers to delete what others keep, nor to remove the demo model', async () => {
    const [demo, own] = HERE.models;
    if (!demo || !own) throw new Error('no models');
    await show({ ...HERE, models: [demo, { ...own, origin: 'Ollama' }] });
    const words = async (name: string): Promise<string> => {
      button(row(name), `Details of ${name}`).click();
      await painted();
      return page.querySelector('lemma-model-details')?.textContent ?? '';
    };
    const adopted = await words(Q4_NAME);
    expect(adopted).toContain('Take it off the list…');
    expect(adopted).not.toContain('Delete…');
    expect(await words('Demo model')).not.toMatch(/Delete…|Take it off/);
  });

  it('shows the fit of settings while they are typed, and saves them on demand', async () => {
    await show(HERE);
    button(row(Q4_NAME), `Details of ${Q4_NAME}`).click();
    await painted();
    const details = page.querySelector('lemma-model-details');
    const field = details?.querySelector<HTMLInputElement>('input[name=contextSize]');
    if (!details || !field) throw new Error('no field');
    field.value = '32768';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await painted();
    expect(details.textContent).toContain('32,768 tokens of context');
    expect(details.textContent).toContain('Not saved yet.');
    expect(commands()).toEqual([]);
    await show({ ...HERE, contextSize: 4096 });
    expect(field.value).toBe('32768');
    details.querySelector('form')?.requestSubmit();
    const overrides = { contextSize: 32_768 };
    expect(commands()).toEqual([['models/setOverrides', { path: FILE, overrides }]]);
    const models = HERE.models.map((each) => (each.path === FILE ? { ...each, overrides } : each));
    await show({ ...HERE, models });
    expect(row(Q4_NAME).textContent).toContain('own settings');
    button(details, 'As all models').click();
    expect(commands().at(-1)).toEqual(['models/setOverrides', { path: FILE, overrides: {} }]);
  });

  it('takes a name, an address or a path, and says why not', async () => {
    const input = page.querySelector<HTMLInputElement>('.lemma-adder input');
    if (!input) throw new Error('no input');
    input.value = ' /nowhere.gguf ';
    page.querySelector<HTMLFormElement>('.lemma-adder')?.requestSubmit();
    const call = posted.at(-1);
    expect(call).toMatchObject({ method: ModelsApi.add.method, params: { text: '/nowhere.gguf' } });
    if (call?.type !== 'request') throw new Error('no request');
    const result = { problem: 'There is no model file.' };
    page.host?.receive({ type: 'response', id: call.id, result });
    await eventually(() => {
      expect(page.querySelector('[role=alert]')?.textContent).toBe('There is no model file.');
    });
    expect(input.value).toBe(' /nowhere.gguf ');
  });

  it('is walked with the arrow keys, and closes details with Escape', async () => {
    const press = (key: string): void => {
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      );
    };
    button(row(Q4_NAME), `Download: ${Q4_NAME}`).focus();
    press('ArrowDown');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('In use: Demo model');
    button(row('Demo model'), 'Details of Demo model').click();
    await painted();
    expect(page.querySelector('lemma-model-details')).not.toBeNull();
    press('Escape');
    await painted();
    expect(page.querySelector('lemma-model-details')).toBeNull();
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Details of Demo model');
  });
});
