import { readFileSync } from 'node:fs';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { LoadParams } from '../core/engine.js';
import type { LoopGuardLevel, SamplingParams, ThinkBudget } from '../core/messages.js';
import { AUTO_SETTINGS, type AutoSwitch } from '../core/models/engineSettings.js';
import type { KvCacheType } from '../core/models/kvCache.js';
import {
  applyOverrides,
  judgeOverridesByModel,
  overridesOf,
  type OverridesByModel,
} from '../core/models/modelOverrides.js';
import { effortBudget, R1_SAMPLING } from '../core/sampling/r1Defaults.js';
import { SPECULATION_MODES, type SpeculationMode } from '../core/speculation/speculator.js';
import { calibrationFile, demoModelPath } from './paths.js';

/** Options of commands that load a model. */
export interface EngineOptions {
  readonly json?: true;
  readonly model?: string;
  readonly context?: number;
  readonly kvCacheType?: KvCacheType;
  readonly threads?: number;
  readonly batchSize?: number;
  readonly flashAttention: AutoSwitch;
  readonly memoryMapping: AutoSwitch;
  readonly gpu: boolean;
  /** How single models are run where no other option says it. */
  readonly overrides?: OverridesByModel;
}

/** Options of commands that generate for the user. */
export interface CommonOptions extends EngineOptions {
  readonly seed?: number;
  readonly temperature: number;
  readonly topP: number;
}

/** Options of commands that can ask a server instead of a model here. */
export interface ServerOptions {
  /** Base address of an OpenAI-compatible server. */
  readonly server?: string;
  readonly serverModel?: string;
  readonly allowHttp?: true;
}

/** Options of commands that think. */
export interface ThinkingOptions extends CommonOptions, ServerOptions {
  readonly budget: ThinkBudget;
  readonly maxTokens: number;
  readonly think: boolean;
  readonly loopGuard: LoopGuardLevel;
  readonly speculation: SpeculationMode;
  /** Thinking tokens after which the answer is asked for. */
  readonly answerAfter?: number;
  /** Runners-up of each token; `true` where no number was given. */
  readonly logprobs?: number | true;
  /** Whether calculations and solutions are worked out again. */
  readonly check?: true;
}

/** Adds {@link EngineOptions} to a command. */
export function withEngineOptions(command: Command): Command {
  return command
    .option('--model <path>', 'GGUF model file (default: the embedded demo model)')
    .option('--json', 'print one JSON object on stdout and nothing else')
    .addOption(
      option(
        '--context <tokens>',
        'context size (default: what the free memory holds)',
        whole(256),
      ),
    )
    .addOption(kvCacheType())
    .addOption(option('--threads <n>', 'threads (default: chosen for this machine)', whole(1)))
    .addOption(
      option('--batch-size <n>', 'prompt tokens at a time (default: chosen)', whole(1, 2048)),
    )
    .addOption(autoSwitch('--flash-attention <switch>', 'flash attention'))
    .addOption(autoSwitch('--memory-mapping <switch>', 'map the model file into memory'))
    .option('--no-gpu', 'stay on the CPU')
    .addOption(
      option(
        '--overrides <file.json>',
        'settings of single models by file name, as lemma.models.overrides of VS Code; other options win',
        readOverrides,
      ).env('LEMMA_OVERRIDES'),
    );
}

/** Adds {@link CommonOptions} to a command. */
export function withCommonOptions(command: Command): Command {
  return withEngineOptions(command)
    .addOption(option('--seed <n>', 'fixed seed for repeatable output', whole(0)))
    .addOption(
      option('--temperature <t>', 'sampling temperature', decimal(0, 2)).default(
        R1_SAMPLING.temperature,
      ),
    )
    .addOption(option('--top-p <p>', 'nucleus sampling', decimal(0, 1)).default(R1_SAMPLING.topP));
}

/** Adds {@link ServerOptions} to a command. */
export function withServerOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--server <url>',
        'ask an OpenAI-compatible server instead; its key is read from LEMMA_SERVER_KEY',
      ).conflicts('model'),
    )
    .option('--server-model <name>', 'the model of the server (default: the only one it has)')
    .option('--allow-http', 'send to another machine by plain http, which others can read');
}

