import type { LoadParams } from '../../core/engine.js';
import type { Crash, LoadManner } from './crashMarker.js';

/** What of a load decides whether it ends in the same way again. */
export function loadManner(
  { gpu, gpuLayers, contextSize }: LoadParams,
  isolation: LoadManner['isolation'],
): LoadManner {
  return { isolation, gpu, gpuLayers, contextSize };
}

/** Whether a load is the one that ended in a crash. */
export function isSameLoad(crash: Crash, modelPath: string, manner: LoadManner): boolean {
  if (crash.kind !== 'load' || crash.modelPath !== modelPath) return false;
  const names = Object.keys(manner) as (keyof LoadManner)[];
  return names.every((name) => crash.manner[name] === manner[name]);
}
