import { tokensPerSecond, type Usage } from '../messages.js';
import type { UsualReply } from '../voting/voteCost.js';
import type { TurnStatus } from './turn.js';
import type { TurnRecord } from './turnRecord.js';

/** Replies that are looked at, the newest. */
const LATEST = 8;
/** Tokens from which on a reply tells a rate. */
const LEAST_TOKENS = 8;

/** What the replies of a chat that came to their end have taken lately. */
export function usualReply(turns: readonly TurnRecord[]): UsualReply {
  const all = turns.flatMap((turn) => (turn.samples.length > 0 ? turn.samples : [turn]));
  const usages = all.flatMap(({ status }) => usageOf(status)).slice(-LATEST);
  if (usages.length === 0) return {};
  const tokens = mean(usages.map(({ completionTokens }) => completionTokens));
  // Replies of a vote share the model's time: their rates tell nothing.
  const alone = turns.flatMap(({ status }) => usageOf(status)).slice(-LATEST);
  const rates = alone.filter(({ completionTokens }) => completionTokens >= LEAST_TOKENS);
  return {
    tokens,
    ...(rates.length > 0 && { tokensPerSecond: mean(rates.map(tokensPerSecond)) }),
  };
}

function usageOf({ state, finish, usage }: TurnStatus): readonly Usage[] {
  const isWhole = state === 'finished' && finish !== 'cancelled';
  return isWhole && usage ? [usage] : [];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
