import { bracketBalance, BracketScanner } from './bracketScanner.js';
import { indentWidth, lastLine, opensBlock } from './lines.js';

/** How much to suggest: the rest of a line, or a block of lines. */
export type InfillMode = 'line' | 'block';

/** A block where a line is blank before and behind the cursor, or ends in an opened block; else a line. */
export function infillMode(prefix: string, suffix: string): InfillMode {
  const before = lastLine(prefix);
  return lineBehind(suffix).trim() === '' && (before.trim() === '' || opensBlock(before))
    ? 'block'
    : 'line';
}

/** Where an {@link InfillStopper} is used. */
export interface InfillStopOptions {
  readonly mode: InfillMode;
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId?: string;
}

/** Most lines of a call or list that a line goes on with: the user waits for its end. */
const MOST_LINES = 12;

/**
 * Says when a raw continuation is complete. A line ends with its newline, but for a call or list that it begins and nothing in the document
 * closes: that one comes whole. A block ends behind the line that closes the
 * bracket it stands in, before a line that is indented less than it, and before a closing bracket that the document has
 * already; a block begun on a blank line also ends at a blank line. Every character costs the same.
 */
export class InfillStopper {
  readonly #mode: InfillMode;
  readonly #scanner: BracketScanner;
  /** Closing brackets without a partner that may still be written. */
  readonly #missing: number;
  /** Indentation of the block; lines indented less are not part of it. */
  #indent: number | undefined;
  readonly #startsBlank: boolean;
  readonly #opener: boolean;
  /** Indentation of the cursor's line. */
  readonly #base: number;
  /** Brackets that the cursor's line leaves open: closing them ends the block. */
  readonly #opened: number;
  /** Whether a line may go on: nothing is behind the cursor, and the document waits for no opening bracket. */
  readonly #mayGoOn: boolean;
  /** Brackets of the continuation that are open, the outermost first. */
  readonly #own: string[] = [];
  /** Newlines of the continuation. */
  #newlines = 0;
  #depth = 0;
  #line: string;
  #lineBlank: boolean;
  /** Whether any line of the continuation has text. */
  #hasText = false;
  /** Length of the continuation up to the start of its current line. */
  #lineStart = 0;
  #length = 0;
  #text = '';
  #end: number | undefined;

  constructor({ mode, prefix, suffix, languageId = '' }: InfillStopOptions) {
    this.#mode = mode;
    this.#scanner = new BracketScanner(languageId);
    const line = lastLine(prefix);
    this.#line = line;
    this.#startsBlank = line.trim() === '';
    this.#lineBlank = this.#startsBlank;
    this.#opener = !this.#startsBlank;
    this.#base = indentWidth(line);
    this.#indent = this.#startsBlank && line !== '' ? indentWidth(line) : undefined;
    this.#opened = bracketBalance(line, languageId).open;
    const { open } = bracketBalance(prefix, languageId);
    const { unmatched } = bracketBalance(suffix, languageId);
    this.#missing = Math.max(0, open - unmatched);
    this.#mayGoOn = lineBehind(suffix).trim() === '' && unmatched <= open;
  }

  /** Takes the next piece; true once the continuation is complete. */
  push(text: string): boolean {
    for (const character of text) {
      if (this.#end !== undefined) {
        break;
      }
      this.#step(character);
    }
    return this.#end !== undefined;
  }

  /** The continuation up to its end, or all of it so far. */
  get text(): string {
    return this.#end === undefined ? this.#text : this.#text.slice(0, this.#end);
  }

  #step(character: string): void {
    this.#text += character;
    this.#length += character.length;
    if (character === '\n') {
      this.#scanner.step(character);
      this.#endLine();
      return;
    }
    if (this.#lineBlank && character.trim() !== '') {
      this.#lineBlank = false;
      this.#beginText(character);
      if (this.#end !== undefined) {
        return;
      }
    }
    this.#line += character;
    const change = this.#scanner.step(character);
    this.#depth += change;
    if (change === 1) this.#own.push(character);
    else if (change === -1) this.#own.pop();
    if (this.#mode === 'block' && this.#depth < -this.#missing) {
      // A bracket that the document closes itself: the line that brings it is not wanted, or only its start.
      const before = this.#text.slice(this.#lineStart, this.#length - character.length);
      const alone = before.trim() === '' && this.#lineStart > 0;
      this.#end = alone ? this.#lineStart : this.#length - character.length;
    }
  }

  /** The first character of a line that has text: a line that leaves the block ends the continuation. */
  #beginText(character: string): void {
    const closer = ')]}'.includes(character);
    const width = indentWidth(this.#line);
    if (this.#mode === 'line' || this.#lineStart === 0 || this.#depth > 0 || closer) {
      return;
    }
    if (this.#opener && this.#indent === undefined) {
      this.#indent = Math.max(width, this.#base + 1);
    }
    if (this.#indent !== undefined && width < this.#indent) {
      this.#end = this.#lineStart;
    }
  }

  #endLine(): void {
    const written = this.#text.slice(this.#lineStart, this.#length - 1);
    const blank = written.trim() === '';
    this.#newlines += 1;
    if (this.#mode === 'line') {
      const [outermost] = this.#own;
      const goesOn = this.#mayGoOn && (outermost === '(' || outermost === '[');
      if (!goesOn || this.#newlines >= MOST_LINES) this.#end = this.#length - 1;
      return;
    }
    const blockClosed =
      (this.#opener && this.#opened > 0 && this.#depth <= -this.#opened) ||
      (this.#missing > 0 && this.#depth <= -this.#missing);
    const paragraphEnds = blank && this.#startsBlank && this.#hasText && this.#depth <= 0;
    if (blockClosed || paragraphEnds) {
      this.#end = blank ? this.#lineStart : this.#length - 1;
      return;
    }
    if (!blank) {
      this.#hasText = true;
      if (this.#startsBlank && this.#indent === undefined) {
        this.#indent = indentWidth(written);
      }
    }
    this.#line = '';
    this.#lineBlank = true;
    this.#lineStart = this.#length;
  }
}

/** What is behind the cursor on its line. */
function lineBehind(suffix: string): string {
  return suffix.split('\n', 1)[0] ?? '';
}
