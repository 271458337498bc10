import type { TurnSnapshot, TurnStatus } from '../../../src/core/chat/turn.js';
import type { MessagePart, ThinkingPart, Usage } from '../../../src/core/messages.js';

/** A turn with what a test is about. */
export function turnWith(
  status: TurnStatus,
  parts: readonly MessagePart[] = [],
  more: Partial<TurnSnapshot> = {},
): TurnSnapshot {
  return { turnId: 't1', task: 'chat', prompt: 'What is 1 + 1?', parts, status, seq: 0, ...more };
}

/** A thought of 340 tokens, ended after 12 s unless it goes on. */
export function thought(end?: ThinkingPart['end'], text = 'One and one.'): ThinkingPart {
  const open: ThinkingPart = { kind: 'thinking', text, tokenCount: 340 };
  return end === undefined ? open : { ...open, end, durationMs: 12_000 };
}

/** An answer of some tokens. */
export function answer(text: string, tokenCount = 5): MessagePart {
  return { kind: 'text', text, tokenCount };
}

/** 101 tokens in 4 s. */
export const usage: Usage = {
  promptTokens: 10,
  cachedTokens: 0,
  thinkingTokens: 90,
  completionTokens: 101,
  ttftMs: 100,
  decodeMs: 4000,
};
