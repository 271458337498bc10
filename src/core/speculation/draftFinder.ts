/** Tokens that must agree before a place earlier in the text says anything about what comes next. */
const SHORTEST_MATCH = 3;
/** Longer agreement is not counted. */
const LONGEST_MATCH = 32;

/**
 * Finds what may come next by prompt lookup: the place earlier in the text where the last tokens stood before, and what
 * followed there (Saxena 2023, "Prompt Lookup Decoding"). A place that has been right is followed as long as it stays
 * right; else the latest one counts. Each token costs constant time, however long the text is.
 */
export class DraftFinder {
  private readonly history: number[] = [];
  /** Where the token after a run of {@link SHORTEST_MATCH} tokens stands, by a hash of the run; the latest wins. */
  private readonly follows = new Map<number, number>();
  /** Index of the token that is expected next. */
  private next: number | undefined;
  private matched = 0;

  /** Tokens pushed so far. */
  get length(): number {
    return this.history.length;
  }

  /** How many of the last tokens agree with those before the expected one, 3 to 32; 0 where none is expected. */
  get matchLength(): number {
    return this.next === undefined ? 0 : this.matched;
  }

  /** The token that is expected next. */
  get expected(): number | undefined {
    return this.next === undefined ? undefined : this.history[this.next];
  }

  /** Takes the next token of the text. */
  push(token: number): void {
    const { history } = this;
    const wasRight = this.next !== undefined && history[this.next] === token;
    history.push(token);
    const key = this.keyOfEnd();
    if (this.next !== undefined && wasRight) {
      this.next++;
      this.matched = Math.min(LONGEST_MATCH, this.matched + 1);
    } else {
      const place = key === undefined ? undefined : this.follows.get(key);
      this.matched = place === undefined ? 0 : this.agreement(place);
      this.next = this.matched >= SHORTEST_MATCH ? place : undefined;
    }
    if (key !== undefined) this.follows.set(key, history.length);
  }

  /** Up to that many tokens that may come next. A text that repeats itself is taken to go on doing so. */
  draft(most: number): number[] {
    const tokens: number[] = [];
    if (this.next === undefined) return tokens;
    const { history } = this;
    for (let at = this.next; tokens.length < most; at++) {
      const token = at < history.length ? history[at] : tokens[at - history.length];
      if (token === undefined) break;
      tokens.push(token);
    }
    return tokens;
  }

  /** How many tokens before `place` are also the last ones of the text. */
  private agreement(place: number): number {
    const { history } = this;
    let length = 0;
    while (
      length < Math.min(LONGEST_MATCH, place) &&
      history[place - 1 - length] === history[history.length - 1 - length]
    ) {
      length++;
    }
    return length;
  }

  private keyOfEnd(): number | undefined {
    const { history } = this;
    if (history.length < SHORTEST_MATCH) return undefined;
    let key = 0;
    for (const token of history.slice(-SHORTEST_MATCH)) {
      key = Math.imul(key ^ token, 0x9e37_79b1) ^ (key >>> 15);
    }
    return key;
  }
}
