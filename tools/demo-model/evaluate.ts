import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { generateReplies } from './evaluation/generate.js';
import { parseProblems } from './evaluation/problem.js';
import { runDemoModel } from './evaluation/python.js';
import { type PythonVerdict, scoreReplies } from './evaluation/score.js';
import { skillTable } from './evaluation/table.js';

const root = path.resolve(import.meta.dirname, '../..');
const problemsPerSkill = 300;

interface Options {
  readonly limit: number;
  readonly sample: boolean;
  readonly seed: number;
  readonly maxTokens: number;
  readonly python: string;
  readonly skills?: readonly string[];
  readonly out?: string;
}

function count(value: string): number {
  const parsed = Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 1)
    throw new InvalidArgumentError('Give a whole number from 1.');
  return parsed;
}

async function evaluate(modelPath: string, options: Options): Promise<void> {
  const { python, limit, seed, maxTokens } = options;
  // The first problems of a larger set differ from a smaller set, so the set's size is fixed.
  const size = Math.max(problemsPerSkill, limit);
  const problems = parseProblems(
    await runDemoModel(python, ['evalset', '--count', String(size)]),
    limit,
  ).filter(({ skill }) => options.skills?.includes(skill) ?? true);
  const started = performance.now();
  const replies = await generateReplies(problems, {
    modelPath: path.resolve(modelPath),
    temperature: options.sample ? 0.6 : 0,
    topP: 0.95,
    seed,
    maxTokens,
  });
  const seconds = (performance.now() - started) / 1000;
  const scores = await scoreReplies(replies, async (pairs) => {
    const output = await runDemoModel(python, ['behaviour'], JSON.stringify(pairs));
    return JSON.parse(output) as PythonVerdict[];
  });
  const mode = options.sample ? `temperature 0.6, top-p 0.95, seed ${seed}` : 'greedy';
  console.log(`${problems.length} problems, ${mode}, ${seconds.toFixed(1)} s\n`);
  console.log(skillTable(scores));
  if (options.out !== undefined) await writeFile(options.out, JSON.stringify(scores, null, 1));
}

await new Command('evaluate')
  .description('Scores a GGUF of the demo model on held-out problems, skill by skill.')
  .argument('[model]', 'the GGUF', path.join(root, 'media/demo-model/tiny-reasoner.gguf'))
  .option('--limit <count>', 'problems of each skill', count, 30)
  .option('--sample', 'temperature 0.6 and top-p 0.95 instead of greedy', false)
  .option('--seed <number>', 'seed of the first problem, with --sample', count, 1)
  .option('--max-tokens <count>', 'where a reply is cut off', count, 1000)
  .option('--python <command>', 'a Python interpreter, 3.10 or later', 'python3')
  .option('--skills <names...>', 'only these skills, as the table names them')
  .option('--out <file>', 'also write every reply and score as JSON')
  .action(evaluate)
  .parseAsync();
