import { describe, expect, it } from 'vitest';
import type { DownloadState, LocalModel, ModelsSnapshot } from '../../../src/protocol/models.js';
import { chosenRows, type ModelListChoice, WHOLE_LIST } from '../../../webview/model/modelOrder.js';
import {
  downloadNews,
  needWords,
  progressWords,
  rowName,
} from '../../../webview/model/modelPageWords.js';
import { fitWith, modelList, type ModelRow } from '../../../webview/model/modelRows.js';
import { parseModelsState } from '../../../webview/model/modelsState.js';
import { LLAMA_8B } from '../core/models/llama8b.js';
import { Q4, Q4_NAME, SNAPSHOT } from './modelsSnapshot.js';

const local = (path: string, more: Partial<LocalModel> = {}): LocalModel => ({
  path,
  name: path.split('/').at(-1) ?? '',
  origin: 'downloaded',
  sizeBytes: 4.92e9,
  overrides: {},
  ...more,
});
const with8b = (more: Partial<LocalModel> = {}): ModelsSnapshot => ({
  ...SNAPSHOT,
  models: [...SNAPSHOT.models, local('/m/DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf', more)],
});
const find = (snapshot: ModelsSnapshot, name: string, contextSize = 8192): ModelRow => {
  const row = modelList(snapshot, contextSize).rows.find((each) => rowName(each) === name);
  if (!row) throw new Error(`no ${name}`);
  return row;
};
const names = (choice: Partial<ModelListChoice>, snapshot = SNAPSHOT): string[] =>
  chosenRows(modelList(snapshot, 8192).rows, { ...WHOLE_LIST, ...choice }).map(rowName);

describe('the rows of the page of models', () => {
  it('hold every quantisation of the 8B model, the family, and what is here', () => {
    const rows = modelList(SNAPSHOT, 8192).rows;
    expect(rows.filter(({ model }) => model?.id === 'r1-8b')).toHaveLength(22);
    expect(new Set(rows.map(({ model }) => model?.id)).size).toBe(8);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(find(SNAPSHOT, 'Demo model')).toMatchObject({ chosen: true });
    expect(rows.filter(({ recommended }) => recommended).map(rowName)).toEqual([Q4_NAME]);
  });

  it('mark a file of the catalogue that is here, whoever keeps it', () => {
    expect(find(with8b({ origin: 'LM Studio' }), Q4_NAME)).toMatchObject({
      id: Q4,
      local: { origin: 'LM Studio' },
    });
    const adopted = local('/o/sha256-abc', { name: 'deepseek-r1:8b', origin: 'Ollama' });
    const row = find({ ...SNAPSHOT, models: [adopted], chosen: adopted.path }, 'deepseek-r1:8b');
    expect(row).toMatchObject({ chosen: true, local: adopted });
    expect(row.fit).toBeUndefined();
  });

  it('tell the fit for the context length of the page, capped by what a model was trained with', () => {
    const at = (contextSize: number): number =>
      find(SNAPSHOT, Q4_NAME, contextSize).fit?.fit.need.kvCache ?? 0;
    expect(at(16_384) / at(8192)).toBeCloseTo(2);
    expect(find(SNAPSHOT, Q4_NAME, 131_072).fit?.fit.place).toBe('none');
    const facts = {
      architecture: 'llama',
      contextLength: 4096,
      geometry: LLAMA_8B.geometry,
      reasoning: true,
    };
    const own = { ...SNAPSHOT, models: [local('/m/own.gguf', { facts })] };
    expect(find(own, 'own').fit?.contextSize).toBe(4096);
  });

  it('tell it as one model alone is run, and as it would be', () => {
    const overrides = { contextSize: 32_768, kvCacheType: 'q8_0' } as const;
    const snapshot = with8b({ overrides });
    const row = find(snapshot, Q4_NAME, 2048);
    expect(row.fit?.contextSize).toBe(32_768);
    const plain = fitWith(snapshot, 2048, row, {})?.fit.need.kvCache ?? 0;
    expect((row.fit?.fit.need.kvCache ?? 0) / plain).toBeCloseTo((16 * (1 + 17 / 32)) / 2);
  });

  it('count the memory of both where a model is split', () => {
    const gpu = {
      kind: 'dedicated',
      name: 'A GPU',
      unified: false,
      total: 4e9,
      free: 3.5e9,
    } as const;
    const snapshot = { ...SNAPSHOT, machine: { ...SNAPSHOT.machine, gpu } };
    const { fit } = find(snapshot, Q4_NAME);
    expect(fit?.bars).toHaveLength(2);
    expect(fit && needWords(fit)).toContain('of 17.50 GB free');
  });

  it('show downloads of the catalogue in their row, others in one of their own', () => {
    const download = (source: string, name: string): DownloadState => ({
      source,
      name,
      state: 'paused',
      receivedBytes: 10,
      totalBytes: 100,
      bytesPerSecond: 0,
    });
    const downloads = [download(Q4, 'x.gguf'), download('hf:u/m/other.gguf', 'other.gguf')];
    const snapshot = { ...SNAPSHOT, downloads };
    expect(find(snapshot, Q4_NAME).download).toBe(downloads[0]);
    expect(find(snapshot, 'other')).toMatchObject({ source: 'hf:u/m/other.gguf', sizeBytes: 100 });
  });
});

