/** Sampler settings, checked by the caller: native code takes any number and goes on with garbage. */
export interface NativeSampling {
  readonly temperature: number;
  readonly topP: number;
  readonly topK: number;
  readonly minP: number;
  readonly seed: number;
  /** Tokens never sampled; ends of generation cannot be banned. */
  readonly banned?: readonly number[];
  /** Where there are any, one of these is sampled. */
  readonly preferred?: readonly number[];
  /** Whether each step tells the probabilities. */
  readonly probabilities?: boolean;
}

/** A sampled token. */
export interface NativeStep {
  readonly token: number;
  /** Likeliest first. */
  readonly probabilities?: ReadonlyMap<number, number>;
}

/** A context as a stream of tokens needs it. */
export interface SteppedContext {
  /** Tokens the context holds; one less can be evaluated. */
  readonly size: number;
  /** Tokens evaluated so far. */
  readonly used: number;
  /**
   * Evaluates tokens in one decode and samples one after each of the last `outputs` of them, as if each came out of a
   * decode of its own.
   */
  step(
    tokens: readonly number[],
    outputs: number,
    sampling: NativeSampling,
  ): Promise<readonly NativeStep[]>;
  /** Forgets what was evaluated from a position on. */
  eraseFrom(position: number): Promise<void>;
}
