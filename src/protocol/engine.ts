import type {
  GenerateRequest,
  GenerateResult,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareRequest,
  PrepareResult,
  SamplesPlan,
} from '../core/engine.js';
import type { ErrorData } from '../core/errors.js';
import type { Calibration } from '../core/models/calibration.js';
import type { GenerationDelta, SampledToken } from '../core/messages.js';

/** Host to worker. Every message with an `id` that begins work ends with exactly one event of the same `id`. */
export type EngineRequest =
  | { readonly type: 'load'; readonly id: number; readonly params: LoadParams }
  | { readonly type: 'generate'; readonly id: number; readonly request: GenerateRequest }
  /** Several generations; each ends with an event of its own id. */
  | {
      readonly type: 'generateSamples';
      readonly ids: readonly number[];
      readonly request: GenerateRequest;
      /** Seed of each, where it was given one. */
      readonly seeds: readonly (number | null)[];
    }
  | {
      readonly type: 'planSamples';
      readonly id: number;
      readonly request: GenerateRequest;
      readonly count: number;
    }
  | { readonly type: 'prepare'; readonly id: number; readonly request: PrepareRequest }
  | { readonly type: 'countTokens'; readonly id: number; readonly texts: readonly string[] }
  /** `modelPath` null: the chat's model does infills. */
  | { readonly type: 'loadInfill'; readonly id: number; readonly modelPath: string | null }
  | { readonly type: 'unload'; readonly id: number }
  | { readonly type: 'calibrate'; readonly id: number; readonly budgetMs: number }
  /** Ends request `id` early; it still ends with its own event. */
  | { readonly type: 'cancel'; readonly id: number }
  /** Ends the trace of generation `id`. */
  | { readonly type: 'closeThinking'; readonly id: number }
  /** Gives back the credit of batch `seq` of generation `id`. */
  | { readonly type: 'ack'; readonly id: number; readonly seq: number }
  /** Frees everything; the worker answers `bye` and ends by itself. */
  | { readonly type: 'shutdown' };

/** Worker to host. */
export type EngineEvent =
  /** First message of a worker: it listens. */
  | { readonly type: 'hello' }
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly phase: 'load' | 'prefill' | 'calibrate';
      readonly fraction: number;
    }
  | {
      readonly type: 'deltas';
      readonly id: number;
      /** Grows by one a batch, from 1. */
      readonly seq: number;
      readonly deltas: readonly GenerationDelta[];
    }
  /** Tokens sampled since the last such event, when the request asked for them; comes before their deltas. */
  | { readonly type: 'tokens'; readonly id: number; readonly tokens: readonly SampledToken[] }
  | { readonly type: 'loaded'; readonly id: number; readonly model: LoadedModel }
  | { readonly type: 'generated'; readonly id: number; readonly result: GenerateResult }
  | { readonly type: 'samplesPlanned'; readonly id: number; readonly plan: SamplesPlan }
  | { readonly type: 'prepared'; readonly id: number; readonly result: PrepareResult }
  | { readonly type: 'counted'; readonly id: number; readonly counts: readonly number[] }
  | { readonly type: 'infillLoaded'; readonly id: number; readonly model: InfillModel | null }
  | { readonly type: 'unloaded'; readonly id: number }
  /** `model` tells how the model runs from now on. */
  | {
      readonly type: 'calibrated';
      readonly id: number;
      readonly calibration: Calibration;
      readonly model: LoadedModel;
    }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorData }
  | {
      readonly type: 'log';
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
    }
  | { readonly type: 'bye' };
