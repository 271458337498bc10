import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Engine, GenerateResult } from '../../src/core/engine.js';
import {
  calibrationChoice,
  calibrationTable,
  ENGLISH_REASONS,
  ENGLISH_TABLE,
} from '../../src/core/models/calibrationTable.js';
import { AUTO_SETTINGS } from '../../src/core/models/engineSettings.js';
import { type ChatMessage, tokensPerSecond } from '../../src/core/messages.js';
import { childProcessTransport } from '../../src/engine/client/childProcess.js';
import { assistant, chat, never, openEngine, user } from '../unit/engine/support/engineFixture.js';
import { bundleWorker } from '../unit/engine/support/workerBundle.js';
import { median } from './statistics.js';

const PROMPT_TOKENS = 512;
const THINKING_TOKENS = 16;
const SAMPLING = { temperature: 0.6, topP: 0.95, seed: 1, maxTokens: 48 };
const ABORTS = 5;
/** Milliseconds that measuring in idle time may take. */
const CALIBRATION_MS = 10_000;
/** Tokens on the way when a reply is aborted. */
const ABORT_AFTER_TOKENS = 4;
/** Share of the prompt that is evaluated when a prefill is aborted. */
const ABORT_AFTER_PREFILL = 0.1;

/**
 * Prints what a model file takes in memory and time, through the engine as the extension uses it, in a process of its
 * own so that nothing else is in its memory.
 */
async function realSize(file: string, contextSize: number): Promise<void> {
  const entry = await bundleWorker();
  let pid = 0;
  const { engine } = openEngine(entry, (path) =>
    childProcessTransport(path, (child) => {
      pid = child;
    }),
  );
  try {
    const start = performance.now();
    const model = await engine.load(
      { ...AUTO_SETTINGS, modelPath: resolve(file), contextSize, gpu: 'off', gpuLayers: 0 },
      never,
    );
    const { threads, fileSizeBytes } = model;
    const processor = cpus()[0]?.model ?? 'unknown processor';
    print('machine', `${cpus().length} cores, ${processor}, ${gigabytes(totalmem())}`);
    print('model', `${gigabytes(fileSizeBytes)}, context ${model.contextSize}, threads ${threads}`);
    print('load', seconds(performance.now() - start));
    print('peak memory after the load', await peakMemory(pid));
    await calibrate(engine);
    print('peak memory after the calibration', await peakMemory(pid));
    await measure(engine);
    print('peak memory', await peakMemory(pid));
  } finally {
    await engine.dispose();
  }
}

/** Measures as an idle editor does, and prints what came out. */
async function calibrate(engine: Engine): Promise<void> {
  const found = await engine.calibrate(CALIBRATION_MS, {
    signal: never,
    onProgress: () => undefined,
  });
  print('calibration', `${seconds(found.tookMs)}${found.busy ? ', machine busy' : ''}`);
  console.log(calibrationTable(found, ENGLISH_TABLE));
  console.log(calibrationChoice(found, ENGLISH_TABLE, ENGLISH_REASONS));
}

async function measure(engine: Engine): Promise<void> {
  const question = user(await textOf(engine, PROMPT_TOKENS, 'first'));
  const first = await ask(engine, [question]);
  const { promptTokens, completionTokens } = first.result.usage;
  print('prompt', `${promptTokens} tokens, reply ${completionTokens} tokens`);
  print('prefill', perSecond(((promptTokens - 1) / first.prefillMs) * 1000));
  print('decode', perSecond(tokensPerSecond(first.result.usage)));
  print('first token, cold', seconds(first.result.usage.ttftMs));

  const next = [question, assistant(first.answer), user('And why is that so?')];
  const { usage } = (await ask(engine, next, 1)).result;
  const evaluated = usage.promptTokens - usage.cachedTokens;
  print(
    'first token, next turn',
    `${seconds(usage.ttftMs)} (${usage.cachedTokens} tokens reused, ${evaluated} evaluated)`,
  );
  const again = (await ask(engine, next, 1)).result.usage;
  print('first token, same turn again', seconds(again.ttftMs));

  const inDecode: number[] = [];
  for (let round = 0; round < ABORTS; round++) inDecode.push(await abortInDecode(engine, next));
  print('abort while decoding', latencies(inDecode));
  const inPrefill: number[] = [];
  for (let round = 0; round < ABORTS; round++) {
    // Another text each time, so that nothing of it is reused.
    const other = user(await textOf(engine, PROMPT_TOKENS, `round ${round}`));
    inPrefill.push(await abortInPrefill(engine, [other]));
  }
  print('abort while prefilling', latencies(inPrefill));
}

