import type { PacePoint, ThinkingPart } from '../../messages.js';

/** How far a thought was at one of its characters. */
export interface Pace {
  readonly tokens: number;
  /** Milliseconds; absent where it is not known. */
  readonly ms?: number;
}

const START: PacePoint = { chars: 0, tokens: 0, ms: 0 };

/**
 * How far a thought was at one of its characters: between the moments that were noted tokens and time count evenly by
 * characters.
 *
 * @param chars Offset in the trace, in UTF-16 code units.
 */
export function paceAt(thinking: ThinkingPart, chars: number): Pace {
  const { text, tokenCount, durationMs, end, pace = [] } = thinking;
  const at = firstFrom(pace, chars);
  const before = pace[at - 1] ?? START;
  const after = pace[at];
  if (after !== undefined) return between(before, after, chars);
  const last = { chars: text.length, tokens: tokenCount };
  return end === undefined || durationMs === undefined
    ? { tokens: between(before, { ...last, ms: 0 }, chars).tokens }
    : between(before, { ...last, ms: durationMs }, chars);
}

function between(before: PacePoint, after: PacePoint, chars: number): Required<Pace> {
  const length = after.chars - before.chars;
  const share = length <= 0 ? 1 : Math.min(1, Math.max(0, (chars - before.chars) / length));
  const mixed = (from: number, to: number): number => from + Math.max(0, to - from) * share;
  return { tokens: mixed(before.tokens, after.tokens), ms: mixed(before.ms, after.ms) };
}

/** Index of the first point at or behind a character. */
function firstFrom(pace: readonly PacePoint[], chars: number): number {
  let low = 0;
  let high = pace.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pace[middle]?.chars ?? chars) < chars) low = middle + 1;
    else high = middle;
  }
  return low;
}
