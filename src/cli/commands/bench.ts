import { resolve } from 'node:path';
import { LemmaError } from '../../core/errors.js';
import {
  benchSampling,
  type BenchReport,
  type BenchTask,
  peakBytes,
  QUESTION,
  report,
  WARM_UP,
  WARM_UP_TOKENS,
} from '../../engine/bench/measurement.js';
import { benchTable, type EngineRow, figuresOf, ratiosTo } from '../bench/benchTable.js';
import { runInProcess } from '../bench/engineProcess.js';
import { llamaNodeInstall, measureLlamaNode } from '../bench/llamaNode.js';
import { measureTurn } from '../bench/wholePath.js';
import { type EngineOptions, loadParams } from '../options.js';
import { cliEntry, rawLoopEntry } from '../paths.js';
import { createRuntime } from '../runtime.js';
import { quietTerminal, type Terminal } from '../terminal.js';
import { wordsOf } from '../words.js';

/** Options of `bench`. */
export interface BenchOptions extends EngineOptions {
  readonly rounds: number;
  readonly tokens: number;
}

const NAMES = { raw: 'raw loop', path: 'whole path', llamaNode: 'llama.node' } as const;
type Name = keyof typeof NAMES;

/**
 * Measures the library's own loop, the whole path to the view, and @fugood/llama.node on one model, and prints them side by side.
 * Each is measured in a process of its own; they take turns, so that a busy machine bears on all alike.
 *
 * @throws LemmaError `cancelled` when the signal fires.
 */
export async function bench(
  options: BenchOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const params = loadParams(options);
  const task: BenchTask = {
    params: { ...params, modelPath: resolve(params.modelPath) },
    tokens: options.tokens,
  };
  const rounds: Record<Name, BenchReport[]> = { raw: [], path: [], llamaNode: [] };
  const shown = options.json ? quietTerminal(terminal) : terminal;
  for (let round = 0; round < options.rounds; round++) {
    const raw = await runInProcess(rawLoopEntry(), [JSON.stringify(task)], signal);
    // Without the library there is nothing to measure against.
    if (raw.kind === 'failed') throw LemmaError.fromData(raw.error);
    rounds.raw.push(raw);
    shown.progress('Measuring', (round + 1 / 3) / options.rounds);
    rounds.path.push(await measured('path', task, signal));
    shown.progress('Measuring', (round + 2 / 3) / options.rounds);
    // With the threads and the context that Lemma chose for itself.
    const { threads, contextSize } =
      raw.kind === 'measured' ? raw : { threads: 1, contextSize: 4096 };
    rounds.llamaNode.push(await measured('llamaNode', task, signal, threads, contextSize));
  }
  shown.clearProgress();
  const rows = (Object.keys(NAMES) as Name[]).map((name) => rowOf(name, rounds[name]));
  if (options.json) terminal.answer(`${JSON.stringify(asJson(task, rows, rounds))}\n`);
  else print(task, rows, rounds, options, terminal);
}

/** What the process of one engine does. */
export async function measureEngine(name: string, text: string): Promise<void> {
  const { task, threads, contextSize } = JSON.parse(text) as EngineArguments;
  await report(() =>
    name === 'llamaNode' ? measureLlamaNode(task, threads, contextSize) : measurePath(task),
  );
}

interface EngineArguments {
  readonly task: BenchTask;
  readonly threads: number;
  readonly contextSize: number;
}

function measured(
  name: Name,
  task: BenchTask,
  signal: AbortSignal,
  threads = 0,
  contextSize = 0,
): Promise<BenchReport> {
  const args: EngineArguments = { task, threads, contextSize };
  return runInProcess(cliEntry(), ['measure-engine', name, JSON.stringify(args)], signal);
}

async function measurePath({ params, tokens }: BenchTask): Promise<BenchReport> {
  const nothing = (): void => undefined;
  const runtime = createRuntime(params, {
    isWatched: false,
    answer: nothing,
    thinking: nothing,
    note: nothing,
    progress: nothing,
    clearProgress: nothing,
  });
  const { engine, model } = await runtime.ensureLoaded(new AbortController().signal);
  const { threads, contextSize } = model;
  await measureTurn(engine, model, WARM_UP, benchSampling(WARM_UP_TOKENS));
  const measurement = await measureTurn(engine, model, QUESTION, benchSampling(tokens));
  const peak = peakBytes();
  await runtime.dispose();
  return { kind: 'measured', measurement, peakBytes: peak, threads, contextSize };
}

function rowOf(name: Name, rounds: readonly BenchReport[]): EngineRow {
  const figures = figuresOf(rounds);
  if (figures) return { name: NAMES[name], figures };
  const [first] = rounds;
  const reason =
    first?.kind === 'failed'
      ? wordsOf(LemmaError.fromData(first.error))
      : `not installed. To measure it:\n  ${llamaNodeInstall()}`;
  return { name: NAMES[name], reason };
}

function print(
  task: BenchTask,
  rows: readonly EngineRow[],
  rounds: Readonly<Record<Name, readonly BenchReport[]>>,
  options: BenchOptions,
  terminal: Terminal,
): void {
  const [raw] = rounds.raw;
  if (raw?.kind === 'measured') {
    const { threads, contextSize, measurement } = raw;
    terminal.note(
      `${task.params.modelPath}\n${threads} threads, context ${contextSize}, prompt ${measurement.promptTokens} tokens, ` +
        `at most ${task.tokens} generated; median of ${options.rounds}, in brackets the ratio to the raw loop\n`,
    );
  }
  terminal.answer(`${benchTable(rows)}\n`);
  for (const row of rows) if ('reason' in row) terminal.note(`\n${row.name}: ${row.reason}`);
}

function asJson(
  task: BenchTask,
  rows: readonly EngineRow[],
  rounds: Readonly<Record<Name, readonly BenchReport[]>>,
): unknown {
  const base = rows.find((row) => 'figures' in row);
  const engines = rows.map((row) =>
    'figures' in row
      ? {
          name: row.name,
          ...row.figures,
          ...(base && { ratios: ratiosTo(base.figures, row.figures) }),
        }
      : { name: row.name, reason: row.reason },
  );
  return { model: task.params.modelPath, engines, rounds };
}
