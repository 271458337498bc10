/** What a person sees of suggestions while typing. */
export interface GhostCounts {
  /** Texts that appeared where none was. */
  readonly shown: number;
  /** Keys that were the next letter of the text shown, which stayed. */
  readonly kept: number;
  /** Keys that were another one, so that the text went away. */
  readonly missed: number;
  /** Times a text was replaced, or went away, although nothing was typed against it. */
  readonly flickers: number;
}

/** Keeps the ghost text of an editor as VS Code does: it stays while it is typed, and goes at any other key. */
export class GhostView {
  private ghost = '';
  private readonly tally = { shown: 0, kept: 0, missed: 0, flickers: 0 };

  get counts(): GhostCounts {
    return this.tally;
  }

  /** Takes a key. */
  type(text: string): void {
    if (this.ghost === '') return;
    if (this.ghost.startsWith(text)) {
      this.tally.kept += 1;
      this.ghost = this.ghost.slice(text.length);
    } else {
      this.tally.missed += 1;
      this.ghost = '';
    }
  }

  /** Takes the answer to the latest request; true where a text appears that was not there. */
  answer(text: string): boolean {
    if (text === this.ghost) return false;
    const isNew = this.ghost === '';
    if (isNew) this.tally.shown += 1;
    else this.tally.flickers += 1;
    this.ghost = text;
    return isNew;
  }
}
