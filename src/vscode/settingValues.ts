import type { LoopGuardLevel } from '../core/messages.js';
import type { AutoSwitch } from '../core/models/engineSettings.js';
import type { KvCacheType } from '../core/models/kvCache.js';
import { judgeOverridesByModel, type OverridesByModel } from '../core/models/modelOverrides.js';
import {
  EFFORT_TOKENS,
  R1_SAMPLING,
  type Effort,
  type EffortTokens,
} from '../core/sampling/r1Defaults.js';
import { SPECULATION_MODES, type SpeculationMode } from '../core/speculation/speculator.js';
import type { ThinkingFold } from '../protocol/chat.js';
import type { ManualChoice } from './inline/suggestionMode.js';

/** What each setting of Lemma holds, by its name below `lemma.`. */
export interface SettingValues {
  /** Absolute path of a GGUF file; empty for the embedded demo model. */
  readonly 'model.path': string;
  /** Base address of the model hub; empty for the usual one. */
  readonly 'models.endpoint': string;
  /** Absolute path of the folder of downloads; empty for the usual one. */
  readonly 'models.folder': string;
  /** What is different for single models, by file name. */
  readonly 'models.overrides': OverridesByModel;
  /** Base address of an OpenAI-compatible server; empty runs models here. */
  readonly 'server.url': string;
  /** Empty: the only model that the server has. */
  readonly 'server.model': string;
  readonly 'thinking.effort': Effort;
  /** Thinking tokens. */
  readonly 'thinking.budgets': EffortTokens;
  readonly 'thinking.loopGuard': LoopGuardLevel;
  readonly 'thinking.confidence': boolean;
  readonly 'thinking.fold': ThinkingFold;
  readonly 'inline.enabled': boolean;
  /** Absolute path of a GGUF file; empty for the model of the chat. */
  readonly 'inline.model': string;
  /** Language ids, and glob patterns of files. */
  readonly 'inline.exclude': readonly string[];
  readonly 'inline.whenSlow': ManualChoice;
  readonly 'inline.onBattery': ManualChoice;
  readonly 'sampling.temperature': number;
  readonly 'sampling.topP': number;
  /** Tokens, thinking included. */
  readonly 'sampling.maxTokens': number;
  /** `null` draws a fresh seed for every reply. */
  readonly 'sampling.seed': number | null;
  /** Tokens; 0 chooses by the free memory. */
  readonly 'engine.contextSize': number;
  readonly 'engine.kvCacheType': KvCacheType;
  /** 0 chooses by the machine. */
  readonly 'engine.threads': number;
  /** Tokens; 0 chooses by the machine. */
  readonly 'engine.batchSize': number;
  readonly 'engine.flashAttention': AutoSwitch;
  readonly 'engine.memoryMapping': AutoSwitch;
  readonly 'engine.gpu': 'auto' | 'off';
  readonly 'engine.isolation': 'thread' | 'process';
  /** Minutes; 0 keeps the model in memory. */
  readonly 'engine.unloadAfter': number;
  /** Megabytes on disk; 0 keeps none. */
  readonly 'engine.stateCacheSize': number;
  readonly 'engine.speculation': SpeculationMode;
}

/** Name of a setting, below `lemma.`. */
export type SettingName = keyof SettingValues;

type Limits = Pick<SettingSpec<unknown>, 'minimum' | 'maximum'>;

/** How a setting is declared in the manifest, and how a value out of a settings file is judged. */
export interface SettingSpec<T> {
  readonly type: string | readonly string[];
  readonly default: T;
  readonly enum?: readonly T[];
  /** Of a number, or of each number of an object. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** Judges a value of the right type that these limits cannot describe. */
  readonly judge?: (value: unknown) => T;
  /** `machine` settings name files or resources: no workspace can set them. */
  readonly scope: 'machine' | 'window';
}