/** Adds {@link ThinkingOptions} to a command. */
export function withThinkingOptions(command: Command): Command {
  return withServerOptions(withCommonOptions(command))
    .addOption(
      option(
        '--budget <n|quick|normal|deep|none>',
        'most thinking tokens; none is unbounded',
        budget,
      ).default(effortBudget('normal'), 'normal'),
    )
    .option('--no-think', 'answer without thinking')
    .option('--check', 'work calculations out again and put solutions into their equations')
    .addOption(option('--answer-after <n>', '"Answer now" after n thinking tokens', whole(0)))
    .addOption(
      option(
        '--logprobs [n]',
        'with --json: probability and up to n runners-up (0 to 20, default 5) of each token, as the sampler left them; slower',
        whole(0, 20),
      ),
    )
    .addOption(
      new Option('--loop-guard <level>', 'how readily a thought that goes in circles is ended')
        .choices(['off', 'relaxed', 'normal', 'strict'])
        .default('normal'),
    )
    .addOption(
      new Option('--speculation <mode>', 'guess repeated text ahead; auto where it saves time')
        .choices(SPECULATION_MODES)
        .default('auto'),
    )
    .addOption(
      option('--max-tokens <n>', 'most tokens, thinking included', whole(1)).default(
        R1_SAMPLING.maxTokens,
      ),
    );
}

/** What to load, for the options of a command. */
export function loadParams(options: EngineOptions): LoadParams {
  const {
    model: modelPath = demoModelPath(),
    context: contextSize,
    threads,
    kvCacheType,
  } = options;
  const { batchSize = 'auto', flashAttention, memoryMapping } = options;
  return {
    modelPath,
    gpu: options.gpu ? 'auto' : 'off',
    ...applyOverrides(
      { ...AUTO_SETTINGS, batchSize, flashAttention, memoryMapping },
      {
        ...overridesOf(options.overrides ?? {}, modelPath),
        ...(contextSize !== undefined && { contextSize }),
        ...(threads !== undefined && { threads }),
        ...(kvCacheType !== undefined && { kvCacheType }),
      },
    ),
    calibrationFile: calibrationFile(),
  };
}

/** How to sample, for the options of a command. */
export function samplingParams(options: CommonOptions, maxTokens: number): SamplingParams {
  return {
    ...R1_SAMPLING,
    temperature: options.temperature,
    topP: options.topP,
    maxTokens,
    ...(options.seed !== undefined && { seed: options.seed }),
  };
}

/** How much a command may think. */
export function thinkBudget(options: ThinkingOptions): ThinkBudget {
  if (!options.think) return { maxTokens: 0 };
  const { budget, answerAfter } = options;
  return { ...budget, ...(answerAfter !== undefined && { answerAfter }) };
}

/** Runners-up to print of each token, where they are asked for. */
export function runnersUp(options: ThinkingOptions): number | undefined {
  return options.logprobs === true ? 5 : options.logprobs;
}

/** An option with a value that is parsed. */
export function option(
  flags: string,
  description: string,
  parse: (value: string) => unknown,
): Option {
  return new Option(flags, description).argParser(parse);
}

/** The option of what a KV cache is stored as. */
export function kvCacheType(): Option {
  return new Option(
    '--kv-cache-type <type>',
    'what keys and values of the context are stored as (default: f16)',
  ).choices(['f16', 'q8_0']);
}

function readOverrides(file: string): OverridesByModel {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    throw new InvalidArgumentError(String(thrown));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('Give an object such as {"model.gguf": {"contextSize": 4096}}.');
  return judgeOverridesByModel(value);
}

function autoSwitch(flags: string, description: string): Option {
  return new Option(flags, description).choices(['auto', 'on', 'off']).default('auto');
}

/** Parses a whole number within limits. */
export function whole(least: number, most = 0xffff_ffff): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isSafeInteger(number) || number < least || number > most) {
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

function decimal(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (value.trim() === '' || !(number >= least && number <= most)) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`);
    }
    return number;
  };
}

function budget(value: string): ThinkBudget {
  if (value === 'none') return effortBudget('unbounded');
  if (value === 'quick' || value === 'normal' || value === 'deep') return effortBudget(value);
  return { maxTokens: whole(0)(value) };
}
