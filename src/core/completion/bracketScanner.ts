const OPENERS = '([{';
const CLOSERS = ')]}';

/**
 * Counts brackets over source text, leaving out strings and line comments. It knows no language: `//` and `# ` begin a
 * comment, and a quote that is not closed on its line ends with the line (a template literal does not).
 */
export class BracketScanner {
  #quote = '';
  #comment = false;
  #escaped = false;
  #last = '';

  /** Takes the next character: 1 for an opening bracket, -1 for a closing one, else 0. */
  step(character: string): -1 | 0 | 1 {
    const last = this.#last;
    this.#last = character;
    if (character === '\n') {
      this.#comment = false;
      this.#escaped = false;
      this.#quote = this.#quote === '`' ? '`' : '';
      return 0;
    }
    if (this.#comment) {
      return 0;
    }
    if (this.#quote !== '') {
      this.#inString(character);
      return 0;
    }
    if (character === '"' || character === '`' || (character === "'" && !/\w/.test(last))) {
      this.#quote = character;
    } else if ((character === '/' && last === '/') || (character === ' ' && last === '#')) {
      this.#comment = true;
    } else if (OPENERS.includes(character)) {
      return 1;
    } else if (CLOSERS.includes(character)) {
      return -1;
    }
    return 0;
  }

  #inString(character: string): void {
    if (this.#escaped) {
      this.#escaped = false;
    } else if (character === '\\') {
      this.#escaped = true;
    } else if (character === this.#quote) {
      this.#quote = '';
    }
  }
}

/** Brackets of a text that nothing in it closes, and closing ones that nothing in it opens. */
export function bracketBalance(text: string): {
  readonly open: number;
  readonly unmatched: number;
} {
  const scanner = new BracketScanner();
  let open = 0;
  let unmatched = 0;
  for (const character of text) {
    const change = scanner.step(character);
    if (change === -1 && open === 0) {
      unmatched += 1;
    } else {
      open += change;
    }
  }
  return { open, unmatched };
}
