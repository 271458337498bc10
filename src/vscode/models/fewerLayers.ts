import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import { overridesOf, withOverrides } from '../../core/models/modelOverrides.js';
import type { Settings } from '../settings.js';

/** Half of the layers that a model may put on the GPU now; at the end that is none, which is the CPU alone. */
export async function fewerLayers(settings: Settings, modelPath: string): Promise<void> {
  const all = settings.get('models.overrides');
  const own = overridesOf(all, modelPath);
  const { geometry } = await readGgufSummary(modelPath);
  const now = Math.min(own.gpuLayers ?? Number.POSITIVE_INFINITY, geometry?.layers ?? 32);
  const gpuLayers = Math.floor(now / 2);
  await settings.update('models.overrides', withOverrides(all, modelPath, { ...own, gpuLayers }));
}
