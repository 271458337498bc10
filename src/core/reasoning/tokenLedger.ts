/** Remembers how many tokens each stretch of unprocessed text took, so that held-back text keeps its count. */
export class TokenLedger {
  #entries: { characters: number; tokens: number }[] = [];

  /** Adds a piece at the end. */
  add(characters: number, tokens: number): void {
    if (characters > 0 || tokens > 0) {
      this.#entries.push({ characters, tokens });
    }
  }

  /** Takes the tokens of the next `characters`; a piece that is cut gives its share, rounded. */
  take(characters: number): number {
    let left = characters;
    let taken = 0;
    for (let entry = this.#entries[0]; entry && left > 0; entry = this.#entries[0]) {
      if (entry.characters <= left) {
        taken += entry.tokens;
        left -= entry.characters;
        this.#entries.shift();
      } else {
        const share = Math.round((entry.tokens * left) / entry.characters);
        taken += share;
        entry.characters -= left;
        entry.tokens -= share;
        left = 0;
      }
    }
    return taken;
  }

  /** Takes the pieces without text at the front: tokens that finished no character. */
  takeEmpty(): number {
    let taken = 0;
    for (let entry = this.#entries[0]; entry?.characters === 0; entry = this.#entries[0]) {
      taken += entry.tokens;
      this.#entries.shift();
    }
    return taken;
  }
}
