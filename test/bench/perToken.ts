import { performance } from 'node:perf_hooks';
import { measureTurn } from '../../src/cli/bench/wholePath.js';
import { type NativeContext, openNative } from '../../src/engine/worker/llama.js';
import { rawLoop } from '../../src/engine/worker/rawLoop.js';
import { Vocabulary } from '../../src/engine/worker/vocabulary.js';
import {
  DEMO_MODEL,
  DEMO_PARAMS,
  GREEDY,
  MODES,
  never,
  openEngine,
} from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';
import { median } from './statistics.js';

const ROUNDS = 40;
const QUESTION = 'Compute 123 + 456 + 78 step by step.';
/** Greedy: seeded samples differ, since every token has a seed of its own in one of them. */
const SAMPLING = { ...GREEDY, seed: 1 };

/**
 * Prints the time per generated token of the whole path, from a submitted turn to the patches as they are posted to the
 * webview, beside the library's own evaluate loop on the same prompt, model and sampler. Both take turns in one run, so
 * that a busy machine bears on both alike.
 */
export async function perToken(): Promise<void> {
  const raw = await openRaw();
  const entry = await bundleWorker();
  for (const { mode, open } of MODES) {
    const { engine } = openEngine(entry, open);
    const model = await engine.load(DEMO_PARAMS, never);
    const raws: number[] = [];
    const paths: number[] = [];
    let tokens = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const start = performance.now();
      const bare = await rawLoop(raw.context, raw.vocabulary, QUESTION, SAMPLING);
      const rawMs = performance.now() - start;
      const whole = await measureTurn(engine, model, QUESTION, SAMPLING);
      if (whole.tokens !== bare.tokens) {
        throw new Error(`${whole.tokens} tokens, raw loop ${bare.tokens}`);
      }
      tokens = bare.tokens;
      raws.push(rawMs / bare.tokens);
      paths.push(whole.totalMs / whole.tokens);
    }
    await engine.dispose();
    const [below, above] = [median(raws), median(paths)];
    console.log(
      `${mode}: raw loop ${below.toFixed(3)} ms/token, whole path ${above.toFixed(3)} ms/token, ` +
        `ratio ${(above / below).toFixed(3)}, above ${(above - below).toFixed(3)} ms/token ` +
        `(fastest ${Math.min(...raws).toFixed(3)} and ${Math.min(...paths).toFixed(3)}; ` +
        `${tokens} tokens, median of ${ROUNDS})`,
    );
  }
  await raw.dispose();
}

interface Raw {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  dispose(): Promise<void>;
}

async function openRaw(): Promise<Raw> {
  const { native: backend } = await openNative('off', () => undefined);
  backend.setMaxThreads(1);
  const model = await backend.loadModel({
    path: DEMO_MODEL,
    gpuLayers: 0,
    memoryMapping: false,
    fitContextSize: DEMO_PARAMS.contextSize,
    onProgress: () => undefined,
    signal: never,
  });
  const context = await model.createContext({
    maxContextSize: DEMO_PARAMS.contextSize,
    batchSize: 64,
    flashAttention: false,
    kvCache: { key: 'f16', value: 'f16' },
  });
  return { context, vocabulary: new Vocabulary(model), dispose: () => backend.dispose() };
}
