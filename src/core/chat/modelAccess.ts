import type { Engine, LoadedModel } from '../engine.js';
import type { SamplingParams, ThinkBudget } from '../messages.js';
import type { SpeculationMode } from '../speculation/speculator.js';

/** How a session gets at the model the user chose. */
export interface ModelAccess {
  /**
   * Loads the model unless it is loaded; called before every turn.
   *
   * @param onProgress called with the fraction loaded, 0 to 1.
   * @throws LemmaError as {@link Engine.load}, and `cancelled` when the signal fires.
   */
  ensureLoaded(
    signal: AbortSignal,
    onProgress: (fraction: number) => void,
  ): Promise<{ readonly engine: Engine; readonly model: LoadedModel }>;
}

/** What the user set for the next turn. */
export interface ChatSettings {
  readonly sampling: SamplingParams;
  readonly budget: ThinkBudget;
  /** Runners-up to report with each token, 0 to 20; absent reports no tokens. */
  readonly logprobs?: number;
  /** Whether tokens are guessed ahead; absent is `auto`. */
  readonly speculation?: SpeculationMode;
}