interface Timed {
  readonly result: GenerateResult;
  readonly answer: string;
  /** From the request to the end of the prefill, in milliseconds. */
  readonly prefillMs: number;
}

async function ask(
  engine: Engine,
  messages: readonly ChatMessage[],
  maxTokens: number = SAMPLING.maxTokens,
): Promise<Timed> {
  const start = performance.now();
  let prefillMs = 0;
  const { result, answer } = await chat(engine, messages, {
    sampling: { ...SAMPLING, maxTokens },
    // The weights are random: without a budget the thought would have no end, and no sense for a guard to look at.
    budget: { maxTokens: THINKING_TOKENS, loopGuard: 'off' },
    onPrefill: (fraction) => {
      if (fraction === 1) prefillMs = performance.now() - start;
    },
  });
  return { result, answer, prefillMs };
}

/** Milliseconds from an abort amid the reply to the result. */
async function abortInDecode(engine: Engine, messages: readonly ChatMessage[]): Promise<number> {
  const abort = new AbortController();
  let batches = 0;
  let at = 0;
  const { result } = await chat(engine, messages, {
    sampling: SAMPLING,
    budget: { maxTokens: null, loopGuard: 'off' },
    signal: abort.signal,
    onText: () => {
      batches += 1;
      if (batches !== ABORT_AFTER_TOKENS) return;
      at = performance.now();
      abort.abort();
    },
  });
  return latency(result, at);
}

/** Milliseconds from an abort amid the prompt to the result. */
async function abortInPrefill(engine: Engine, messages: readonly ChatMessage[]): Promise<number> {
  const abort = new AbortController();
  let at = 0;
  const { result } = await chat(engine, messages, {
    sampling: SAMPLING,
    signal: abort.signal,
    onPrefill: (fraction) => {
      if (at > 0 || fraction < ABORT_AFTER_PREFILL) return;
      at = performance.now();
      abort.abort();
    },
  });
  return latency(result, at);
}

function latency(result: GenerateResult, abortedAt: number): number {
  if (result.finish !== 'cancelled' || abortedAt === 0) {
    throw new Error(`nothing was aborted: ${result.finish}`);
  }
  return performance.now() - abortedAt;
}

/** Text of at least that many tokens. */
async function textOf(engine: Engine, tokens: number, topic: string): Promise<string> {
  const sentences = [`Topic: ${topic}.`];
  let count = 0;
  while (count < tokens) {
    sentences.push(`Step ${sentences.length} adds ${sentences.length * 7} to the sum and goes on.`);
    [count = tokens] = await engine.countTokens([sentences.join(' ')], never);
  }
  return sentences.join(' ');
}

/** The most memory a process has had resident; only Linux tells. */
async function peakMemory(pid: number): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmHWM:\s*(?<size>\d+) kB$/m.exec(status)?.groups?.['size'];
  return kibibytes === undefined ? 'unknown on this system' : gigabytes(Number(kibibytes) * 1024);
}

function latencies(values: readonly number[]): string {
  const longest = seconds(Math.max(...values));
  return `median ${seconds(median(values))} of ${values.length}, longest ${longest}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

function perSecond(tokens: number): string {
  return `${tokens.toFixed(1)} tokens/s`;
}

function print(what: string, value: string): void {
  console.log(`${what}: ${value}`);
}

await new Command('realSize')
  .description('Measures a model at its real size: loading, memory, speed, and how fast it stops.')
  .argument('<file>', 'a GGUF, real or written by tools/synthetic-model')
  .option('--context <tokens>', 'context size', Number, 8192)
  .action((file: string, options: { readonly context: number }) => realSize(file, options.context))
  .parseAsync();
