import type { LoadedModel } from '../../core/engine.js';
import type { EvalProblem } from '../../core/evaluation/problem.js';
import { referenceFigures } from '../../core/evaluation/referenceFigures.js';
import { budgetWords, reportHtml, shareWords } from '../../core/evaluation/report/reportHtml.js';
import type { EvalSample } from '../../core/evaluation/sample.js';
import { adaptiveVotes, groupBy, summarize } from '../../core/evaluation/summary.js';
import { duration } from '../../core/text/quantity.js';
import { conditionsOf, contextOf } from '../eval/conditions.js';
import { type EvalConditions, EvalFolder } from '../eval/evalFolder.js';
import { type EvalRunOptions, runEvaluation, samplesLeft } from '../eval/evalRun.js';
import { readSuite, type Suite } from '../eval/suite.js';
import { modelHash } from '../modelHash.js';
import { type CommonOptions, loadParams, samplingParams, type ServerOptions } from '../options.js';
import { createRuntime } from '../runtime.js';
import { table } from '../table.js';
import { wordsOf } from '../words.js';
import { quietTerminal, type Terminal } from '../terminal.js';

/** Options of `lemma eval`. */
export interface EvalOptions extends CommonOptions, ServerOptions {
  readonly suite: string;
  /** Folder of public sets. */
  readonly suitesDir: string;
  readonly k: number;
  readonly votes?: true;
  /** Of each kind of problems. */
  readonly limit?: number;
  readonly budgets: readonly (number | null)[];
  readonly maxTokens: number;
  readonly out?: string;
  readonly resume?: true;
  readonly concurrency: number;
}

/** Most replies that one batch of the engine takes. */
const MOST_TOGETHER = 16;

/**
 * Asks a model all problems of a suite, some times each, and writes what came of it into a folder: every sample as a line, a
 * summary, a report. Prints the summary.
 *
 * @throws LemmaError what ended a reply; what was made until then is kept for `--resume`.
 */
export async function evaluate(
  options: EvalOptions,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const shown = options.json ? quietTerminal(terminal) : terminal;
  const suite = await readSuite(options.suite, options.suitesDir);
  const problems = limited(suite.problems, options.limit);
  const folder = new EvalFolder(options.out ?? `lemma-eval-${suite.name}`);
  // A run that goes on does so with the context it had, which the free memory decided.
  const before = options.resume ? contextOf(await folder.conditions()) : undefined;
  const context = options.context ?? before;
  const params = loadParams({ ...options, ...(context !== undefined && { context }) });
  const runtime = createRuntime(params, shown, options);
  try {
    const { engine, model } = await runtime.ensureLoaded(signal);
    const sha256 = model.server ? undefined : await modelHash(params.modelPath, signal, shown);
    const conditions = conditionsOf(suite, model, sha256, options);
    const done = await folder.open(conditions, options.resume === true);
    const samples = [...done];
    const plan = { problems, budgets: options.budgets, k: options.k, done };
    const left = samplesLeft(plan);
    shown.note(
      `${model.name}: ${problems.length} problems, ${left} replies to make${done.length > 0 ? `, ${done.length} are there` : ''}.`,
    );
    notePublishedSize(suite, shown);
    const broken = await makeSamples(
      {
        ...plan,
        engine,
        seed: options.seed ?? 1,
        sampling: samplingParams(options, options.maxTokens),
        together: togetherOf(model, options.k),
        concurrency: options.concurrency,
        signal,
      },
      async (sample) => {
        await folder.add(sample);
        samples.push(sample);
      },
      shown,
    );
    const counted = countedSamples(samples, problems, options);
    await writeReport({ folder, suite, problems, samples: counted, broken, conditions, options });
    print(counted, options, terminal);
    if (broken > 0)
      shown.note(
        `${broken} of ${left} replies broke off and are not counted. Run it again with --resume to ask for them once more.`,
      );
    shown.note(`Report: ${folder.report}`);
  } finally {
    shown.clearProgress();
    await runtime.dispose();
  }
}

/** Says so where the file of a public set does not hold all of it. */
function notePublishedSize({ file, problems, published }: Suite, terminal: Terminal): void {
  if (!published || published.problems === problems.length) return;
  terminal.note(
    `${file} holds ${problems.length} problems; the public set has ${published.problems}.`,
  );
}

/** Makes the samples that are left, and tells how far that is; returns the number of replies that broke off. */
async function makeSamples(
  run: Omit<EvalRunOptions, 'onSample' | 'onBroken'>,
  keep: (sample: EvalSample) => Promise<void>,
  terminal: Terminal,
): Promise<number> {
  const left = samplesLeft(run);
  const startedAt = Date.now();
  let right = 0;
  let made = 0;
  let broken = 0;
  await runEvaluation({
    ...run,
    onSample: async (sample) => {
      await keep(sample);
      made += 1;
      right += Number(sample.correct);
      const rest = ((Date.now() - startedAt) / 1000 / made) * (left - made);
      terminal.progress(
        `${made} of ${left} replies, ${right} right, ${duration(rest)} left:`,
        made / left,
      );
    },
    onBroken: (count, error) => {
      broken += count;
      terminal.clearProgress();
      terminal.note(`A reply broke off each time it was asked for. ${wordsOf(error)}`);
    },
  });
  terminal.clearProgress();
  return broken;
}

