import type { LoadedModel } from '../../core/engine.js';
import { type SpeculationMode, Speculator } from '../../core/speculation/speculator.js';

/**
 * What each token of a decode step beyond the first costs, as a share of a step of one token. Upper bounds of what
 * docs/measurements.md has: a CPU is bound by arithmetic, so that tokens together cost nearly what they cost one by one;
 * of a tiny model a good part is the way there and back. GPUs have not been measured: they are bound by memory, and cheaper.
 */
const TOKEN_COST = { cpu: 0.85, tiny: 0.35, gpu: 0.35 } as const;
/** Files below this size are tiny. */
const TINY_BYTES = 100_000_000;

/** What drafts the tokens of one reply, if anything. */
export function speculatorFor(
  mode: SpeculationMode | undefined,
  model: LoadedModel,
): Speculator | undefined {
  if (mode === 'off') return undefined;
  const onCpu = model.fileSizeBytes < TINY_BYTES ? TOKEN_COST.tiny : TOKEN_COST.cpu;
  return new Speculator(mode ?? 'auto', model.backend === 'cpu' ? onCpu : TOKEN_COST.gpu);
}
