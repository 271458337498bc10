import type { MemoryState } from './contextFit.js';
import type { KvCacheTypes } from './kvCache.js';
import { memoryNeed, type MemoryNeed } from './memoryNeed.js';
import type { ModelGeometry } from './modelGeometry.js';

/** What a machine has for a model. */
export interface Machine {
  readonly ram: MemoryState;
  /** Memory of the GPU; on Apple silicon the share of the RAM that its GPU may use, which `unified` tells. */
  readonly gpu?: MemoryState & { readonly name: string; readonly unified: boolean };
  /** Bytes that the processor reads from memory a second, as measured; undefined where nobody measured. */
  readonly ramBandwidth?: number;
}

/** A model to fit. */
export interface FitInput {
  readonly fileSizeBytes: number;
  readonly geometry: ModelGeometry;
  readonly contextSize: number;
  readonly kvCache?: KvCacheTypes;
}

/** Where a model would run. */
type FitPlace = 'gpu' | 'partlyGpu' | 'cpu' | 'none';

/** How a model fits a machine. */
export interface ModelFit {
  readonly place: FitPlace;
  readonly need: MemoryNeed;
  /** Layers that the GPU takes, of {@link layers}. */
  readonly gpuLayers: number;
  readonly layers: number;
  /** Memory that decides, free and in bytes: the GPU's where all of the model goes there, else the machine's. */
  readonly freeBytes: number;
  /** Tokens a second to expect, least and most; undefined where it does not fit or nothing is known. */
  readonly tokensPerSecond: readonly [number, number] | undefined;
}

/** Left to the system and other programs. */
const RESERVE = 1e9;
/** Prompt tokens at a time; the compute buffers grow with it. */
const BATCH = { cpu: 32, gpu: 512 } as const;
const F16: KvCacheTypes = { key: 'f16', value: 'f16' };
/**
 * Share of the memory's bandwidth that decoding reaches: each token reads all weights once. Two cores of a Xeon reached 0.45 to
 * 0.8 with the 8B model.
 */
const EFFICIENCY = [0.4, 0.85] as const;
/** Bandwidth of graphics memory in bytes a second, least and most, of cards in use. */
const GPU_BANDWIDTH = [2.5e11, 1e12] as const;
/** Bandwidth of unified memory. */
const UNIFIED_BANDWIDTH = [6.8e10, 4e11] as const;

/** Where a model would run with a context size, and about how fast. */
export function fitModel(input: FitInput, machine: Machine): ModelFit {
  const { gpu, ram } = machine;
  const kvCache = input.kvCache ?? F16;
  const { geometry, contextSize, fileSizeBytes } = input;
  const needOn = (device: 'cpu' | 'gpu'): MemoryNeed =>
    memoryNeed({
      fileSizeBytes,
      geometry,
      contextSize,
      kvCache,
      batchSize: BATCH[device],
      flashAttention: device === 'gpu',
    });
  const { layers } = geometry;
  const onCpu = needOn('cpu');
  if (gpu) {
    const onGpu = needOn('gpu');
    const graphics = onGpu.weights + onGpu.kvCache + onGpu.compute;
    if (graphics <= gpu.free) {
      return {
        place: 'gpu',
        need: onGpu,
        gpuLayers: layers,
        layers,
        freeBytes: gpu.free,
        tokensPerSecond: speed(onGpu, gpu.unified ? UNIFIED_BANDWIDTH : GPU_BANDWIDTH),
      };
    }
    const perLayer = (onGpu.weights + onGpu.kvCache) / layers;
    const gpuLayers = Math.max(0, Math.floor((gpu.free - onGpu.compute) / perLayer));
    const rest = onCpu.total - gpuLayers * perLayer;
    if (!gpu.unified && gpuLayers > 0 && rest + RESERVE <= ram.free) {
      const share = 1 - gpuLayers / layers;
      const slow = speed(onCpu, bandwidthOf(machine));
      return {
        place: 'partlyGpu',
        need: onGpu,
        gpuLayers,
        layers,
        freeBytes: ram.free,
        // The layers that stay with the processor take nearly all of the time.
        tokensPerSecond: slow && [slow[0] / Math.max(share, 0.1), slow[1] / Math.max(share, 0.1)],
      };
    }
  }
  const fits = onCpu.total + RESERVE <= ram.free;
  return {
    place: fits ? 'cpu' : 'none',
    need: onCpu,
    gpuLayers: 0,
    layers,
    freeBytes: ram.free,
    tokensPerSecond: fits ? speed(onCpu, bandwidthOf(machine)) : undefined,
  };
}

function bandwidthOf({ ramBandwidth }: Machine): readonly [number, number] | undefined {
  return ramBandwidth === undefined ? undefined : [ramBandwidth, ramBandwidth];
}

function speed(
  need: MemoryNeed,
  bandwidth: readonly [number, number] | undefined,
): readonly [number, number] | undefined {
  if (!bandwidth) return undefined;
  // At half of the context a token reads half of the keys and values.
  const bytes = need.weights + need.kvCache / 2;
  return [(bandwidth[0] * EFFICIENCY[0]) / bytes, (bandwidth[1] * EFFICIENCY[1]) / bytes];
}
