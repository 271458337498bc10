import { basename } from 'node:path';
import type { LoadedModel, LoadParams } from '../../core/engine.js';
import { allTrials, backendsOf } from '../../core/models/backends.js';
import type { Calibration } from '../../core/models/calibration.js';
import type { MemoryState } from '../../core/models/contextFit.js';
import type { GgufSummary } from '../models/ggufHeader.js';
import type { NativeContext, NativeModel, OpenedNative } from './llama.js';
import type { RunPlan } from './runPlan.js';
import type { Vocabulary } from './vocabulary.js';

/** A model as it was loaded. */
export interface Loaded {
  readonly params: LoadParams;
  readonly summary: GgufSummary;
  readonly plan: RunPlan;
  readonly calibration: Calibration | undefined;
  readonly opened: OpenedNative;
  /** Memory as it was before the model was loaded. */
  readonly memory: { readonly ram: MemoryState; readonly gpu?: MemoryState };
  readonly native: NativeModel;
  readonly vocabulary: Vocabulary;
  /** Context of the conversation. */
  readonly chat: NativeContext;
}

/** What the rest of Lemma is told of a loaded model. */
export async function loadedFacts(loaded: Loaded): Promise<LoadedModel> {
  const { params, summary, plan, calibration, opened, memory, native, vocabulary, chat } = loaded;
  const backend = opened.native;
  return {
    path: params.modelPath,
    name: summary.name ?? basename(params.modelPath),
    architecture: summary.architecture,
    fileSizeBytes: summary.fileSizeBytes,
    contextSize: chat.size,
    trainContextSize: native.trainContextSize,
    backend: backend.name,
    threads: plan.threads,
    batchSize: plan.batchSize,
    kvCache: plan.kvCache,
    ...(plan.kvCacheLimit && { kvCacheLimit: plan.kvCacheLimit }),
    flashAttention: plan.flashAttention,
    memoryMapping: plan.memoryMapping,
    ...(calibration && { calibration }),
    reasoning: vocabulary.r1 !== undefined,
    infillWays: vocabulary.infillWays,
    hardware: {
      trials: allTrials(opened.tried, backendsOf(process.platform, process.arch)),
      gpuNames: await backend.gpuNames(),
      gpuLayers: native.gpuLayers,
      ...memory,
      release: backend.release,
    },
  };
}
