import type { LoadParams } from '../../core/engine.js';
import {
  fitContextSize,
  leastContextSize,
  type MemoryState,
  plainContextSize,
} from '../../core/models/contextFit.js';
import type { Calibration } from '../../core/models/calibration.js';
import type { AutoSwitch } from '../../core/models/engineSettings.js';
import { type KvCacheLimit, kvCacheTypes, type KvCacheTypes } from '../../core/models/kvCache.js';
import type { GgufSummary } from '../models/ggufHeader.js';
import { decodeThreads } from './threads.js';

/** What a model is run on. */
export interface MachineFacts {
  readonly device: 'cpu' | 'gpu';
  /** Cores useful for arithmetic. */
  readonly mathCores: number;
  readonly ram: MemoryState;
  readonly gpu?: MemoryState;
}

/** How a model is run. */
export interface RunPlan {
  /** Most tokens of context. */
  readonly contextSize: number;
  readonly threads: number;
  /** Prompt tokens evaluated at a time: what the library takes at once, and what an abort waits for. */
  readonly batchSize: number;
  readonly kvCache: KvCacheTypes;
  readonly kvCacheLimit?: KvCacheLimit;
  readonly flashAttention: boolean | 'auto';
  readonly memoryMapping: boolean | 'auto';
}

/** About half a second of an 8B model on a CPU, one batch on a GPU. */
const BATCH = { cpu: 32, gpu: 512 } as const;
/** Most tokens of context that are chosen where a part of the layers has to stay on the CPU. */
const SPLIT_CEILING = 8192;

/** Chooses what the parameters leave to Lemma; a calibration knows better than the rules. */
export function planRun(
  params: LoadParams,
  model: GgufSummary,
  machine: MachineFacts,
  calibration?: Calibration,
): RunPlan {
  const { device } = machine;
  const batchSize = chosen(params.batchSize) ?? calibration?.batchSize ?? BATCH[device];
  const flashAttention = flash(params, device, calibration);
  const { types, limit } = kvCacheTypes(
    params.kvCacheType,
    model.geometry,
    flashAttention !== false,
  );
  const common = { batchSize, kvCache: types, flashAttention };
  return {
    ...common,
    contextSize:
      params.contextSize === 'auto' ? autoContext(model, machine, common) : params.contextSize,
    threads:
      chosen(params.threads) ??
      calibration?.threads ??
      decodeThreads('auto', machine.mathCores, model.fileSizeBytes),
    memoryMapping: mapping(params.memoryMapping, device),
    ...(limit && { kvCacheLimit: limit }),
  };
}

/**
 * On a CPU flash attention is slower: with the 8B model's geometry and 2,100 tokens of context a token took 1.1 times as long,
 * and 5 times with a quantised cache. On a GPU the library knows best, except that quantised values need it.
 */
function flash(
  params: LoadParams,
  device: 'cpu' | 'gpu',
  calibration: Calibration | undefined,
): boolean | 'auto' {
  if (params.flashAttention !== 'auto') return params.flashAttention === 'on';
  if (calibration?.reasons.flashAttention === 'measured') return calibration.flashAttention;
  if (device === 'cpu') return false;
  return params.kvCacheType === 'f16' ? 'auto' : true;
}

function chosen(setting: number | 'auto'): number | undefined {
  return setting === 'auto' ? undefined : setting;
}

/** A mapped file costs 3.3 GB more on the CPU (weights are repacked), and kills the process when it is cut short. */
function mapping(wanted: AutoSwitch, device: 'cpu' | 'gpu'): boolean | 'auto' {
  if (wanted !== 'auto') return wanted === 'on';
  return device === 'cpu' ? false : 'auto';
}

function autoContext(
  model: GgufSummary,
  { ram, gpu }: MachineFacts,
  plan: Pick<RunPlan, 'batchSize' | 'kvCache' | 'flashAttention'>,
): number {
  const { geometry, fileSizeBytes, contextLength } = model;
  if (!geometry) return plainContextSize(contextLength);
  const fit = (memory: MemoryState): number | undefined =>
    fitContextSize({
      ...plan,
      geometry,
      fileSizeBytes,
      memory,
      trainContextSize: contextLength,
    });
  const least = leastContextSize(contextLength);
  if (!gpu) return fit(ram) ?? least;
  // Layers that the GPU has no room for stay on the CPU, and their part of the context with them.
  return fit(gpu) ?? Math.min(SPLIT_CEILING, fit(ram) ?? least);
}
