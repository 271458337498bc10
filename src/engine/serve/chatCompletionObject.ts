import { randomUUID } from 'node:crypto';
import type { GenerateResult } from '../../core/engine.js';
import type { FinishReason, Usage } from '../../core/messages.js';

/** What all objects of one answer have in common. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

/** The head of an answer that begins now; its id starts with `kind`. */
export function completionHead(kind: string, model: string): CompletionHead {
  return { id: `${kind}-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model };
}

/** Text of a reply, or of a stretch of it. */
export interface ReplyText {
  readonly content?: string;
  readonly reasoning_content?: string;
}

/** Token counts, as OpenAI's API has them. */
interface ApiUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number };
  readonly completion_tokens_details: { readonly reasoning_tokens: number };
}

/** A whole answer. */
export function completion(
  head: CompletionHead,
  replies: readonly { readonly text: ReplyText; readonly result: GenerateResult }[],
): object {
  return {
    ...head,
    object: 'chat.completion',
    choices: replies.map(({ text, result }, index) => ({
      index,
      message: { role: 'assistant', refusal: null, content: '', ...text },
      logprobs: null,
      finish_reason: finishReason(result.finish),
    })),
    usage: sumUsage(replies.map(({ result }) => result.usage)),
  };
}

/** A stretch of one reply of a streamed answer. */
export function chunk(
  head: CompletionHead,
  index: number,
  delta: ReplyText & { readonly role?: 'assistant' },
  finish: FinishReason | null = null,
): object {
  return {
    ...head,
    object: 'chat.completion.chunk',
    choices: [
      {
        index,
        delta,
        logprobs: null,
        finish_reason: finish === null ? null : finishReason(finish),
      },
    ],
  };
}

/** The last chunk of a streamed answer, where it was asked for. */
export function usageChunk(head: CompletionHead, usages: readonly Usage[]): object {
  return { ...head, object: 'chat.completion.chunk', choices: [], usage: sumUsage(usages) };
}

/** The prompt is one, whatever number of replies it had. */
export function sumUsage(usages: readonly Usage[]): ApiUsage {
  const sum = (count: (usage: Usage) => number): number =>
    usages.reduce((total, usage) => total + count(usage), 0);
  const promptTokens = usages[0]?.promptTokens ?? 0;
  const completionTokens = sum((usage) => usage.completionTokens);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: usages[0]?.cachedTokens ?? 0 },
    completion_tokens_details: { reasoning_tokens: sum((usage) => usage.thinkingTokens) },
  };
}

/** Why a reply ended, in OpenAI's words. */
export function finishReason(finish: FinishReason): 'stop' | 'length' {
  return finish === 'maxTokens' || finish === 'contextFull' ? 'length' : 'stop';
}
