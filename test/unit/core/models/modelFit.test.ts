import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  type CatalogueModel,
  findInCatalogue,
} from '../../../../src/core/models/catalogue.js';
import {
  downloadUrl,
  fileNameOf,
  parseModelAddress,
} from '../../../../src/core/models/hubAddress.js';
import { fitModel, type Machine, memoryBars } from '../../../../src/core/models/modelFit.js';
import { recommend, recommendFile } from '../../../../src/core/models/recommend.js';

const GB = 1e9;
const machine = (ram: number, gpu?: number, unified = false): Machine => ({
  ram: { kind: 'shared', total: ram * GB, free: ram * GB * 0.9 },
  ramBandwidth: 50 * GB,
  ...(gpu !== undefined && {
    gpu: { kind: 'dedicated', total: gpu * GB, free: gpu * GB * 0.95, name: 'A GPU', unified },
  }),
});

function the8b(): CatalogueModel {
  const [model] = CATALOGUE;
  if (!model) throw new Error('the catalogue is empty');
  return model;
}

const need = (contextSize: number): number => {
  const { geometry } = the8b();
  return fitModel({ fileSizeBytes: 4.92 * GB, geometry, contextSize }, machine(64)).need.total / GB;
};

describe('the memory of the 8B model in Q4_K_M', () => {
  it('is what is known of it', () => {
    const file = the8b().files.find(({ quantisation }) => quantisation === 'Q4_K_M');
    expect((file?.sizeBytes ?? 0) / GB).toBeCloseTo(4.9, 1);
    expect(need(2048)).toBeCloseTo(5.4, 1);
    // Keys and values alone are 17.2 GB by then.
    expect(need(131_072)).toBeGreaterThan(22);
    expect(need(131_072)).toBeLessThan(23);
  });
});

describe('how a model fits', () => {
  const input = { fileSizeBytes: 4.92 * GB, geometry: the8b().geometry, contextSize: 8192 };

  it.each([
    ['cpu', machine(16)],
    ['none', machine(6)],
    ['gpu', machine(16, 12)],
    ['gpu', machine(16, 10, true)],
    ['partlyGpu', machine(16, 4)],
    ['cpu', machine(16, 0.2)],
    ['cpu', machine(16, 4, true)],
  ] as const)('%s', (place, of) => {
    expect(fitModel(input, of).place).toBe(place);
  });

  it('puts as many layers on a small GPU as it takes', () => {
    const layers = [2, 3, 4, 5].map((gpu) => fitModel(input, machine(16, gpu)).gpuLayers);
    expect(layers).toEqual([...layers].sort((a, b) => a - b));
    expect(layers[0]).toBeGreaterThan(0);
    expect(layers.at(-1)).toBeLessThan(32);
  });

  it('expects a speed from the bandwidth, and none where nobody measured it', () => {
    const [least = 0, most = 0] = fitModel(input, machine(16)).tokensPerSecond ?? [];
    expect(least).toBeGreaterThan(3);
    expect(most).toBeLessThan(9);
    const { ram } = machine(16);
    expect(fitModel(input, { ram }).tokensPerSecond).toBeUndefined();
  });
});

describe('how a model fits as the user wants it', () => {
  const input = { fileSizeBytes: 4.92 * GB, geometry: the8b().geometry, contextSize: 8192 };

  it('takes the layers that were asked for, none where they are too many', () => {
    expect(fitModel({ ...input, gpuLayers: 10 }, machine(16, 12))).toMatchObject({
      place: 'partlyGpu',
      gpuLayers: 10,
    });
    expect(fitModel({ ...input, gpuLayers: 0 }, machine(16, 12)).place).toBe('cpu');
    expect(fitModel({ ...input, gpuLayers: 99 }, machine(16, 12)).place).toBe('gpu');
    expect(fitModel({ ...input, gpuLayers: 32 }, machine(16, 4)).place).toBe('none');
    expect(fitModel({ ...input, gpuLayers: 5 }, machine(16)).place).toBe('cpu');
  });

  it('halves the KV cache, on a CPU that of the keys alone', () => {
    const kv = (kvCacheType: 'f16' | 'q8_0', gpu?: number): number =>
      fitModel({ ...input, kvCacheType }, machine(16, gpu)).need.kvCache;
    expect(kv('q8_0', 12) / kv('f16', 12)).toBeCloseTo(17 / 32);
    expect(kv('q8_0') / kv('f16')).toBeCloseTo((1 + 17 / 32) / 2);
  });
});

describe('the bars of a fit', () => {
  const input = { fileSizeBytes: 4.92 * GB, geometry: the8b().geometry, contextSize: 8192 };
  const bars = (of: Machine, gpuLayers?: number): ReturnType<typeof memoryBars> =>
    memoryBars(fitModel({ ...input, ...(gpuLayers !== undefined && { gpuLayers }) }, of), of);

  it('are of the memory that the model runs in', () => {
    expect(bars(machine(16)).map(({ device }) => device)).toEqual(['ram']);
    expect(bars(machine(16, 12)).map(({ device }) => device)).toEqual(['gpu']);
    expect(bars(machine(16, 4)).map(({ device }) => device)).toEqual(['gpu', 'ram']);
    expect(bars(machine(16, 4), 32).map(({ device }) => device)).toEqual(['gpu']);
    expect(bars(machine(6)).map(({ device }) => device)).toEqual(['ram']);
  });

  it.each([
    [machine(16), undefined],
    [machine(16, 4), undefined],
    [machine(16, 12), 7],
    [machine(6), undefined],
  ])('hold together what the model takes', (of, gpuLayers) => {
    const { need } = fitModel({ ...input, ...(gpuLayers !== undefined && { gpuLayers }) }, of);
    const sums = bars(of, gpuLayers).map((bar) => bar.weights + bar.kvCache + bar.compute);
    expect(sums.reduce((sum, each) => sum + each, 0)).toBeCloseTo(need.total, -1);
  });
});

