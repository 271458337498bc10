import { LemmaError } from '../errors.js';
import type { SamplingParams, ThinkBudget } from '../messages.js';

/** Sampler settings that DeepSeek recommends for R1 and its distillations. */
export const R1_SAMPLING: SamplingParams = {
  temperature: 0.6,
  topP: 0.95,
  topK: 0,
  minP: 0,
  maxTokens: 32_768,
};

/** A way in which sampler settings leave DeepSeek's recommendation. */
export type SamplingWarning =
  /** Temperature 0: R1 tends to repeat itself without end. */
  | 'greedy'
  /** Below 0.5: endless repetition grows likely. */
  | 'temperatureLow'
  /** Above 0.7: output grows incoherent. */
  | 'temperatureHigh'
  /** Other than 0.95. */
  | 'topP'
  /** Top-k is on. */
  | 'topK'
  /** Min-p is on. */
  | 'minP'
  /** More tokens than R1 was evaluated with. */
  | 'maxTokens';

/** How settings leave DeepSeek's recommendation, in a fixed order; empty for {@link R1_SAMPLING}. */
export function samplingWarnings(params: SamplingParams): SamplingWarning[] {
  const warnings: SamplingWarning[] = [];
  if (params.temperature <= 0) {
    warnings.push('greedy');
  } else if (params.temperature < 0.5) {
    warnings.push('temperatureLow');
  } else if (params.temperature > 0.7) {
    warnings.push('temperatureHigh');
  }
  if (params.topP !== R1_SAMPLING.topP) {
    warnings.push('topP');
  }
  if (params.topK > 0) {
    warnings.push('topK');
  }
  if (params.minP > 0) {
    warnings.push('minP');
  }
  if (params.maxTokens > R1_SAMPLING.maxTokens) {
    warnings.push('maxTokens');
  }
  return warnings;
}

/** How long a model may think, as a user chooses it. */
export type Effort = 'quick' | 'normal' | 'deep' | 'unbounded';

/** Most thinking tokens of each bounded effort. */
export type EffortTokens = Readonly<Record<Exclude<Effort, 'unbounded'>, number>>;

/** The budgets that a user gets who sets none. */
export const EFFORT_TOKENS: EffortTokens = { quick: 512, normal: 4096, deep: 16_384 };

/** The think budget of an effort. */
export function effortBudget(effort: Effort, tokens: EffortTokens = EFFORT_TOKENS): ThinkBudget {
  return { maxTokens: effort === 'unbounded' ? null : tokens[effort] };
}

/** What limits one generation, in tokens. */
export interface BudgetLimits {
  /** Tokens the context holds, prompt included. */
  readonly contextSize: number;
  readonly promptTokens: number;
  /** Most tokens to generate, thinking included. */
  readonly maxTokens: number;
}

/** Most tokens set aside for the answer. */
const ANSWER_RESERVE = 512;

/**
 * Bounds a think budget and a token limit by the room there is, so that an answer still fits after the thought: 512
 * tokens or a quarter of the room, whichever is less, stay for it. An unbounded budget becomes a number.
 *
 * @throws LemmaError `contextFull` when the prompt leaves no room for a thought and an answer.
 */
export function fitBudget(
  budget: ThinkBudget,
  limits: BudgetLimits,
): { budget: ThinkBudget; maxTokens: number } {
  const { contextSize, promptTokens } = limits;
  const maxTokens = Math.min(limits.maxTokens, contextSize - promptTokens);
  if (maxTokens < 1) {
    throw new LemmaError('contextFull', { contextSize, promptTokens });
  }
  const reserve = Math.max(1, Math.min(ANSWER_RESERVE, Math.floor(maxTokens / 4)));
  const thinking = Math.min(budget.maxTokens ?? Number.POSITIVE_INFINITY, maxTokens - reserve);
  return { budget: { ...budget, maxTokens: thinking }, maxTokens };
}
