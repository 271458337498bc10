import { createRequire } from 'node:module';
import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import {
  asked,
  benchSampling,
  type BenchReport,
  type BenchTask,
  type Measurement,
  peakBytes,
  QUESTION,
  WARM_UP,
  WARM_UP_TOKENS,
} from '../../engine/bench/measurement.js';
import { hasCode } from '../../engine/systemError.js';
import { peersFolder } from '../paths.js';

/** What is used of the peer's package, as its own typings have it. */
interface LlamaNode {
  loadModel(options: Readonly<Record<string, unknown>>): Promise<LlamaNodeContext>;
}

interface LlamaNodeContext {
  completion(
    options: Readonly<Record<string, unknown>>,
    onToken: () => void,
  ): Promise<{
    readonly tokens_predicted: number;
    readonly timings: { readonly prompt_n: number; readonly prompt_ms: number };
  }>;
  release(): Promise<void>;
}

const PACKAGE = '@fugood/llama.node';
const VERSION = '1.7.15';

/** The command that installs the peer where {@link measureLlamaNode} looks for it, and only its library for this machine. */
export function llamaNodeInstall(): string {
  const library = `@fugood/node-llama-${process.platform}-${process.arch}`;
  return `npm install --prefix ${peersFolder()} --omit=optional ${PACKAGE}@${VERSION} ${library}@${VERSION}`;
}

/** Measures @fugood/llama.node, which Lemma neither needs nor ships: it is looked for where the command above puts it. */
export async function measureLlamaNode(
  { params, tokens }: BenchTask,
  threads: number,
  contextSize: number,
): Promise<BenchReport> {
  const library = find();
  if (!library) return { kind: 'missing' };
  const context = await library.loadModel({
    model: params.modelPath,
    n_ctx: contextSize,
    n_threads: threads,
    n_parallel: 1,
    n_gpu_layers: params.gpu === 'off' ? 0 : 999,
  });
  await answer(context, WARM_UP, WARM_UP_TOKENS);
  const measurement = await answer(context, QUESTION, tokens);
  const peak = peakBytes();
  await context.release();
  return { kind: 'measured', measurement, peakBytes: peak, threads, contextSize };
}

async function answer(
  context: LlamaNodeContext,
  question: string,
  maxTokens: number,
): Promise<Measurement> {
  const { temperature, topP, topK, minP, seed } = benchSampling(maxTokens);
  const segments = renderR1Chat(asked(question), { maxTokens: null });
  const start = performance.now();
  let [firstAt, lastAt] = [0, 0];
  const { tokens_predicted: tokens, timings } = await context.completion(
    {
      // It writes the first token of a text by itself.
      prompt: segments
        .slice(1)
        .map(({ text }) => text)
        .join(''),
      n_predict: maxTokens,
      temperature,
      top_p: topP,
      top_k: topK,
      min_p: minP,
      seed,
    },
    () => {
      lastAt = performance.now();
      firstAt ||= lastAt;
    },
  );
  return {
    promptTokens: timings.prompt_n,
    prefillMs: timings.prompt_ms,
    ttftMs: firstAt - start,
    tokens,
    decodeMs: lastAt - firstAt,
  };
}

function find(): LlamaNode | undefined {
  for (const folder of [`${peersFolder()}/`, import.meta.url]) {
    try {
      return createRequire(folder)(PACKAGE) as LlamaNode;
    } catch (error) {
      if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    }
  }
  return undefined;
}
