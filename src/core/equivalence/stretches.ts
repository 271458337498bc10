/** Stretch of the real line; a point where both bounds are the same. */
export interface Stretch {
  readonly low: number;
  readonly high: number;
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
}

/** The whole real line. */
export const ALL: Stretch = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  lowOpen: true,
  highOpen: true,
};

/** Joins stretches that overlap or touch, and drops empty ones. */
export function unite(stretches: readonly Stretch[]): Stretch[] {
  const sorted = stretches
    .filter(
      ({ low, high, lowOpen, highOpen }) => low < high || (low === high && !lowOpen && !highOpen),
    )
    .sort((a, b) => a.low - b.low || Number(a.lowOpen) - Number(b.lowOpen));
  const joined: Stretch[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    const touches =
      last &&
      (next.low < last.high || (next.low === last.high && !(next.lowOpen && last.highOpen)));
    if (!touches) {
      joined.push(next);
      continue;
    }
    const longer = next.high > last.high || (next.high === last.high && !next.highOpen);
    joined[joined.length - 1] = longer
      ? { ...last, high: next.high, highOpen: next.highOpen }
      : last;
  }
  return joined;
}

/** What lies in both. */
export function intersect(a: readonly Stretch[], b: readonly Stretch[]): Stretch[] {
  return unite(a.flatMap((left) => b.map((right) => overlap(left, right))));
}

function overlap(a: Stretch, b: Stretch): Stretch {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  const isOpen = (side: 'low' | 'high', at: number): boolean =>
    [a, b].some((each) => each[side] === at && (side === 'low' ? each.lowOpen : each.highOpen));
  return { low, high, lowOpen: isOpen('low', low), highOpen: isOpen('high', high) };
}

/** What lies in none of the stretches, which are in ascending order. */
export function complement(stretches: readonly Stretch[]): Stretch[] {
  const gaps: Stretch[] = [];
  let { low, lowOpen } = ALL;
  for (const each of stretches) {
    gaps.push({ low, lowOpen, high: each.low, highOpen: !each.lowOpen });
    ({ high: low } = each);
    lowOpen = !each.highOpen;
  }
  gaps.push({ ...ALL, low, lowOpen });
  return unite(gaps);
}
