import { type Command, InvalidArgumentError } from 'commander';
import { evaluate, type EvalOptions } from './commands/evaluate.js';
import { option, whole, withCommonOptions, withServerOptions } from './options.js';
import { suitesFolder } from './paths.js';
import type { Terminal } from './terminal.js';

/** Most replies to a problem. */
const MOST_REPLIES = 1024;

/** Adds `lemma eval`. */
export function addEvalCommand(program: Command, signal: AbortSignal, terminal: Terminal): void {
  withServerOptions(withCommonOptions(program.command('eval')))
    .requiredOption(
      '--suite <suite>',
      'demo, a JSONL file, or a public set: math500, aime24, gsm8k, each also with =FILE',
    )
    .option('--suites-dir <folder>', 'where public sets are kept', suitesFolder())
    .addOption(option('--k <n>', 'replies to each problem', whole(1, MOST_REPLIES)).default(1))
    .option('--votes', 'also tell what votes would come to that begin with three replies')
    .addOption(option('--limit <n>', 'only the first n problems of each kind', whole(1)))
    .addOption(
      option(
        '--budgets <list>',
        'think budgets to compare, such as 0,64,256,none',
        budgets,
      ).default([null], 'none'),
    )
    .addOption(
      option('--max-tokens <n>', 'most tokens of a reply, thinking included', whole(1)).default(
        32_768,
      ),
    )
    .option('--out <folder>', 'where samples, summary and report go (default: lemma-eval-SUITE)')
    .option('--resume', 'go on with the run in the folder')
    .addOption(
      option('--concurrency <n>', 'requests under way at once, for servers', whole(1, 256)).default(
        1,
      ),
    )
    .description('Measure how often a model is right: pass@1, cons@k, tokens, think budgets')
    .action((options: EvalOptions) => evaluate(options, signal, terminal));
}

function budgets(value: string): (number | null)[] {
  const found = value.split(',').map((each) => (each.trim() === 'none' ? null : whole(0)(each)));
  if (new Set(found).size !== found.length)
    throw new InvalidArgumentError('Each budget counts once.');
  return found;
}
