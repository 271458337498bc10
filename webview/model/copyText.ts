import { answerMarkdown } from '../../src/core/chat/answerMarkdown.js';
import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { traceHeader } from './traceHeader.js';

/** An answer in Markdown, its thought quoted above it. */
export function answerWithThinking(turn: TurnSnapshot): string {
  return answerMarkdown(turn.parts, traceHeader(turn, 0).title);
}
