import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import { stat } from 'node:fs/promises';
import type { LoadParams } from '../../core/engine.js';
import type { CalibrationKey } from '../models/calibrationStore.js';

/** What a calibration of a model holds for, on this machine and with these settings. */
export async function calibrationKey(
  params: LoadParams,
  backend: { readonly name: string; readonly release: string },
): Promise<CalibrationKey> {
  const { size, mtimeMs } = await stat(params.modelPath);
  const processor = cpus()[0]?.model ?? '';
  const gigabytes = Math.round(totalmem() / 1e9);
  const { kvCacheType, flashAttention, memoryMapping, gpuLayers } = params;
  return {
    model: `${size} bytes of ${Math.round(mtimeMs)}`,
    machine: `${platform()} ${arch()}, ${availableParallelism()} x ${processor}, ${gigabytes} GB, ${backend.name}`,
    library: backend.release,
    settings: [kvCacheType, flashAttention, memoryMapping, gpuLayers].join(' '),
  };
}