/** Every setting of Lemma; the manifest says the same (a test compares them). */
export const SETTINGS: { readonly [N in SettingName]: SettingSpec<SettingValues[N]> } = {
  'model.path': { type: 'string', default: '', scope: 'machine' },
  'models.endpoint': { type: 'string', default: '', scope: 'machine' },
  'models.folder': { type: 'string', default: '', scope: 'machine' },
  'models.overrides': {
    type: 'object',
    default: {},
    judge: judgeOverridesByModel,
    scope: 'machine',
  },
  'server.url': { type: 'string', default: '', scope: 'machine' },
  'server.model': { type: 'string', default: '', scope: 'machine' },
  'thinking.effort': {
    type: 'string',
    enum: ['quick', 'normal', 'deep', 'unbounded'],
    default: 'normal',
    scope: 'window',
  },
  'thinking.budgets': {
    type: 'object',
    default: EFFORT_TOKENS,
    minimum: 1,
    maximum: 131_072,
    scope: 'window',
  },
  'thinking.loopGuard': {
    type: 'string',
    enum: ['off', 'relaxed', 'normal', 'strict'],
    default: 'normal',
    scope: 'window',
  },
  'thinking.confidence': { type: 'boolean', default: false, scope: 'window' },
  'thinking.fold': {
    type: 'string',
    enum: ['never', 'whileThinking', 'afterThinking', 'always'],
    default: 'never',
    scope: 'window',
  },
  'inline.enabled': { type: 'boolean', default: false, scope: 'window' },
  'inline.model': { type: 'string', default: '', scope: 'machine' },
  'inline.exclude': { type: 'array', default: [], scope: 'window' },
  'inline.whenSlow': {
    type: 'string',
    enum: ['manual', 'always'],
    default: 'manual',
    scope: 'window',
  },
  'inline.onBattery': {
    type: 'string',
    enum: ['manual', 'always'],
    default: 'manual',
    scope: 'window',
  },
  'sampling.temperature': {
    type: 'number',
    minimum: 0,
    maximum: 2,
    default: R1_SAMPLING.temperature,
    scope: 'window',
  },
  'sampling.topP': {
    type: 'number',
    minimum: 0.01,
    maximum: 1,
    default: R1_SAMPLING.topP,
    scope: 'window',
  },
  'sampling.maxTokens': {
    type: 'integer',
    minimum: 16,
    maximum: 131_072,
    default: R1_SAMPLING.maxTokens,
    scope: 'window',
  },
  'sampling.seed': {
    type: ['integer', 'null'],
    minimum: 0,
    maximum: 2 ** 32 - 1,
    default: null,
    scope: 'window',
  },
  'engine.contextSize': {
    type: 'integer',
    minimum: 0,
    maximum: 131_072,
    default: 0,
    scope: 'machine',
  },
  'engine.kvCacheType': {
    type: 'string',
    enum: ['f16', 'q8_0'],
    default: 'f16',
    scope: 'machine',
  },
  'engine.threads': { type: 'integer', minimum: 0, maximum: 256, default: 0, scope: 'machine' },
  'engine.batchSize': { type: 'integer', minimum: 0, maximum: 2048, default: 0, scope: 'machine' },
  'engine.flashAttention': {
    type: 'string',
    enum: ['auto', 'on', 'off'],
    default: 'auto',
    scope: 'machine',
  },
  'engine.memoryMapping': {
    type: 'string',
    enum: ['auto', 'on', 'off'],
    default: 'auto',
    scope: 'machine',
  },
  'engine.gpu': { type: 'string', enum: ['auto', 'off'], default: 'auto', scope: 'machine' },
  'engine.isolation': {
    type: 'string',
    enum: ['thread', 'process'],
    default: 'thread',
    scope: 'machine',
  },
  'engine.unloadAfter': {
    type: 'integer',
    minimum: 0,
    maximum: 1440,
    default: 30,
    scope: 'machine',
  },
  'engine.stateCacheSize': {
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    default: 2048,
    scope: 'machine',
  },
  'engine.speculation': {
    type: 'string',
    enum: SPECULATION_MODES,
    default: 'auto',
    scope: 'window',
  },
};

/** The value a settings file gives, or the default where it is of the wrong type; numbers are kept within their limits. */
export function judgeSetting<N extends SettingName>(name: N, value: unknown): SettingValues[N] {
  const spec: SettingSpec<SettingValues[N]> = SETTINGS[name];
  const types = typeof spec.type === 'string' ? [spec.type] : spec.type;
  if (!types.some((type) => isOfType(type, value))) return spec.default;
  if (spec.judge) return spec.judge(value);
  if (typeof value === 'number') return bound(value, spec) as SettingValues[N];
  if (Array.isArray(value)) {
    const words: readonly unknown[] = value;
    const texts: unknown = words.filter((word) => typeof word === 'string');
    return texts as SettingValues[N];
  }
  if (typeof value === 'object' && value !== null) {
    const numbers = Object.entries(spec.default as Readonly<Record<string, number>>).map(
      ([key, fallback]): [string, number] => {
        const own: unknown = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
        return [key, Number.isInteger(own) ? bound(own as number, spec) : fallback];
      },
    );
    return Object.fromEntries(numbers) as SettingValues[N];
  }
  if (spec.enum && !spec.enum.some((each) => each === value)) return spec.default;
  return value as SettingValues[N];
}

function bound(value: number, { minimum = value, maximum = value }: Limits): number {
  return Math.min(maximum, Math.max(minimum, value));
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
