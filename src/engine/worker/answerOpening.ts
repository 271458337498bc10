/** Put in place of an end of text that comes before any answer, one after the other. */
const OPENINGS = ['**Answer:**', ' The result is'] as const;

/** Keeps an answer from ending before it has begun: banning the end of text is something the library ignores. */
export class AnswerOpening {
  /** Texts that may be put in, so that room is left for them. */
  static readonly texts: readonly string[] = OPENINGS;
  private begun: boolean;
  private used = 0;

  /** @param before what the answer already holds when it is continued. */
  constructor(before: string) {
    this.begun = before.trim() !== '';
  }

  /** Takes text that the model wrote into the answer. */
  push(text: string): void {
    this.begun ||= text.trim() !== '';
  }

  /** What to write when the model wants to end its turn; undefined when it may. */
  next(): string | undefined {
    return this.begun ? undefined : OPENINGS[this.used++];
  }
}
