import { typedBetween, type CursorPlace } from './typeThrough.js';

interface Entry {
  readonly place: CursorPlace;
  readonly text: string;
}

/** Suggestions by where they stand, those used longest ago left out; each also serves while it is being typed. */
export class SuggestionCache {
  private entries: Entry[] = [];
  private readonly size: number;

  /** @param size Most suggestions to keep. Each holds on to a copy of its document. */
  constructor(size = 32) {
    this.size = size;
  }

  /** Keeps a suggestion; an empty one says that there is nothing to suggest. */
  put(place: CursorPlace, text: string): void {
    this.entries = this.entries.filter((entry) => typedBetween(entry.place, place) !== '');
    this.entries.push({ place, text });
    if (this.entries.length > this.size) this.entries.shift();
  }

  /**
   * What is left of a suggestion once the text up to this place is typed; empty where it is known that there is nothing. The
   * latest one wins.
   */
  find(place: CursorPlace): string | undefined {
    for (let index = this.entries.length - 1; index >= 0; index -= 1) {
      const entry = this.entries[index];
      if (entry === undefined) continue;
      const typed = typedBetween(entry.place, place);
      if (typed === undefined) continue;
      const isWhole = typed !== '' && typed.length >= entry.text.length;
      if (isWhole || !entry.text.startsWith(typed)) continue;
      this.entries.splice(index, 1);
      this.entries.push(entry);
      return entry.text.slice(typed.length);
    }
    return undefined;
  }

  clear(): void {
    this.entries = [];
  }
}
