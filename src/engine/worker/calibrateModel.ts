import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { LoadParams } from '../../core/engine.js';
import {
  type Calibration,
  type ChoiceReason,
  type EngineChoice,
  threadCandidates,
} from '../../core/models/calibration.js';
import { memoryNeed } from '../../core/models/memoryNeed.js';
import { CalibrationStore } from '../models/calibrationStore.js';
import type { GgufSummary } from '../models/ggufHeader.js';
import { type BenchOptions, type CalibrationInput, Calibrator } from './calibrate.js';
import { calibrationKey } from './calibrationKey.js';
import type { NativeBackend, NativeModel } from './llama.js';
import { openNativeBench } from './nativeBench.js';
import { processorUse } from './processorUse.js';
import type { RunPlan } from './runPlan.js';
import { isTiny } from './threads.js';

/** A loaded model and how it is run. */
export interface CalibratedRun {
  readonly params: LoadParams;
  readonly plan: RunPlan;
  readonly summary: GgufSummary;
  readonly backend: NativeBackend;
  readonly native: NativeModel;
  /** Tokens to read and write. */
  readonly tokens: readonly number[];
}

/** How a calibration goes. */
export interface CalibrateOptions {
  /** Milliseconds after which nothing more is begun. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number) => void;
}

/** Where the calibration of a run is remembered. */
export interface Remembered {
  find(): Promise<Calibration | undefined>;
  remember(calibration: Calibration): Promise<void>;
}

/** Growing; on a GPU small ones waste most of it. */
const BATCH_SIZES = { cpu: [16, 32, 64, 128, 256, 512], gpu: [128, 256, 512] } as const;
/** Tokens of context where flash attention makes a difference that can be measured. */
const FLASH_DEPTH = 1024;
/** Most bytes of a context to measure on; a GPU has a batch of 512 already. */
const MOST_BYTES = { cpu: 64e6, gpu: 1e9 } as const;
/** Share of the processor that others may use before an outcome counts as one of a busy machine. */
const BUSY = 0.25;

/** Measures how a loaded model runs fastest. Rejects with an AbortError when the signal fires. */
export async function calibrateModel(
  run: CalibratedRun,
  options: CalibrateOptions,
): Promise<Calibration> {
  const { params, plan, summary, backend, native, tokens } = run;
  const { signal } = options;
  const device = backend.name === 'cpu' ? 'cpu' : 'gpu';
  const busy = (await processorUse(signal)) > BUSY;
  const parts = { backend, model: native, kvCache: plan.kvCache, tokens, signal };
  const now: EngineChoice = plan;
  const calibrator = new Calibrator({
    ...options,
    ...whatToMeasure(params, summary, backend, device),
    open: (bench) => openNativeBench(parts, bench),
    now,
    bytesOf: (bench) => bytesOf(run, bench),
    mostBytes: MOST_BYTES[device],
    time: () => performance.now(),
  });
  return { ...(await calibrator.run()), busy, measuredAt: Date.now() };
}

/** Where what is found is remembered; undefined where the parameters name no file. */
export async function recall(
  params: LoadParams,
  backend: NativeBackend,
): Promise<Remembered | undefined> {
  if (params.calibrationFile === undefined) return undefined;
  const store = new CalibrationStore(params.calibrationFile);
  const key = await calibrationKey(params, backend);
  return {
    find: () => store.find(key),
    remember: (calibration) => store.remember(key, calibration),
  };
}

function whatToMeasure(
  params: LoadParams,
  summary: GgufSummary,
  backend: NativeBackend,
  device: 'cpu' | 'gpu',
): Pick<CalibrationInput, 'threads' | 'batchSizes' | 'flashDepth' | 'fixed'> {
  const fixed: Partial<Record<keyof EngineChoice, ChoiceReason>> = {};
  const { threads, batchSize, flashAttention } = params;
  if (threads !== 'auto') fixed.threads = 'setting';
  if (batchSize !== 'auto') fixed.batchSize = 'setting';
  if (flashAttention !== 'auto') fixed.flashAttention = 'setting';
  // On a GPU its library knows; quantised keys are not made for it on a CPU.
  const leftToRule = device === 'gpu' || params.kvCacheType !== 'f16' || flashAttention !== 'auto';
  const depth = Math.min(FLASH_DEPTH, Math.floor(summary.contextLength / 2));
  return {
    fixed,
    threads: threads === 'auto' ? threadsToTry(summary, backend) : [threads],
    batchSizes: batchSize === 'auto' ? BATCH_SIZES[device] : [batchSize],
    flashDepth: leftToRule ? undefined : depth,
  };
}

function threadsToTry(summary: GgufSummary, backend: NativeBackend): readonly number[] {
  if (isTiny(summary.fileSizeBytes)) return [1];
  return threadCandidates(Math.min(backend.mathCores, availableParallelism()));
}

function bytesOf({ plan, summary }: CalibratedRun, bench: BenchOptions): number {
  const { geometry, fileSizeBytes } = summary;
  if (!geometry) return Number.POSITIVE_INFINITY;
  const need = memoryNeed({ ...bench, geometry, fileSizeBytes, kvCache: plan.kvCache });
  return need.kvCache + need.compute;
}
