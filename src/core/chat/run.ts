import type { SamplingParams, ThinkBudget } from '../messages.js';

/** What a turn was run with, beside its seed: enough to run it again. */
export interface RunFacts {
  readonly sampling: Omit<SamplingParams, 'seed'>;
  /** As it was set; "Answer now" counts as a budget that ends there. */
  readonly budget: ThinkBudget;
  readonly model: RunModel;
}

/** The model of a run, and what of the engine its numbers depend on. */
export interface RunModel {
  /** Name of the model; its file's size tells it from others of that name. */
  readonly name: string;
  readonly architecture: string;
  readonly fileSizeBytes: number;
  readonly contextSize: number;
  readonly backend: string;
  readonly threads: number;
  readonly batchSize: number;
  /** Types of keys and values. */
  readonly kvCache: string;
  readonly flashAttention: string;
}

/** What is not as it was when a turn ran first, so that running it again may give other words. */
export type RunDifference = 'model' | 'contextSize' | 'engine' | 'prompt';

/** That a turn runs another one again with its seed. */
export interface RunAgain {
  /** The turn that ran first. */
  readonly turnId: string;
  readonly differences: readonly RunDifference[];
  /** Whether thought and answer are the same, character by character; absent while that is open. */
  readonly same?: boolean;
  /** That one of the two was stopped, so that only what both wrote could be compared. */
  readonly partly?: true;
}
