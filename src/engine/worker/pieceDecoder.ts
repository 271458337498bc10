/** What the decoder needs of a vocabulary. */
export interface TokenText {
  /** Text of tokens; bytes that end amid a character give one U+FFFD. */
  detokenize(tokens: readonly number[], previous: readonly number[]): string;
}

const REPLACEMENT = '\uFFFD';
/** Tokens after which an incomplete character is taken for what it is: bytes that are no UTF-8. */
const LONGEST_WAIT = 24;

/** Turns tokens into text one by one, and holds back a character until all its bytes are there. */
export class PieceDecoder {
  private readonly vocabulary: TokenText;
  private pending: number[] = [];
  /** Characters of the pending tokens that were given out. */
  private given = 0;
  private previous: readonly number[] = [];

  constructor(vocabulary: TokenText) {
    this.vocabulary = vocabulary;
  }

  /** The text that this token completes; often its own, sometimes none. */
  push(token: number): string {
    this.pending.push(token);
    const text = this.vocabulary.detokenize(this.pending, this.previous);
    const waits = text.endsWith(REPLACEMENT) && this.pending.length < LONGEST_WAIT;
    const whole = waits ? text.slice(0, -1) : text;
    const fresh = whole.slice(this.given);
    if (waits) {
      this.given = whole.length;
    } else {
      this.previous = this.pending;
      this.pending = [];
      this.given = 0;
    }
    return fresh;
  }

  /** Ends the text: what is left, an incomplete character as U+FFFD. */
  flush(): string {
    const text =
      this.pending.length === 0 ? '' : this.vocabulary.detokenize(this.pending, this.previous);
    const rest = text.slice(this.given);
    this.reset();
    return rest;
  }

  /** Forgets the incomplete character and what came before it. */
  reset(): void {
    this.pending = [];
    this.given = 0;
    this.previous = [];
  }
}
