import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGgufSummary } from '../../../../src/engine/models/ggufHeader.js';
import { tensorBytes } from '../../../../src/engine/models/ggmlTypes.js';
import { workerThreadTransport } from '../../../../src/engine/client/workerThread.js';
import { type Geometry, LLAMA_8B } from '../../../../tools/synthetic-model/geometry.js';
import { MIXES } from '../../../../tools/synthetic-model/mix.js';
import { planModel, writeModel } from '../../../../tools/synthetic-model/syntheticModel.js';
import { chat, DEMO_PARAMS, never, openEngine, user } from '../../engine/support/engineFixture.js';
import { bundleWorker } from '../../engine/support/workerBundle.js';

const TINY: Geometry = {
  layers: 2,
  embedding: 256,
  feedForward: 512,
  heads: 4,
  kvHeads: 2,
  vocabulary: 3000,
  context: 1024,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'synthetic-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function written(mix: (typeof MIXES)[number], seed: number, name: string): Promise<string> {
  const file = path.join(folder, name);
  await writeModel(await planModel(TINY, mix), file, seed);
  return file;
}

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

describe.each(MIXES)('a tiny model of the mix %s', (mix) => {
  it('has the planned size and a header that passes every check', async () => {
    const { fileSizeBytes } = await planModel(TINY, mix);
    const file = await written(mix, 1, `${mix}.gguf`);
    expect((await stat(file)).size).toBe(fileSizeBytes);
    expect(await readGgufSummary(file)).toEqual({
      architecture: 'llama',
      name: 'Synthetic Llama',
      contextLength: 1024,
      fileSizeBytes,
      tensorCount: 4 + 2 * 9,
      vocabularySize: 3000,
      reasoning: true,
      geometry: {
        layers: 2,
        embedding: 256,
        heads: 4,
        kvHeads: 2,
        keyLength: 64,
        valueLength: 64,
        vocabulary: 3000,
      },
    });
  });

  it('reasons and answers in the engine, with more than one token', async () => {
    const modelPath = await written(mix, 1, `${mix}.gguf`);
    const { engine } = openEngine(await bundleWorker(), workerThreadTransport);
    try {
      const model = await engine.load({ ...DEMO_PARAMS, modelPath }, never);
      expect(model).toMatchObject({ reasoning: true, contextSize: 1024 });
      const text = 'What is 12 + 30? Ünï🙂';
      const { thinking, answer, end, result } = await chat(engine, [user(text)], {
        sampling: { temperature: 0.6, maxTokens: 40 },
        budget: { maxTokens: 10, loopGuard: 'off' },
      });
      expect(end).toBe('budget');
      expect(result.usage).toMatchObject({ thinkingTokens: 10 });
      expect(result.usage.completionTokens).toBeGreaterThan(10);
      expect(new Set(thinking + answer).size).toBeGreaterThan(5);
    } finally {
      await engine.dispose();
    }
  });
});

describe('the writer', () => {
  it('writes equal files for equal seeds, and others for others', async () => {
    const files = [
      await written('q4_k_m', 7, 'a'),
      await written('q4_k_m', 7, 'b'),
      await written('q4_k_m', 8, 'c'),
    ];
    const [first, again, other] = await Promise.all(files.map(digest));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('gives the 8B geometry the size of the real file', async () => {
    const { fileSizeBytes, header, tensors } = await planModel(LLAMA_8B, 'q4_k_m');
    const weights = tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
    // 8,030,261,248 parameters, and 64 factors of the position embedding.
    expect(weights).toBe(8_030_261_312);
    expect(fileSizeBytes - header.length).toBeGreaterThan(4.91e9);
    expect(fileSizeBytes).toBeLessThan(4.93e9);
  });

  it('stores two bytes a weight in 16 bits, and 34 for 32 weights in 8', async () => {
    const weights = 256 * 3000 * 2 + 2 * (256 * 256 * 2 + 256 * 128 * 2 + 256 * 512 * 3);
    const vectors = (256 * 5 + 32) * 4;
    for (const [mix, bytes] of [
      ['f16', weights * 2],
      ['q8_0', tensorBytes(8, weights)],
    ] as const) {
      const { fileSizeBytes, header } = await planModel(TINY, mix);
      expect(fileSizeBytes - header.length).toBe(bytes + vectors);
    }
  });

  it.each([
    ['heads that do not divide the embedding', { heads: 3 }],
    ['heads that cannot be shared out', { kvHeads: 3 }],
    ['rows of broken blocks', { feedForward: 300 }],
    ['no layers', { layers: 0 }],
    ['a vocabulary without room for the bytes', { vocabulary: 511 }],
    ['a vocabulary larger than can be made up', { vocabulary: 2_000_000 }],
  ])('refuses %s', async (_, change) => {
    await expect(planModel({ ...TINY, ...change }, 'q4_k_m')).rejects.toThrow(RangeError);
  });
});
