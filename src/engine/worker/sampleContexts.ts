import type { SamplesPlan } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type { MemoryState } from '../../core/models/contextFit.js';
import type { MemoryPlan } from '../../core/models/memoryNeed.js';
import {
  MOST_SAMPLES,
  mostSamples,
  type SampleLimits,
  sampleSize,
  samplesNeed,
} from '../../core/models/samplesNeed.js';
import {
  isOutOfMemory,
  type NativeContext,
  type NativeContextOptions,
  type NativeModel,
} from './llama.js';

/** What sample contexts are made with. */
export interface SampleContextsOptions {
  readonly native: NativeModel;
  readonly settings: Omit<NativeContextOptions, 'maxContextSize' | 'signal'>;
  /** Tokens of the chat's context. */
  readonly contextSize: number;
  /** The model as it runs; absent where its header does not tell the geometry. */
  readonly plan: Omit<MemoryPlan, 'contextSize'> | undefined;
  /** Memory that contexts are made in. */
  readonly memory: () => Promise<MemoryState>;
}

/** Makes room for several replies to one prompt, which the library decodes as one batch. */
export class SampleContexts {
  private readonly options: SampleContextsOptions;

  constructor(options: SampleContextsOptions) {
    this.options = options;
  }

  /** Counts what samples of one prompt take. */
  async plan(count: number, limits: Omit<SampleLimits, 'contextSize'>): Promise<SamplesPlan> {
    const { contextSize, plan } = this.options;
    const memory = await this.options.memory();
    const size = sampleSize({ ...limits, contextSize });
    const whole = plan && { ...plan, contextSize: size };
    return {
      promptTokens: limits.promptTokens,
      contextSize: size,
      freeBytes: memory.free,
      most: whole ? mostSamples(whole, memory) : MOST_SAMPLES,
      ...(whole && { neededBytes: samplesNeed(whole, count) }),
    };
  }

  /**
   * Makes one context for each sample. They share scratch space: disposing of one disposes of all.
   *
   * @throws LemmaError `outOfMemory` with `neededBytes`, `freeBytes`, and `most`, the number that would fit.
   */
  async open(
    count: number,
    limits: Omit<SampleLimits, 'contextSize'>,
  ): Promise<readonly NativeContext[]> {
    const { native, settings } = this.options;
    const { contextSize, most, neededBytes = 0, freeBytes } = await this.plan(count, limits);
    const facts = { neededBytes, freeBytes, most };
    if (count > most) throw new LemmaError('outOfMemory', facts);
    try {
      return await native.createContexts(count, { ...settings, contextSize });
    } catch (error) {
      throw isOutOfMemory(error) ? new LemmaError('outOfMemory', facts, error) : error;
    }
  }
}
