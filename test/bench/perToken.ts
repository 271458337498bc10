import { performance } from 'node:perf_hooks';
import { renderR1Chat } from '../../src/core/prompt/r1Chat.js';
import { type NativeContext, openNative } from '../../src/engine/worker/llama.js';
import { Vocabulary } from '../../src/engine/worker/vocabulary.js';
import {
  chat,
  DEMO_MODEL,
  DEMO_PARAMS,
  GREEDY,
  MODES,
  never,
  openEngine,
  user,
} from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';
import { median } from './statistics.js';

const ROUNDS = 40;
const QUESTION = [user('Compute 123 + 456 + 78 step by step.')];
const SAMPLING = { ...GREEDY, temperature: 0.6 };

/**
 * Time per generated token of the whole engine path (request to deltas at the client) beside the library's own evaluate
 * loop on the same prompt, model and sampler; both in one run, turn by turn, so that a busy machine bears on both alike.
 */
export async function perToken(): Promise<void> {
  const backend = await openNative('off', () => undefined);
  backend.setMaxThreads(1);
  const model = await backend.loadModel({
    path: DEMO_MODEL,
    gpuLayers: 0,
    fitContextSize: DEMO_PARAMS.contextSize,
    onProgress: () => undefined,
    signal: never,
  });
  const vocabulary = new Vocabulary(model);
  const prompt = vocabulary.encode(renderR1Chat(QUESTION, { maxTokens: null }));
  const context = await model.createContext({
    maxContextSize: DEMO_PARAMS.contextSize,
    batchSize: 64,
    threads: 1,
    flashAttention: false,
  });

  /** Milliseconds a token between the first and the last, sampled until the end and nothing else. */
  async function rawLoop(raw: NativeContext): Promise<{ ms: number; tokens: number }> {
    await raw.keepPrefixOf(prompt.slice(0, -1));
    await raw.evaluate(prompt.slice(raw.used, -1));
    const stream = raw.sample(prompt.slice(-1), { ...SAMPLING, seed: 1 });
    let tokens = 0;
    let start = 0;
    for (;;) {
      const token = await stream.next();
      if (tokens++ === 0) start = performance.now();
      if (vocabulary.endsTurn(token)) break;
    }
    const ms = (performance.now() - start) / (tokens - 1);
    await stream.end();
    return { ms, tokens };
  }

  const entry = await bundleWorker();
  for (const { mode, open } of MODES) {
    const { engine } = openEngine(entry, open);
    await engine.load(DEMO_PARAMS, never);
    const raws: number[] = [];
    const paths: number[] = [];
    let tokens = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const raw = await rawLoop(context);
      const out = await chat(engine, QUESTION, { sampling: { ...SAMPLING, seed: 1 } });
      if (out.result.usage.completionTokens !== raw.tokens) {
        throw new Error(`${out.result.usage.completionTokens} tokens, raw loop ${raw.tokens}`);
      }
      tokens = raw.tokens;
      raws.push(raw.ms);
      paths.push(out.result.usage.decodeMs / (tokens - 1));
    }
    await engine.dispose();
    const [raw, path] = [median(raws), median(paths)];
    console.log(
      `${mode}: raw loop ${raw.toFixed(3)} ms/token, engine ${path.toFixed(3)} ms/token, ` +
        `ratio ${(path / raw).toFixed(3)}, above ${(path - raw).toFixed(3)} ms/token ` +
        `(fastest: ${Math.min(...raws).toFixed(3)} and ${Math.min(...paths).toFixed(3)}; ${tokens} tokens, median of ${ROUNDS})`,
    );
  }
  await backend.dispose();
}
