import type { TurnSnapshot } from '../../src/core/chat/turn.js';
import { answerOf, thinkingOf } from './turnStates.js';
import { traceHeader } from './traceHeader.js';

/** An answer in Markdown, its thought quoted above it. */
export function answerWithThinking(turn: TurnSnapshot): string {
  const answer = answerOf(turn).trim();
  const thinking = thinkingOf(turn)?.text.trim() ?? '';
  if (thinking === '') return answer;
  const quoted = `**${traceHeader(turn, 0).title}**\n\n${thinking}`
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
  return answer === '' ? quoted : `${quoted}\n\n${answer}`;
}