describe('the order and the filter', () => {
  it('put the recommended model and what is here first', () => {
    expect(names({}).slice(0, 2)).toEqual([Q4_NAME, 'Demo model']);
  });

  it('sort by size, quality, memory, speed and name, unknown values last', () => {
    expect(names({ order: 'size' })[0]).toBe('Demo model');
    expect(names({ order: 'size', descending: true })[0]).toContain('70B');
    expect(names({ order: 'quality' })[0]).toBe('DeepSeek-R1-0528-Qwen3-8B Q8_0');
    expect(names({ order: 'quality' }).at(-1)).toBe('Demo model');
    expect(names({ order: 'quality', descending: true })[0]).toBe(
      'DeepSeek-R1-Distill-Qwen-1.5B Q3_K_M',
    );
    expect(names({ order: 'fit' })[0]).toContain('1.5B');
    expect(names({ order: 'speed' })[0]).toContain('1.5B Q3_K_M');
    const sorted = names({ order: 'name' });
    expect(sorted).toEqual(
      sorted.toSorted((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())),
    );
  });

  it('filter by words, by what fits and by what is here', () => {
    expect(names({ text: 'llama-8b q4_k' })).toEqual([
      Q4_NAME,
      'DeepSeek-R1-Distill-Llama-8B Q4_K_S',
      'DeepSeek-R1-Distill-Llama-8B Q4_K_L',
    ]);
    expect(names({ here: true })).toEqual(['Demo model']);
    const fitting = names({ fitting: true });
    expect(fitting).toContain(Q4_NAME);
    expect(fitting.filter((name) => /32B|70B/.test(name))).toEqual([]);
    expect(names({ text: 'nothing of that name' })).toEqual([]);
  });

  it('survive a kept state of any kind', () => {
    for (const value of [undefined, null, 3, { choice: 5, contextSize: -1, open: {} }])
      expect(parseModelsState(value)).toEqual({ choice: WHOLE_LIST, contextSize: 0, open: '' });
    const state = {
      choice: { ...WHOLE_LIST, text: 'q4', order: 'size' },
      contextSize: 4096,
      open: Q4,
    };
    expect(parseModelsState(state)).toEqual(state);
  });
});

describe('the words of a download', () => {
  const running: DownloadState = {
    source: Q4,
    name: 'a.gguf',
    state: 'running',
    receivedBytes: 1.23e9,
    totalBytes: 4.92e9,
    bytesPerSecond: 41e6,
    secondsLeft: 90,
  };

  it('tell bytes, speed and time left', () => {
    expect(progressWords(running)).toBe('1.23 GB of 4.92 GB · 41.0 MB/s · 2 min left');
    expect(progressWords({ ...running, state: 'paused' })).toBe('paused at 1.23 GB of 4.92 GB');
    expect(progressWords({ ...running, state: 'verifying' })).toBe('checking 1.23 GB of 4.92 GB');
    expect(progressWords({ ...running, totalBytes: 0, bytesPerSecond: 0 })).toContain(
      'looking it up',
    );
  });

  it('tell what changed, and not mere progress', () => {
    const paused = { ...running, state: 'paused' } as const;
    expect(downloadNews([], [running])).toBe('Downloading a.gguf');
    expect(downloadNews([running], [{ ...running, receivedBytes: 2e9 }])).toBe('');
    expect(downloadNews([running], [paused])).toBe('a.gguf is paused');
    expect(downloadNews([], [paused])).toBe('');
    const problem = { code: 'networkDown', message: 'It breaks.' } as const;
    expect(downloadNews([running], [{ ...running, state: 'failed', problem }])).toBe(
      'a.gguf: It breaks.',
    );
  });
});
