import { basename } from 'node:path';
import type { InfillModel, LoadParams } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type { InfillWay } from '../../core/completion/infillWay.js';
import type { MemoryState } from '../../core/models/contextFit.js';
import { memoryNeed } from '../../core/models/memoryNeed.js';
import { type GgufSummary, readGgufSummary } from '../models/ggufHeader.js';
import type { NativeBackend, NativeContext, NativeModel } from './llama.js';
import { planRun, type RunPlan } from './runPlan.js';
import { Vocabulary } from './vocabulary.js';

/** Tokens an infill context holds at the most. */
export const INFILL_CONTEXT = 2048;
/** Left to the system and other programs, of all memory. */
const RESERVE = 0.05;

/** What an infill runs on. */
export interface InfillRun {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly ways: readonly InfillWay[];
  /** Prompt tokens to evaluate at a time. */
  readonly chunkSize: number;
  /** Prompt tokens a second, where that was measured. */
  readonly prefillPerSecond: number | undefined;
}

/** A model in memory that is for infills alone, beside that of the chat. */
export interface HostedInfillModel {
  readonly facts: InfillModel;
  readonly run: InfillRun;
  dispose(): Promise<void>;
}

/**
 * Loads a model for infills beside the one in memory, where both fit.
 *
 * @param params how the chat's model is run; the other one is run alike.
 * @throws LemmaError `outOfMemory` with `neededBytes` and `freeBytes` when it does not fit, and what tells of a bad file.
 */
export async function loadInfillModel(
  path: string,
  { params, backend, signal }: InfillModelOptions,
): Promise<HostedInfillModel> {
  const summary = await readGgufSummary(path);
  signal.throwIfAborted();
  const device = backend.name === 'cpu' ? 'cpu' : 'gpu';
  const memory = await backend.memory();
  const contextSize = Math.min(INFILL_CONTEXT, summary.contextLength);
  const wanted = { ...params, modelPath: path, contextSize };
  const plan = planRun(wanted, summary, { device, mathCores: backend.mathCores, ...memory });
  checkFit(summary, plan, contextSize, memory);
  const native = await backend.loadModel({
    path,
    gpuLayers: params.gpuLayers,
    fitContextSize: contextSize,
    memoryMapping: plan.memoryMapping,
    onProgress: () => undefined,
    signal,
  });
  try {
    const { batchSize, kvCache, flashAttention } = plan;
    const context = await native.createContext({
      batchSize,
      kvCache,
      flashAttention,
      maxContextSize: contextSize,
      signal,
    });
    return hosted(path, summary, native, context, batchSize);
  } catch (error) {
    await native.dispose();
    throw error;
  }
}

interface InfillModelOptions {
  readonly params: LoadParams;
  readonly backend: NativeBackend;
  readonly signal: AbortSignal;
}

function hosted(
  path: string,
  summary: GgufSummary,
  native: NativeModel,
  context: NativeContext,
  chunkSize: number,
): HostedInfillModel {
  const vocabulary = new Vocabulary(native);
  const { name = basename(path), fileSizeBytes } = summary;
  const ways = vocabulary.infillWays;
  return {
    facts: { path, name, fileSizeBytes },
    run: { context, vocabulary, ways, chunkSize, prefillPerSecond: undefined },
    dispose: () => native.dispose(),
  };
}

function checkFit(
  { geometry, fileSizeBytes }: GgufSummary,
  { batchSize, kvCache, flashAttention }: RunPlan,
  contextSize: number,
  { ram, gpu }: { readonly ram: MemoryState; readonly gpu?: MemoryState },
): void {
  const neededBytes = geometry
    ? memoryNeed({ fileSizeBytes, geometry, contextSize, kvCache, batchSize, flashAttention }).total
    : fileSizeBytes;
  const room = ({ free, total }: MemoryState): number => free - RESERVE * total;
  const freeBytes = Math.max(0, room(ram), gpu ? room(gpu) : 0);
  if (neededBytes > freeBytes) throw new LemmaError('outOfMemory', { neededBytes, freeBytes });
}
