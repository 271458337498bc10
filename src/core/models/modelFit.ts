import type { MemoryState } from './contextFit.js';
import { type KvCacheType, kvCacheTypes } from './kvCache.js';
import { memoryNeed, type MemoryNeed } from './memoryNeed.js';
import type { ModelGeometry } from './modelGeometry.js';

/** A GPU and its memory; on Apple silicon the share of the RAM that it may use, which `unified` tells. */
interface Graphics extends MemoryState {
  readonly name: string;
  readonly unified: boolean;
}

/** What a machine has for a model. */
export interface Machine {
  readonly ram: MemoryState;
  readonly gpu?: Graphics;
  /** Bytes that the processor reads from memory a second, as measured; undefined where nobody measured. */
  readonly ramBandwidth?: number;
}

/** A model to fit. */
export interface FitInput {
  readonly fileSizeBytes: number;
  readonly geometry: ModelGeometry;
  readonly contextSize: number;
  /** What the KV cache is to be stored as; f16 unless told. */
  readonly kvCacheType?: KvCacheType;
  /** Layers to put on the GPU; as many as fit unless told. */
  readonly gpuLayers?: number;
}

/** Where a model would run. */
export type FitPlace = 'gpu' | 'partlyGpu' | 'cpu' | 'none';

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
  const { gpu } = machine;
  const onCpu = needOn('cpu', input);
  const withGpu = gpu && input.gpuLayers !== 0 ? fitGpu(input, machine, gpu, onCpu) : undefined;
  return withGpu ?? fitCpu(input, machine, onCpu);
}

/** What a model takes where all of it runs on one device. */
function needOn(
  device: 'cpu' | 'gpu',
  { fileSizeBytes, geometry, contextSize, kvCacheType = 'f16' }: FitInput,
): MemoryNeed {
  return memoryNeed({
    fileSizeBytes,
    geometry,
    contextSize,
    // As a run is planned: flash attention, which quantised values need, is used on a GPU.
    kvCache: kvCacheTypes(kvCacheType, geometry, device === 'gpu').types,
    batchSize: BATCH[device],
    flashAttention: device === 'gpu',
  });
}

/** How a GPU takes a model, whole or in part, or that it does not take the layers asked for; undefined where it is of no use. */
function fitGpu(
  input: FitInput,
  machine: Machine,
  gpu: Graphics,
  onCpu: MemoryNeed,
): ModelFit | undefined {
  const { gpuLayers: wanted, geometry } = input;
  const { layers } = geometry;
  const need = needOn('gpu', input);
  const graphics = need.weights + need.kvCache + need.compute;
  if (graphics <= gpu.free && (wanted === undefined || wanted >= layers)) {
    const tokensPerSecond = speed(need, gpu.unified ? UNIFIED_BANDWIDTH : GPU_BANDWIDTH);
    return { place: 'gpu', need, gpuLayers: layers, layers, freeBytes: gpu.free, tokensPerSecond };
  }
  const perLayer = (need.weights + need.kvCache) / layers;
  const most = Math.max(0, Math.floor((gpu.free - need.compute) / perLayer));
  if (wanted !== undefined && wanted > most) {
    const none = { place: 'none', tokensPerSecond: undefined } as const;
    return { ...none, need, gpuLayers: most, layers, freeBytes: gpu.free };
  }
  const gpuLayers = wanted ?? most;
  const canSplit = !gpu.unified || wanted !== undefined;
  const rest = onCpu.total - gpuLayers * perLayer;
  const freeBytes = machine.ram.free;
  if (!canSplit || gpuLayers === 0 || rest + RESERVE > freeBytes) return undefined;
  const slow = speed(onCpu, bandwidthOf(machine));
  // The layers that stay with the processor take nearly all of the time.
  const share = Math.max(1 - gpuLayers / layers, 0.1);
  const tokensPerSecond = slow && ([slow[0] / share, slow[1] / share] as const);
  return { place: 'partlyGpu', need, gpuLayers, layers, freeBytes, tokensPerSecond };
}

function fitCpu({ geometry }: FitInput, machine: Machine, need: MemoryNeed): ModelFit {
  const freeBytes = machine.ram.free;
  const fits = need.total + RESERVE <= freeBytes;
  return {
    place: fits ? 'cpu' : 'none',
    need,
    gpuLayers: 0,
    layers: geometry.layers,
    freeBytes,
    tokensPerSecond: fits ? speed(need, bandwidthOf(machine)) : undefined,
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

/** What a model takes of one kind of memory, in bytes. */
export interface MemoryBar {
  readonly device: 'gpu' | 'ram';
  readonly weights: number;
  readonly kvCache: number;
  /** Scratch space, vocabulary and bookkeeping. */
  readonly compute: number;
  readonly free: number;
  readonly total: number;
}

/** What a model takes of the memory it would run in: of the GPU's, of the machine's, or a part of each. */
export function memoryBars(fit: ModelFit, { ram, gpu }: Machine): readonly MemoryBar[] {
  const { weights, kvCache, compute, overhead } = fit.need;
  const isSplit = fit.place === 'partlyGpu';
  const onGpu = fit.place === 'gpu' ? 1 : isSplit ? fit.gpuLayers / fit.layers : 0;
  const bars: MemoryBar[] = [];
  if (gpu && (onGpu > 0 || isTooMuchFor(fit, gpu))) {
    const share = onGpu || 1;
    const { free, total } = gpu;
    bars.push({
      device: 'gpu',
      weights: weights * share,
      kvCache: kvCache * share,
      compute,
      free,
      total,
    });
    if (share === 1) return bars;
  }
  const share = 1 - onGpu;
  const { free, total } = ram;
  const rest = isSplit ? overhead : compute + overhead;
  bars.push({
    device: 'ram',
    weights: weights * share,
    kvCache: kvCache * share,
    compute: rest,
    free,
    total,
  });
  return bars;
}

/** Whether more layers were asked for than the GPU takes. */
function isTooMuchFor({ place, freeBytes }: ModelFit, gpu: MemoryState): boolean {
  return place === 'none' && freeBytes === gpu.free;
}
