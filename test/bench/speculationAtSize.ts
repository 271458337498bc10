import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { Speculator, type SpeculationMode } from '../../src/core/speculation/speculator.js';
import { type NativeContext, openNative } from '../../src/engine/worker/llama.js';
import type {
  NativeSampling,
  NativeStep,
  SteppedContext,
} from '../../src/engine/worker/nativeStep.js';
import { decodeThreads } from '../../src/engine/worker/threads.js';
import { TokenStream } from '../../src/engine/worker/tokenStream.js';
import { never } from '../unit/engine/support/engineFixture.js';
import { median } from './statistics.js';

const SAMPLING: NativeSampling = { temperature: 0.6, topP: 0.95, topK: 0, minP: 0, seed: 1 };
const STEP_TOKENS = [1, 2, 3, 4, 8, 16];
const PROMPT = 64;
/** What `auto` takes a further token to cost on a CPU. */
const TOKEN_COST = 0.85;

/** A context that says what a script says: its decodes are real, what it samples is thrown away. */
class ScriptedContext implements SteppedContext {
  private readonly context: NativeContext;
  private readonly script: readonly number[];

  constructor(context: NativeContext, script: readonly number[]) {
    this.context = context;
    this.script = script;
  }

  get size(): number {
    return this.context.size;
  }

  get used(): number {
    return this.context.used;
  }

  async step(
    tokens: readonly number[],
    outputs: number,
    sampling: NativeSampling,
  ): Promise<readonly NativeStep[]> {
    const first = this.used + tokens.length - outputs + 1;
    const steps = await this.context.step(tokens, outputs, sampling);
    return steps.map((step, index) => ({ token: this.script[first + index] ?? step.token }));
  }

  eraseFrom(position: number): Promise<void> {
    return this.context.eraseFrom(position);
  }
}

/** Prints what a decode step of several tokens costs, and what guessing ahead saves or costs on texts made for it. */
async function measure(file: string, tokens: number, rounds: number): Promise<void> {
  const { native: backend } = await openNative('off', () => undefined);
  const threads = decodeThreads('auto', backend.mathCores, 1e9);
  backend.setMaxThreads(threads);
  const model = await backend.loadModel({
    path: resolve(file),
    gpuLayers: 0,
    fitContextSize: 1024,
    memoryMapping: false,
    onProgress: () => undefined,
    signal: never,
  });
  const context = await model.createContext({
    maxContextSize: 1024,
    batchSize: 32,
    flashAttention: false,
    kvCache: { key: 'f16', value: 'f16' },
  });
  console.log(`${threads} threads, ${tokens} tokens a text, ${rounds} rounds`);
  await stepCosts(context, rounds);
  const period = Array.from({ length: 40 }, (_, index) => 1000 + index);
  await compare('repeating', context, (at) => period[at % 40] ?? 0, tokens, rounds);
  await compare('new all the time', context, (at) => 1000 + at, tokens, rounds);
  await backend.dispose();
}

async function stepCosts(context: NativeContext, rounds: number): Promise<void> {
  const times = new Map<number, number[]>(STEP_TOKENS.map((count) => [count, []]));
  await context.clear();
  await context.evaluate(Array.from({ length: PROMPT }, (_, index) => 1000 + index));
  for (let round = 0; round < 2 * rounds; round++) {
    for (const count of STEP_TOKENS) {
      const step = Array.from({ length: count }, (_, index) => 2000 + index);
      const start = performance.now();
      await context.step(step, count, SAMPLING);
      times.get(count)?.push(performance.now() - start);
      await context.eraseFrom(PROMPT);
    }
  }
  const one = median(times.get(1) ?? []);
  for (const [count, each] of times) {
    const time = median(each);
    const further =
      count === 1 ? '' : `, each further token ${share((time / one - 1) / (count - 1))}`;
    console.log(`step of ${count}: ${time.toFixed(0)} ms, of one: ${share(time / one)}${further}`);
  }
}

async function compare(
  name: string,
  context: NativeContext,
  textAt: (at: number) => number,
  tokens: number,
  rounds: number,
): Promise<void> {
  const script = Array.from({ length: PROMPT + tokens + 32 }, (_, at) => textAt(at));
  const modes = ['off', 'auto', 'on'] as const satisfies SpeculationMode[];
  const times = new Map<SpeculationMode, number[]>(modes.map((mode) => [mode, []]));
  const counts = new Map<SpeculationMode, string>();
  for (let round = 0; round < rounds; round++) {
    for (const mode of modes) {
      await context.clear();
      await context.evaluate(script.slice(0, PROMPT));
      const speculator = mode === 'off' ? undefined : new Speculator(mode, TOKEN_COST);
      speculator?.push(script.slice(0, PROMPT));
      const scripted = new ScriptedContext(context, script);
      const first = script.slice(PROMPT, PROMPT + 1);
      const stream = new TokenStream(scripted, first, SAMPLING, speculator);
      const start = performance.now();
      for (let count = 0; count < tokens; count++) await stream.next();
      times.get(mode)?.push((performance.now() - start) / tokens);
      await stream.end();
      counts.set(
        mode,
        `${speculator?.drafted ?? 0} drafted, ${speculator?.accepted ?? 0} accepted`,
      );
    }
  }
  const off = median(times.get('off') ?? []);
  console.log(`${name}: off ${off.toFixed(1)} ms/token`);
  for (const mode of ['auto', 'on'] as const) {
    const time = median(times.get(mode) ?? []);
    console.log(`${name}: ${mode} / off ${share(time / off)} (${counts.get(mode) ?? ''})`);
  }
}

function share(value: number): string {
  return value.toFixed(2);
}

await new Command('speculationAtSize')
  .description(
    'Measures what guessing text ahead costs and saves on a model of any size, on the CPU.',
  )
  .argument('<file>', 'a GGUF, real or written by tools/synthetic-model')
  .option('--tokens <count>', 'tokens of each text', Number, 200)
  .option('--rounds <count>', 'times that each is measured', Number, 3)
  .action((file: string, options: { readonly tokens: number; readonly rounds: number }) =>
    measure(file, options.tokens, options.rounds),
  )
  .parseAsync();
