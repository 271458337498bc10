import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GenerateResult } from '../../../src/core/engine.js';
import type { EngineClient } from '../../../src/engine/client/engineClient.js';
import { workerThreadTransport } from '../../../src/engine/client/workerThread.js';
import { planModel, writeModel } from '../../../tools/synthetic-model/syntheticModel.js';
import { DEMO_PARAMS, GREEDY, never, openEngine } from './support/engineFixture.js';
import { bundleWorker } from './support/workerBundle.js';

const TINY = {
  layers: 1,
  embedding: 256,
  feedForward: 256,
  heads: 4,
  kvHeads: 2,
  vocabulary: 2000,
  context: 1024,
};
const ABOVE = 'one();\ntwo();\n\n\n';
const SUFFIX = ';\nmore();\n'.repeat(20);

describe('a model with fill-in-the-middle tokens', () => {
  let engine: EngineClient;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'middle-'));
    const modelPath = path.join(folder, 'middle.gguf');
    await writeModel(await planModel(TINY, 'q4_k_m', true), modelPath, 1);
    ({ engine } = openEngine(await bundleWorker(), workerThreadTransport));
    await engine.load({ ...DEMO_PARAMS, modelPath, contextSize: 1024 }, never);
  });
  afterAll(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true });
  });

  async function infill(prefix: string): Promise<{ text: string; result: GenerateResult }> {
    let text = '';
    const generation = engine.generate(
      {
        input: { kind: 'infill', prefix, suffix: SUFFIX, languageId: 'typescript' },
        sampling: { ...GREEDY, maxTokens: 12 },
        stop: [],
      },
      {
        signal: never,
        onDeltas: (deltas) => {
          for (const delta of deltas) if (delta.kind === 'text') text += delta.text;
        },
      },
    );
    return { result: await generation.result, text };
  }

  it('is asked so by itself, with all parts and three tokens between them', async () => {
    const { state } = engine;
    const ways = state.kind === 'ready' ? state.model.infillWays : [];
    expect(ways).toEqual(['fillInMiddle', 'continue', 'fillHole']);
    const prefix = `${ABOVE}three(`;
    const { result, text } = await infill(prefix);
    const counts = await engine.countTokens([ABOVE, 'three(', SUFFIX], never);
    const parts = counts.reduce((sum, count) => sum + count, 0);
    // The beginning of the sentence and the three borders.
    expect(result.usage.promptTokens).toBe(parts + 4);
    expect(text).not.toMatch(/<\|fim|<｜/);
  });

  it('evaluates only what is typed, although the suffix stands before it', async () => {
    await infill(`${ABOVE}three(`);
    for (const typed of ['three(f', 'three(fo', 'three(foo, ', 'three(foo, bar);\nba']) {
      const { usage } = (await infill(ABOVE + typed)).result;
      expect(usage.promptTokens - usage.cachedTokens).toBeLessThan(10);
      expect(usage.promptTokens).toBeGreaterThan(60);
    }
  });
});
