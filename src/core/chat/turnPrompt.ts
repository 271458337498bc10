import type { Engine, LoadedModel } from '../engine.js';
import type { ChatMessage, MessagePart, SamplingParams, ThinkBudget } from '../messages.js';
import { fitBudget } from '../sampling/r1Defaults.js';
import type { Continuation } from './continuation.js';
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
  /** What the reply begins with, counted; absent for a reply that begins afresh. */
  readonly parts?: readonly MessagePart[];
}

/** Builds the prompt of one turn. */
export type TurnPrompt = (target: PromptTarget) => Promise<FittedPrompt>;

/** Tokens a reply gets at least, thinking included: enough for a short answer in a small context. */
function leastReply(contextSize: number): number {
  return Math.min(512, Math.floor(contextSize / 4));
}

/**
 * The tokens that a prompt must leave to its reply, and those that earlier turns must leave to it: room for a full thought and
 * an answer, at most half of the context.
 */
export function replyRoom(
  contextSize: number,
  sampling: SamplingParams,
  budget: ThinkBudget,
): { readonly least: number; readonly wanted: number } {
  const least = leastReply(contextSize);
  const thinking = budget.maxTokens ?? contextSize;
  const half = Math.floor(contextSize / 2);
  return { least, wanted: Math.min(sampling.maxTokens, thinking + least, half) };
}

/**
 * Builds the prompt of a question after the turns before it, and of the reply it has so far. Earlier turns stay as far as a
 * full thought and an answer fit beside them; where those would need more than half of the context, half is theirs.
 *
 * @throws LemmaError `contextFull` with `promptTokens` and `contextSize`, before any generation.
 */
export async function fitPrompt(
  earlier: readonly HistoryEntry[],
  question: string,
  counts: TokenCounts,
  target: PromptTarget,
  continuation?: Continuation,
): Promise<FittedPrompt> {
  const { engine, model, sampling, budget, signal } = target;
  const { contextSize } = model;
  const reply = continuation?.parts ?? [];
  const texts = [question, ...reply.map((part) => part.text)];
  const tokens = await counts.count(engine, model, earlier, texts, signal);
  const [questionTokens = 0, ...partTokens] = tokens.texts;
  const replyTokens = partTokens.reduce((sum, count) => sum + count, 0);
  const { least, wanted } = replyRoom(contextSize, sampling, budget);
  const { dropped, promptTokens } = fitHistory({
    turns: tokens.turns,
    question: questionTokens + QUESTION_CONTROL_TOKENS + replyTokens,
    contextSize,
    // What there is of the reply is part of what it gets.
    leastReply: Math.max(1, least - replyTokens),
    wantedReply: Math.max(1, wanted - replyTokens),
  });
  const messages = promptMessages(earlier.slice(dropped), question);
  const { maxTokens } = sampling;
  const fresh = { contextSize, promptTokens, maxTokens };
  if (!continuation) return { messages, ...fitBudget(budget, fresh), droppedTurns: dropped };
  const whole = { ...fresh, promptTokens: promptTokens - replyTokens };
  const left = continuation.kind === 'continue' ? rest(fitBudget(budget, whole), reply) : undefined;
  const limits = left ?? fitBudget(budget, fresh);
  const parts = reply.map((part, index) =>
    part.tokenCount === 0 ? { ...part, tokenCount: partTokens[index] ?? 0 } : part,
  );
  return {
    messages: [...messages, { role: 'assistant', parts }],
    ...limits,
    droppedTurns: dropped,
    parts,
  };
}

/** What a reply has left of its limits; nothing when it has used them up. */
function rest(
  { budget, maxTokens }: { readonly budget: ThinkBudget; readonly maxTokens: number },
  reply: readonly MessagePart[],
): Pick<FittedPrompt, 'budget' | 'maxTokens'> | undefined {
  const sum = (parts: readonly MessagePart[]): number =>
    parts.reduce((total, part) => total + part.tokenCount, 0);
  const left = maxTokens - sum(reply);
  if (left < 1) return undefined;
  const thought = sum(reply.filter((part) => part.kind === 'thinking'));
  const thinking = budget.maxTokens === null ? null : Math.max(0, budget.maxTokens - thought);
  return { budget: { ...budget, maxTokens: thinking }, maxTokens: left };
}
