import type { MemoryState } from './contextFit.js';

/** In the order in which they are tried. */
const BACKENDS = ['cuda', 'metal', 'vulkan', 'cpu'] as const;
/** What layers can run on. */
export type Backend = (typeof BACKENDS)[number];

/** What became of a backend. */
type TrialOutcome =
  /** It opened, and the model was loaded on it. */
  | 'chosen'
  /** The system has no such thing: no Metal beside macOS, for example. */
  | 'wrongSystem'
  /** Switched off by the user. */
  | 'turnedOff'
  /** The system has no driver or no runtime for it. */
  | 'noDriver'
  /** This installation has no library for it. */
  | 'notShipped'
  /** Its library did not open. */
  | 'openFailed'
  /** It opened, but the model could not be loaded on it. */
  | 'loadFailed'
  /** One before it was chosen. */
  | 'notNeeded';

/** What was tried of a backend, and what came of it. */
export interface BackendTrial {
  readonly backend: Backend;
  readonly outcome: TrialOutcome;
  /** Technical text of a failure. */
  readonly reason?: string;
}

/** What a model was loaded on. */
export interface Hardware {
  /** All backends, in the order in which they are tried. */
  readonly trials: readonly BackendTrial[];
  /** Names of the GPUs that the backend sees. */
  readonly gpuNames: readonly string[];
  /** Layers on the GPU. */
  readonly gpuLayers: number;
  /** Memory of the machine before the load. */
  readonly ram: MemoryState;
  /** Memory of the GPU before the load. */
  readonly gpu?: MemoryState;
  /** Release of llama.cpp. */
  readonly release: string;
}

/** The backends that a system can have at all. */
export function backendsOf(platform: string, arch: string): readonly Backend[] {
  if (platform === 'darwin') return arch === 'arm64' ? ['metal', 'cpu'] : ['cpu'];
  return ['cuda', 'vulkan', 'cpu'];
}

/**
 * What came of all backends, when those tried are known: the rest was not needed, or cannot be there.
 *
 * @param tried in order; the last one was chosen, if any was.
 */
export function allTrials(
  tried: readonly BackendTrial[],
  possible: readonly Backend[],
): readonly BackendTrial[] {
  return BACKENDS.map((backend): BackendTrial => {
    const own = tried.find((trial) => trial.backend === backend);
    if (own) return own;
    return { backend, outcome: possible.includes(backend) ? 'notNeeded' : 'wrongSystem' };
  });
}
