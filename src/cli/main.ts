import { Command, CommanderError, Option } from 'commander';
import { isAbort, toLemmaError } from '../core/errors.js';
import type { EditorContext } from '../core/messages.js';
import { MOST_SAMPLES } from '../core/models/samplesNeed.js';
import { explainPrompt, solvePrompt } from '../core/prompt/tasks.js';
import { checkSelection } from '../core/text/selection.js';
import { ask } from './commands/ask.js';
import { calibrate } from './commands/calibrate.js';
import { bench, measureEngine, type BenchOptions } from './commands/bench.js';
import { benchInfill, type BenchInfillOptions } from './commands/benchInfill.js';
import { complete } from './commands/complete.js';
import { doctor, type DoctorOptions } from './commands/doctor.js';
import { grade } from './commands/grade.js';
import { serve, type ServeOptions } from './commands/serve.js';
import { solveWithVotes, type VotingOptions } from './commands/solveWithVotes.js';
import { addEvalCommand } from './evalCommand.js';
import { EXIT, exitCodeOf } from './exitCode.js';
import { parseFilePosition, parseFileRange, readContext } from './fileRange.js';
import { addModelsCommands } from './modelsCommands.js';
import {
  option,
  whole,
  withCommonOptions,
  withEngineOptions,
  withThinkingOptions,
  type CommonOptions,
  type ThinkingOptions,
} from './options.js';
import { processTerminal } from './terminal.js';
import { wordsOf } from './words.js';

const EXIT_CODES = `
Exit codes:
  0    done
  1    something inside Lemma broke
  2    the command line could not be read
  3    the text to work on is missing, empty, binary or too long
  4    the model file is missing, broken or not supported
  5    the engine could not run (memory, native libraries, a crash)
  6    a download failed
  130  stopped with Ctrl+C`;

const BEHIND_DASHES =
  "A problem that begins with a dash stands behind --: lemma solve -- '-7x = 91'";

type SolveOptions = ThinkingOptions & Partial<VotingOptions>;

const terminal = processTerminal();
const interrupted = new AbortController();
process.once('SIGINT', () => {
  interrupted.abort();
});

const program = new Command('lemma')
  .description('Solves and explains with a reasoning model on this machine; nothing leaves it.')
  .addHelpText('after', EXIT_CODES)
  // What stands behind a command is its own, also where the commands above it know an option of the same name.
  .enablePositionalOptions()
  .exitOverride();

withThinkingOptions(
  program.command('solve').argument('<problem>', 'the problem, or - to read it from stdin'),
)
  .description('Solve a problem: trace on stderr, answer on stdout')
  .addOption(
    option(
      '--votes <k>',
      'answer up to k times (2 to 16) and print what most agree on; three first, more while they disagree',
      whole(2, MOST_SAMPLES),
    ).conflicts('logprobs'),
  )
  .option('--all-votes', 'with --votes: all k at once, until the rest cannot change the winner')
  .action(async (problem: string, options: SolveOptions, command: Command) => {
    const { votes } = options;
    if (votes === undefined && options.allVotes) command.error('error: --all-votes needs --votes');
    const context = await problemContext(problem);
    const modelText = solvePrompt(context);
    const question = { task: 'solve', modelText, subject: context.selectedText } as const;
    if (votes === undefined) await ask(question, options, interrupted.signal, terminal);
    else await solveWithVotes(question, { ...options, votes }, interrupted.signal, terminal);
  });

withThinkingOptions(
  program.command('explain').argument('<file[:a-b]>', 'a file, or lines of it counted from 1'),
)
  .description('Explain a file or some of its lines')
  .action(async (argument: string, options: ThinkingOptions, command: Command) => {
    const range = parseFileRange(argument);
    if (range === undefined) return command.error(`error: no such lines: ${argument}`);
    const context = await readContext(range);
    const modelText = explainPrompt(context);
    const question = { task: 'explain', modelText, subject: context.selectedText } as const;
    return ask(question, options, interrupted.signal, terminal);
  });

