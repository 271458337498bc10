/** Most tokens of a draft. */
const MOST_TOKENS = 15;
/** What drafts may cost more than they save, as a share of the steps so far. */
const TOLERATED_LOSS = 0.02;
/** Bounds of match lengths between which drafts are taken to be equally good. */
const BUCKETS = [4, 6, 9, 14, 22, 32] as const;
/** Right and wrong expectations that each bucket begins with. */
const PRIOR = { right: 1, wrong: 1 } as const;
/** Expectations a bucket remembers: what is older counts half. */
const MEMORY = 64;

interface Bucket {
  right: number;
  wrong: number;
}

/**
 * Decides how long a draft may be, so that drafting pays and never costs more than 2 % of the time.
 *
 * How good drafts are is learned for nothing: each sampled token tells whether the one expected at its place was right,
 * drafted or not. The loss is bounded by keeping accounts: a draft is made only when the accounts could bear that all of it
 * is refuted. All of it depends on the tokens alone and never on a clock, so that a run repeats itself.
 */
export class DraftPolicy {
  private readonly tokenCost: number;
  private readonly buckets: readonly Bucket[] = BUCKETS.map(() => ({ ...PRIOR }));
  /** Steps that plain decoding would have taken, less the cost of those that were taken. */
  private saved = 0;
  private tokens = 0;

  /** @param tokenCost What each token of a step beyond the first costs, as a share of a step of one: no less than what is measured. */
  constructor(tokenCost: number) {
    this.tokenCost = tokenCost;
  }

  /** Takes what became of one expectation. */
  observe(matchLength: number, right: boolean): void {
    const bucket = this.bucketOf(matchLength);
    if (right) bucket.right++;
    else bucket.wrong++;
    if (bucket.right + bucket.wrong > MEMORY) {
      bucket.right /= 2;
      bucket.wrong /= 2;
    }
  }

  /** Takes a decode step of that many tokens, of which so many came out. */
  settle(evaluated: number, came: number): void {
    this.tokens += came;
    this.saved += came - this.costOf(evaluated);
  }

  /** Tokens that a draft should have after a match of that length; 0 where none pays. */
  length(matchLength: number): number {
    const { right, wrong } = this.bucketOf(matchLength);
    const share = right / (right + wrong);
    let best = 0;
    let bestRate = 1;
    // Tokens that come out of the step on average.
    let expected = 1;
    let all = 1;
    for (let length = 1; length <= MOST_TOKENS; length++) {
      if (!this.canBear(length)) break;
      all *= share;
      expected += all;
      const rate = expected / this.costOf(length + 1);
      if (rate > bestRate) [best, bestRate] = [length, rate];
    }
    return best;
  }

  private canBear(length: number): boolean {
    const worst = this.costOf(length + 1) - 1;
    return worst <= this.saved + TOLERATED_LOSS * this.tokens;
  }

  private costOf(evaluated: number): number {
    return 1 + this.tokenCost * (evaluated - 1);
  }

  private bucketOf(matchLength: number): Bucket {
    const index = BUCKETS.findIndex((bound) => matchLength <= bound);
    const bucket = this.buckets.at(index);
    if (!bucket) throw new RangeError(`match length ${matchLength}`);
    return bucket;
  }
}
