import type { FinishReason, Usage } from '../../core/messages.js';
import { type CompletionHead, finishReason, sumUsage } from './chatCompletionObject.js';

/** One reply to a raw prompt, or a stretch of it; `finish` is null while it goes on. */
export interface TextChoice {
  readonly index: number;
  readonly text: string;
  readonly finish: FinishReason | null;
}

/** Replies to a raw prompt, whole or a stretch of them; with token counts where these are known. */
export function textCompletion(
  head: CompletionHead,
  choices: readonly TextChoice[],
  usages?: readonly Usage[],
): object {
  return {
    ...head,
    object: 'text_completion',
    choices: choices.map(({ index, text, finish }) => ({
      index,
      text,
      logprobs: null,
      finish_reason: finish === null ? null : finishReason(finish),
    })),
    ...(usages && { usage: sumUsage(usages) }),
  };
}
