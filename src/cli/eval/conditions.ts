import type { LoadedModel } from '../../core/engine.js';
import type { CommonOptions } from '../options.js';
import type { EvalConditions } from './evalFolder.js';
import type { Suite } from './suite.js';

const CONTEXT = 'context in tokens';

/** What decides the replies of a run, besides the problems that are asked and how often. */
export function conditionsOf(
  suite: Suite,
  model: LoadedModel,
  /** SHA-256 of the model's file; absent for one at a server. */
  sha256: string | undefined,
  { temperature, topP, maxTokens, seed = 1 }: CommonOptions & { readonly maxTokens: number },
): EvalConditions {
  const { kvCache, server } = model;
  return {
    suite: suite.name,
    'suite SHA-256': suite.sha256,
    model: model.name,
    ...(sha256 !== undefined && { 'model SHA-256': sha256 }),
    [CONTEXT]: model.contextSize,
    ...(!server && { 'KV cache': `${kvCache.key}/${kvCache.value}` }),
    backend: server ? `server ${server.host}` : model.backend,
    temperature,
    'top-p': topP,
    'most tokens': maxTokens,
    seed,
  };
}

/** The context size of a run, in tokens. */
export function contextOf(conditions: EvalConditions | undefined): number | undefined {
  const size = conditions?.[CONTEXT];
  return typeof size === 'number' ? size : undefined;
}
