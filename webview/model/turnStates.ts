import { answerText } from '../../src/core/chat/parts.js';
import type { TurnSnapshot, TurnState } from '../../src/core/chat/turn.js';
import type { PacePoint, ThinkingPart } from '../../src/core/messages.js';

/** Whether a turn still waits or runs. */
export function isRunning(state: TurnState): boolean {
  return state !== 'finished' && state !== 'failed';
}

/** The whole thought of a turn, or `undefined` when it has none so far. */
export function thinkingOf(turn: TurnSnapshot): ThinkingPart | undefined {
  const parts = turn.parts.filter((part) => part.kind === 'thinking');
  const [first, ...rest] = parts;
  if (first === undefined || rest.length === 0) return first;
  const last = parts.at(-1);
  const joined: ThinkingPart = {
    kind: 'thinking',
    text: parts.map((part) => part.text).join('\n\n'),
    pace: joinedPace(parts),
    tokenCount: parts.reduce((sum, part) => sum + part.tokenCount, 0),
    durationMs: parts.reduce((sum, part) => sum + (part.durationMs ?? 0), 0),
  };
  return last?.end === undefined ? joined : { ...joined, end: last.end };
}

/** The moments of all stretches, counted from the beginning of the first. */
function joinedPace(parts: readonly ThinkingPart[]): readonly PacePoint[] {
  const points: PacePoint[] = [];
  const before = { chars: 0, tokens: 0, ms: 0 };
  for (const { text, tokenCount, durationMs = 0, pace = [] } of parts) {
    for (const { chars, tokens, ms } of pace) {
      points.push({
        chars: before.chars + chars,
        tokens: before.tokens + tokens,
        ms: before.ms + ms,
      });
    }
    before.chars += text.length + 2;
    before.tokens += tokenCount;
    before.ms += durationMs;
  }
  return points;
}

/** The answer of a turn so far, in Markdown. */
export function answerOf(turn: TurnSnapshot): string {
  return answerText(turn.parts);
}

/** Tokens of the answer so far. */
export function answerTokensOf(turn: TurnSnapshot): number {
  return turn.parts.reduce((sum, part) => (part.kind === 'text' ? sum + part.tokenCount : sum), 0);
}
