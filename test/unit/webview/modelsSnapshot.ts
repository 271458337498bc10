import type { ModelsSnapshot } from '../../../src/protocol/models.js';

const GB = 1e9;

/** A machine of 16 GB without a GPU, with the demo model alone. */
export const SNAPSHOT: ModelsSnapshot = {
  machine: { ram: { kind: 'shared', total: 16 * GB, free: 14 * GB }, ramBandwidth: 50 * GB },
  chosen: '',
  contextSize: 0,
  kvCacheType: 'f16',
  models: [{ path: '', name: 'Demo model', origin: 'demo', sizeBytes: 2_291_136, overrides: {} }],
  downloads: [],
};

export const Q4 =
  'hf:bartowski/DeepSeek-R1-Distill-Llama-8B-GGUF/DeepSeek-R1-Distill-Llama-8B-Q4_K_M.gguf';
export const Q4_NAME = 'DeepSeek-R1-Distill-Llama-8B Q4_K_M';