withCommonOptions(
  program.command('complete').argument('<file:line:column>', 'where to continue, counted from 1'),
)
  .description('Print what an inline suggestion would insert')
  .action(async (argument: string, options: CommonOptions, command: Command) => {
    const position = parseFilePosition(argument);
    if (position === undefined) return command.error(`error: not FILE:line:column: ${argument}`);
    return complete(position, options, interrupted.signal, terminal);
  });

program
  .command('grade')
  .argument('<file.jsonl>', 'lines {"gold": …, "prediction": …}, or - to read them from stdin')
  .description('Tell which answers are mathematically equal; a summary goes to stderr')
  .action(async (file: string) => grade(file, interrupted.signal, terminal));

withCommonOptions(program.command('calibrate'))
  .description('Measure how the model runs fastest on this machine, and remember it')
  .action((options: CommonOptions) => calibrate(options, interrupted.signal, terminal));

withEngineOptions(program.command('serve'))
  .addOption(option('--port <n>', 'port; 0 takes a free one', whole(0, 65_535)).default(8014))
  .description(
    'Give the model to programs of this machine, as an OpenAI-compatible endpoint: ' +
      '/v1/chat/completions, raw /v1/completions and /v1/models',
  )
  .action((options: ServeOptions) => serve(options, interrupted.signal, terminal));

withEngineOptions(program.command('doctor'))
  .option('--full-paths', 'write the home folder in full instead of ~')
  .description('Load the model and print what was tried, what was chosen and why')
  .action((options: DoctorOptions) => doctor(options, interrupted.signal, terminal));

const benchCommand = withEngineOptions(program.command('bench'))
  .enablePositionalOptions()
  .description('Measure speed and memory beside the bare library and @fugood/llama.node')
  .addOption(option('--rounds <n>', 'rounds; the middle one counts', whole(1, 100)).default(5))
  .addOption(option('--tokens <n>', 'most tokens to generate', whole(8, 4096)).default(128))
  .action((options: BenchOptions) => bench(options, interrupted.signal, terminal));

withEngineOptions(benchCommand.command('infill'))
  .description(
    'Measure how well a model fills holes in code: single lines, several lines, random spans',
  )
  .addOption(option('--cases <n>', 'most holes of each kind', whole(1, 1000)).default(20))
  .addOption(option('--seed <n>', 'which holes', whole(0)).default(1))
  .addOption(
    new Option('--way <way>', 'how to ask (default: what suits the model)').choices([
      'continue',
      'fillInMiddle',
      'fillHole',
    ]),
  )
  .action((options: BenchInfillOptions) => benchInfill(options, interrupted.signal, terminal));

program
  .command('measure-engine', { hidden: true })
  .argument('<engine>')
  .argument('<task>')
  .action((name: string, task: string) => measureEngine(name, task));

addEvalCommand(program, interrupted.signal, terminal);
addModelsCommands(program, interrupted.signal, terminal);

async function problemContext(problem: string): Promise<EditorContext> {
  const selectedText = problem === '-' ? await readStdin() : problem;
  checkSelection(selectedText);
  const endLine = selectedText.split('\n').length - 1;
  return {
    uri: '',
    path: '',
    languageId: 'markdown',
    selectedText,
    startLine: 0,
    endLine,
    source: 'selection',
  };
}

async function readStdin(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) text += String(chunk);
  return text;
}

async function main(): Promise<number> {
  try {
    await program.parseAsync();
    return EXIT.ok;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      const isProblem = thrown.code === 'commander.unknownOption' && /'-[^-]/.test(thrown.message);
      if (isProblem && program.args[0] === 'solve') terminal.note(BEHIND_DASHES);
      return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage;
    }
    const error = toLemmaError(thrown);
    terminal.clearProgress();
    terminal.note(isAbort(error) ? '' : wordsOf(error));
    if (error.code === 'internal') terminal.note(String(error.cause));
    return exitCodeOf(error.code);
  }
}

process.exitCode = await main();
