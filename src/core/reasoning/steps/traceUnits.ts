import { FenceTracker } from '../fenceTracker.js';

/** A sentence of a thought, with the white space behind it; a line of code counts as one. */
export interface TraceUnit {
  readonly text: string;
  /** Whether a blank line, or nothing, comes before it. */
  readonly paragraph: boolean;
  /** Whether the text can be cut before it without changing how either half reads as Markdown. */
  readonly cuttable: boolean;
  /** Whether it begins where a sentence or a line does, rather than where a sentence grew too long. */
  readonly whole: boolean;
}

/** Longer sentences are taken in pieces. */
const LONGEST = 400;
const MARKED_LINE = /^\s*(?:[-*+>|#]|\d+[.)]\s)/;
/** As many characters of a line tell what it is. */
const LINE_PREFIX = 12;

/** Cuts a thought into sentences as it streams in; each character costs the same, and how it came in pieces does not matter. */
export class TraceUnits {
  readonly #fence = new FenceTracker();
  readonly #onUnit: (unit: TraceUnit) => void;
  #text = '';
  #paragraph = true;
  #cuttable = true;
  #whole = true;
  /** Whether the next character that is not blank begins another unit. */
  #ended: 'no' | 'sentence' | 'line' | 'length' = 'no';
  #terminated = false;
  #newlines = 0;
  #line = '';
  #indent = 0;
  #inMath: '' | '$$' | '\\]' = '';
  #bold = false;
  #previous = '';

  /** @param onUnit Takes each unit once it is over. */
  constructor(onUnit: (unit: TraceUnit) => void) {
    this.#onUnit = onUnit;
  }

  /** The unit that is not over. */
  get open(): TraceUnit {
    return {
      text: this.#text,
      paragraph: this.#paragraph,
      cuttable: this.#cuttable,
      whole: this.#whole,
    };
  }

  push(text: string): void {
    for (const character of text) this.#take(character);
  }

  #take(character: string): void {
    if (character.trim() === '') this.#takeBlank(character);
    else this.#takeMark(character);
    this.#fence.push(character);
    this.#previous = character;
    this.#text += character;
  }

  #takeBlank(character: string): void {
    if (character === '\n') {
      this.#newlines += 1;
      this.#ended = 'line';
      this.#line = '';
      this.#indent = 0;
      this.#bold = false;
      if (this.#newlines > 1) this.#inMath = '';
    } else if (this.#line === '') {
      this.#indent += 1;
    } else if (this.#ended === 'no') {
      if (this.#terminated) this.#ended = 'sentence';
      else if (this.#text.length >= LONGEST) this.#ended = 'length';
    }
    this.#terminated = false;
  }

  #takeMark(character: string): void {
    if (this.#ended !== 'no') this.#next(character);
    this.#newlines = 0;
    if (this.#line.length < LINE_PREFIX) this.#line += character;
    this.#takeDelimiter(character);
    if (/[.!?…]/.test(character)) this.#terminated = true;
    else if (!/["'”’)\]*_]/.test(character)) this.#terminated = false;
    if (/[。！？]/.test(character)) this.#ended = 'sentence';
  }

  #takeDelimiter(character: string): void {
    const pair = this.#previous + character;
    if (pair === '**') this.#bold = !this.#bold;
    if (this.#inMath === '') {
      if (pair === '\\[') this.#inMath = '\\]';
      else if (pair === '$$') this.#inMath = '$$';
    } else if (pair === this.#inMath) {
      this.#inMath = '';
    }
  }

  /** Ends the unit that is open, if it holds anything; the next begins with `character`. */
  #next(character: string): void {
    const atLine = this.#ended === 'line' || this.#text === '';
    const inside = this.#fence.inFence || this.#inMath !== '';
    if (this.#text !== '') this.#onUnit(this.open);
    const first = this.#text === '' && this.#paragraph;
    this.#paragraph = first || (this.#newlines > 1 && !inside);
    this.#cuttable =
      !inside &&
      (atLine
        ? this.#indent < 2 && (this.#paragraph || !/[-*+>|#\d]/.test(character))
        : !this.#bold && !MARKED_LINE.test(this.#line));
    this.#whole = this.#ended !== 'length';
    this.#ended = 'no';
    this.#terminated = false;
    this.#text = '';
  }
}
