import type { KvCacheType } from './kvCache.js';

/** A switch that is left to Lemma unless the user sets it. */
export type AutoSwitch = 'auto' | 'on' | 'off';

/** How a model is run; what is `auto` is chosen for the model and the machine. Names follow llama.cpp. */
export interface EngineSettings {
  /** Most tokens of context; the model's own training length caps it. `auto` takes what the free memory holds with ease. */
  readonly contextSize: number | 'auto';
  /** Threads to decode with. */
  readonly threads: number | 'auto';
  /** Prompt tokens evaluated at a time. */
  readonly batchSize: number | 'auto';
  readonly kvCacheType: KvCacheType;
  readonly flashAttention: AutoSwitch;
  /** Whether the file is mapped into memory instead of being read. */
  readonly memoryMapping: AutoSwitch;
}

/** Everything left to Lemma. */
export const AUTO_SETTINGS: EngineSettings = {
  contextSize: 'auto',
  threads: 'auto',
  batchSize: 'auto',
  kvCacheType: 'f16',
  flashAttention: 'auto',
  memoryMapping: 'auto',
};