describe('the recommendation', () => {
  const run = { contextSize: 8192 };

  it.each([
    ['r1-8b', 'Q4_K_M', 'balanced', machine(16)],
    ['r1-8b', 'Q8_0', 'fitsGpu', machine(16, 24)],
    ['r1-8b', 'Q6_K', 'fitsGpu', machine(16, 10)],
    ['r1-8b', 'IQ3_XS', 'bestThatFits', machine(6.5)],
    // 4 GB and 3 GB: the smallest file of the 8B model needs 3.7 GB, beside what the system keeps.
    ['r1-1.5b', 'Q4_K_M', 'smallModel', machine(4)],
    ['r1-1.5b', 'Q3_K_M', 'smallModel', machine(2.6)],
    ['r1-1.5b', 'Q8_0', 'smallModel', machine(2, 3)],
  ] as const)('is %s %s (%s)', (id, quantisation, reason, of) => {
    expect(recommend(of, run)).toMatchObject({ model: { id }, file: { quantisation }, reason });
  });

  it('is none where nothing fits', () => {
    expect(recommend(machine(2), run)).toBeUndefined();
    expect(recommendFile(the8b(), machine(4), run)).toBeUndefined();
  });

  it('takes a better file where the KV cache is smaller', () => {
    const file = (kvCacheType: 'f16' | 'q8_0'): string | undefined =>
      recommend(machine(10, 8), { contextSize: 16_384, kvCacheType })?.file.quantisation;
    expect([file('f16'), file('q8_0')]).toEqual(['Q4_K_M', 'Q5_K_M']);
    const small = (kvCacheType: 'f16' | 'q8_0'): string | undefined =>
      recommend(machine(10), { contextSize: 32_768, kvCacheType })?.file.quantisation;
    expect([small('f16'), small('q8_0')]).toEqual(['IQ3_XXS', 'Q3_K_L']);
  });
});

describe('the catalogue', () => {
  it('has the 8B model in all its quantisations, and the rest of the family', () => {
    expect(the8b().files.map(({ quantisation }) => quantisation)).toEqual([
      'IQ2_XXS',
      'IQ2_M',
      'Q2_K',
      'IQ3_XXS',
      'IQ3_XS',
      'Q3_K_S',
      'IQ3_M',
      'Q3_K_M',
      'Q3_K_L',
      'IQ4_XS',
      'Q4_0',
      'IQ4_NL',
      'Q4_K_S',
      'Q4_K_M',
      'Q4_1',
      'Q4_K_L',
      'Q5_K_S',
      'Q5_K_M',
      'Q5_K_L',
      'Q6_K',
      'Q8_0',
      'F16',
    ]);
    expect(CATALOGUE.map(({ id }) => id)).toEqual([
      'r1-8b',
      'r1-0528-qwen3-8b',
      'r1-1.5b',
      'r1-7b',
      'r1-14b',
      'r1-32b',
      'r1-70b',
    ]);
    for (const { files, licences } of CATALOGUE) {
      expect(files.length).toBeGreaterThanOrEqual(3);
      expect(licences.length).toBeGreaterThan(0);
      for (const { sizeBytes } of files) expect(sizeBytes).toBeLessThan(50 * GB);
    }
  });

  it.each([
    ['r1-8b', 'Q4_K_M'],
    ['R1-8B:q6_k', 'Q6_K'],
  ])('finds %s', (name, quantisation) => {
    expect(findInCatalogue(name)?.file.quantisation).toBe(quantisation);
  });

  it.each(['r1-9b', 'r1-8b:Q9', ''])('does not find %j', (name) => {
    expect(findInCatalogue(name)).toBeUndefined();
  });
});

describe('the address of a model', () => {
  it.each([
    [
      'hf:user/model/file.gguf',
      'https://hub.example/user/model/resolve/main/file.gguf',
      'file.gguf',
    ],
    [
      'hf:user/model@v1/dir/a b.gguf',
      'https://hub.example/user/model/resolve/v1/dir/a%20b.gguf',
      'a_b.gguf',
    ],
    [
      'https://huggingface.co/u/m/blob/main/x.gguf?download=true',
      'https://hub.example/u/m/resolve/main/x.gguf',
      'x.gguf',
    ],
    ['https://other.example/x.gguf', 'https://other.example/x.gguf', 'x.gguf'],
  ])('%s', (text, url, name) => {
    const address = parseModelAddress(text);
    expect(address && downloadUrl(address, 'https://hub.example/')).toBe(url);
    expect(address && fileNameOf(address)).toBe(name);
  });

  it.each([
    'hf:user/model/../../etc/passwd.gguf',
    'hf:user/file.gguf',
    'file:///etc/passwd',
    'model',
    '',
  ])('is none in %j', (text) => {
    expect(parseModelAddress(text)).toBeUndefined();
  });
});
