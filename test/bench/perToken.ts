import { performance } from 'node:perf_hooks';
import { ChatSession } from '../../src/core/chat/chatSession.js';
import type { Engine, LoadedModel } from '../../src/core/engine.js';
import { renderR1Chat } from '../../src/core/prompt/r1Chat.js';
import { PatchGate } from '../../src/core/stream/patchGate.js';
import { systemClock } from '../../src/engine/systemClock.js';
import { type NativeContext, openNative } from '../../src/engine/worker/llama.js';
import { Vocabulary } from '../../src/engine/worker/vocabulary.js';
import {
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
const QUESTION = 'Compute 123 + 456 + 78 step by step.';
const SAMPLING = { ...GREEDY, temperature: 0.6, seed: 1 };

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
      const bare = await rawLoop(raw.context, raw.vocabulary);
      const whole = await wholePath(engine, model);
      if (whole.tokens !== bare.tokens) {
        throw new Error(`${whole.tokens} tokens, raw loop ${bare.tokens}`);
      }
      tokens = bare.tokens;
      raws.push(bare.ms);
      paths.push(whole.ms);
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

interface Timing {
  /** Milliseconds a token, from the question to the last token. */
  readonly ms: number;
  readonly tokens: number;
}

async function openRaw(): Promise<Raw> {
  const backend = await openNative('off', () => undefined);
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

async function rawLoop(context: NativeContext, vocabulary: Vocabulary): Promise<Timing> {
  const start = performance.now();
  const prompt = vocabulary.encode(renderR1Chat([user(QUESTION)], { maxTokens: null }));
  await context.keepPrefixOf(prompt.slice(0, -1));
  await context.evaluate(prompt.slice(context.used, -1));
  const stream = context.sample(prompt.slice(-1), SAMPLING);
  let tokens = 1;
  while (!vocabulary.endsTurn(await stream.next())) tokens += 1;
  const ms = (performance.now() - start) / tokens;
  await stream.end();
  return { ms, tokens };
}

async function wholePath(engine: Engine, model: LoadedModel): Promise<Timing> {
  let ids = 0;
  let end = 0;
  let posted = 0;
  const session = new ChatSession({
    models: { ensureLoaded: () => Promise.resolve({ engine, model }) },
    clock: systemClock,
    newId: () => String((ids += 1)),
    settings: () => ({ sampling: SAMPLING, budget: { maxTokens: null } }),
    describeError: (error) => {
      throw error;
    },
  });
  const gate: PatchGate = new PatchGate({
    clock: systemClock,
    send: (patch) => {
      // VS Code serialises what is posted to a webview.
      posted += JSON.stringify(patch).length;
      end = performance.now();
      gate.ack(patch.turnId, patch.seq);
    },
  });
  session.onEvent((event) => {
    if (event.type === 'patch') gate.push(event.patch);
  });
  const start = performance.now();
  const turnId = session.submit({ task: 'chat', prompt: QUESTION, modelText: QUESTION });
  await session.whenIdle();
  const tokens = session.turn(turnId)?.status.usage?.completionTokens ?? Number.NaN;
  session.dispose();
  gate.dispose();
  if (posted === 0) throw new Error('nothing was posted');
  return { ms: (end - start) / tokens, tokens };
}
