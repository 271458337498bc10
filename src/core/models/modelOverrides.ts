import type { EngineSettings } from './engineSettings.js';
import type { KvCacheType } from './kvCache.js';

/** How one model is run, where it differs from the settings of all models. What is absent follows those. */
export interface ModelOverrides {
  /** Tokens of context. */
  readonly contextSize?: number;
  /** Layers on the GPU. */
  readonly gpuLayers?: number;
  readonly threads?: number;
  readonly kvCacheType?: KvCacheType;
}

/** Overrides by the file name of their model: a file keeps them wherever it is moved to. */
export type OverridesByModel = Readonly<Record<string, ModelOverrides>>;

/** Least and most of each number. */
export const OVERRIDE_LIMITS = {
  contextSize: [512, 131_072],
  gpuLayers: [0, 1000],
  threads: [1, 256],
} as const;

/** How a model is loaded, the layers on the GPU included. */
export type ModelSettings = EngineSettings & { readonly gpuLayers: number | 'auto' };

/** What is sound of overrides out of a file or a message; numbers are kept within their limits. */
export function judgeOverrides(value: unknown): ModelOverrides {
  if (!isObject(value)) return {};
  const number = (name: keyof typeof OVERRIDE_LIMITS): number | undefined => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    if (!Number.isInteger(own)) return undefined;
    const [least, most] = OVERRIDE_LIMITS[name];
    return Math.min(most, Math.max(least, Number(own)));
  };
  const contextSize = number('contextSize');
  const gpuLayers = number('gpuLayers');
  const threads = number('threads');
  const type = Object.hasOwn(value, 'kvCacheType') ? value['kvCacheType'] : undefined;
  return {
    ...(contextSize !== undefined && { contextSize }),
    ...(gpuLayers !== undefined && { gpuLayers }),
    ...(threads !== undefined && { threads }),
    ...((type === 'f16' || type === 'q8_0') && { kvCacheType: type }),
  };
}

/** What is sound of the overrides of all models; a model without any is left out. */
export function judgeOverridesByModel(value: unknown): OverridesByModel {
  if (!isObject(value)) return {};
  const sound = Object.entries(value).map(([name, own]) => [name, judgeOverrides(own)] as const);
  return Object.fromEntries(sound.filter(([, own]) => Object.keys(own).length > 0));
}

/** The overrides of the model at a path. */
export function overridesOf(all: OverridesByModel, path: string): ModelOverrides {
  const name = modelFileName(path);
  return Object.hasOwn(all, name) ? (all[name] ?? {}) : {};
}

/** All overrides with those of one model replaced; empty ones leave no trace. */
export function withOverrides(
  all: OverridesByModel,
  path: string,
  overrides: ModelOverrides,
): OverridesByModel {
  const name = modelFileName(path);
  const others = Object.entries(all).filter(([each]) => each !== name);
  const own = Object.keys(overrides).length > 0 ? [[name, overrides] as const] : [];
  return Object.fromEntries([...others, ...own]);
}

/** The settings of all models with what is different for one. */
export function applyOverrides(
  settings: EngineSettings,
  { contextSize, gpuLayers, threads, kvCacheType }: ModelOverrides,
): ModelSettings {
  return {
    ...settings,
    gpuLayers: gpuLayers ?? 'auto',
    ...(contextSize !== undefined && { contextSize }),
    ...(threads !== undefined && { threads }),
    ...(kvCacheType !== undefined && { kvCacheType }),
  };
}

/** The last part of a path of any system. */
export function modelFileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
