import type { Engine, LoadedModel } from '../engine.js';
import type { ChatMessage, SamplingParams, ThinkBudget } from '../messages.js';
import { fitBudget } from '../sampling/r1Defaults.js';
import type { HistoryEntry } from './history.js';
import { fitHistory, promptMessages, QUESTION_CONTROL_TOKENS } from './history.js';
import type { TokenCounts } from './tokenCounts.js';

/** What a prompt is built for. */
export interface PromptTarget {
  readonly engine: Engine;
  readonly model: LoadedModel;
  readonly sampling: SamplingParams;
  readonly budget: ThinkBudget;
  readonly signal: AbortSignal;
}

/** A prompt that fits the model's context. */
export interface FittedPrompt {
  readonly messages: readonly ChatMessage[];
  /** Thinking budget that leaves room for an answer. */
  readonly budget: ThinkBudget;
  /** Most tokens to generate. */
  readonly maxTokens: number;
  readonly droppedTurns: number;
}

/** Builds the prompt of one turn. */
export type TurnPrompt = (target: PromptTarget) => Promise<FittedPrompt>;

/** Tokens a reply gets at least, thinking included: enough for a short answer in a small context. */
function leastReply(contextSize: number): number {
  return Math.min(512, Math.floor(contextSize / 4));
}

/**
 * Builds the prompt of a question after the turns before it. Earlier turns stay as far as a full thought and an
 * answer fit beside them; where those would need more than half of the context, half is theirs.
 *
 * @throws LemmaError `contextFull` with `promptTokens` and `contextSize`, before any generation.
 */
export async function fitPrompt(
  earlier: readonly HistoryEntry[],
  question: string,
  counts: TokenCounts,
  target: PromptTarget,
): Promise<FittedPrompt> {
  const { engine, model, sampling, budget, signal } = target;
  const { contextSize } = model;
  const tokens = await counts.count(engine, model, earlier, question, signal);
  const least = leastReply(contextSize);
  const thinking = budget.maxTokens ?? contextSize;
  const wantedReply = Math.min(sampling.maxTokens, thinking + least, Math.floor(contextSize / 2));
  const { dropped, promptTokens } = fitHistory({
    turns: tokens.turns,
    question: tokens.question + QUESTION_CONTROL_TOKENS,
    contextSize,
    leastReply: least,
    wantedReply,
  });
  const { maxTokens } = sampling;
  const fitted = fitBudget(budget, { contextSize, promptTokens, maxTokens });
  const messages = promptMessages(earlier.slice(dropped), question);
  return { messages, ...fitted, droppedTurns: dropped };
}
