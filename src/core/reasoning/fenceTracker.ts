/** Follows the fenced code blocks of Markdown that arrives piece by piece; each character costs the same. */
export class FenceTracker {
  #fence: { readonly mark: string; readonly length: number } | undefined;
  #mark = '';
  #run = 0;
  #inRun = false;
  #restBlank = true;
  #restHasBacktick = false;
  #lineBlank = true;
  #last = '';

  /** Whether the next line belongs to an open code block. */
  get inFence(): boolean {
    return this.#fence !== undefined;
  }

  /** Whether the current line is blank so far. */
  get lineBlank(): boolean {
    return this.#lineBlank;
  }

  /** The last character that was pushed; empty at the start. */
  get lastCharacter(): string {
    return this.#last;
  }

  /** Goes on over the next piece. */
  push(text: string): void {
    for (const character of text) {
      this.#step(character);
    }
  }

  #step(character: string): void {
    this.#last = character;
    if (character === '\n') {
      this.#endLine();
      return;
    }
    const blank = character === ' ' || character === '\t' || character === '\r';
    if (this.#lineBlank && !blank) {
      this.#lineBlank = false;
      this.#inRun = character === '`' || character === '~';
      this.#mark = this.#inRun ? character : '';
    }
    if (this.#inRun && character === this.#mark) {
      this.#run += 1;
      return;
    }
    this.#inRun = false;
    this.#restBlank &&= blank;
    this.#restHasBacktick ||= character === '`';
  }

  #endLine(): void {
    if (this.#fence) {
      const closes =
        this.#mark === this.#fence.mark && this.#run >= this.#fence.length && this.#restBlank;
      if (closes) {
        this.#fence = undefined;
      }
    } else if (this.#run >= 3 && !(this.#mark === '`' && this.#restHasBacktick)) {
      this.#fence = { mark: this.#mark, length: this.#run };
    }
    this.#mark = '';
    this.#run = 0;
    this.#inRun = false;
    this.#restBlank = true;
    this.#restHasBacktick = false;
    this.#lineBlank = true;
  }
}