/** On a CPU a batch takes as long as its replies in turn, and a server makes its batches itself. */
function togetherOf({ backend, server }: LoadedModel, k: number): number {
  return backend === 'cpu' || server ? 1 : Math.min(k, MOST_TOGETHER);
}

/** The first problems of each kind. */
function limited(
  problems: readonly EvalProblem[],
  limit = Number.POSITIVE_INFINITY,
): EvalProblem[] {
  const counts = new Map<string | undefined, number>();
  return problems.filter(({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count <= limit;
  });
}

/** Of a folder that holds more, what was asked for now. */
function countedSamples(
  samples: readonly EvalSample[],
  problems: readonly EvalProblem[],
  { budgets, k }: EvalOptions,
): EvalSample[] {
  const ids = new Set(problems.map(({ id }) => id));
  return samples.filter(
    ({ id, budget, sample }) => ids.has(id) && sample < k && budgets.includes(budget),
  );
}

interface Written {
  readonly folder: EvalFolder;
  readonly suite: Suite;
  readonly problems: readonly EvalProblem[];
  readonly samples: readonly EvalSample[];
  /** Replies that broke off, of which there are no samples. */
  readonly broken: number;
  readonly conditions: EvalConditions;
  readonly options: EvalOptions;
}

async function writeReport(written: Written): Promise<void> {
  const { folder, suite, problems, samples, broken, conditions, options } = written;
  const { k } = options;
  const lacking = broken > 0 && { 'replies that broke off': broken };
  const html = reportHtml({
    suite: suite.name,
    settings: { ...conditions, 'replies a problem': k, ...lacking },
    problems,
    samples,
    k,
    references: referenceFigures(suite.name),
    ...(suite.published && { published: suite.published }),
  });
  await folder.write('report.html', html);
  const summary = {
    ...conditions,
    k,
    ...(broken > 0 && { broken }),
    results: results(samples, k),
  };
  await folder.write('summary.json', `${JSON.stringify(summary, null, 2)}\n`);
}

/** The summary of each budget, and of each kind of problems in it. */
function results(samples: readonly EvalSample[], k: number): object[] {
  return [...groupBy(samples, ({ budget }) => budget)].map(([budget, own]) => ({
    budget,
    ...summarize(own, k),
    ...(k > 1 && { adaptiveVotes: adaptiveVotes(own, k) }),
    kinds: Object.fromEntries(
      [...groupBy(own, ({ kind }) => kind ?? '')].map(([kind, each]) => [kind, summarize(each, k)]),
    ),
  }));
}

function print(
  samples: readonly EvalSample[],
  { json, k, votes }: EvalOptions,
  terminal: Terminal,
): void {
  if (json) {
    terminal.answer(`${JSON.stringify(results(samples, k))}\n`);
    return;
  }
  const rows = [...groupBy(samples, ({ budget }) => budget)].flatMap(([budget, own]) => {
    const kinds = [...groupBy(own, ({ kind }) => kind ?? '')];
    const all = row(budget, 'all', own, k);
    return kinds.length > 1
      ? [...kinds.map(([kind, each]) => row(budget, kind, each, k)), all]
      : [all];
  });
  const headings = [
    'Budget',
    'Problems',
    'Kind',
    'pass@1 (95 %)',
    ...(k > 1 ? [`cons@${k} (95 %)`] : []),
    'Thinking',
    'tok/s',
  ];
  terminal.answer(table(headings, rows));
  if (votes === undefined || k < 2) return;
  for (const [budget, own] of groupBy(samples, (sample) => sample.budget)) {
    const { right, meanSamples } = adaptiveVotes(own, k);
    terminal.answer(
      `Votes of up to ${k}, three first (budget ${budgetWords(budget)}): ${shareWords(right)} right, with ${meanSamples.toFixed(1)} replies a problem\n`,
    );
  }
}

function row(
  budget: number | null,
  kind: string,
  samples: readonly EvalSample[],
  k: number,
): string[] {
  const { problems, pass1, consensus, meanThinkingTokens, tokensPerSecond } = summarize(samples, k);
  return [
    budgetWords(budget),
    String(problems),
    kind,
    shareWords(pass1),
    ...(consensus ? [shareWords(consensus)] : []),
    meanThinkingTokens.toFixed(0),
    tokensPerSecond.toFixed(1),
  ];
}
