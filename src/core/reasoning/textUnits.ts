/** A word, a number or a single mark. */
export interface TextUnit {
  /** Hash of its text. */
  readonly exact: number;
  /** The same, but equal for all numbers. */
  readonly loose: number;
  /** Whether it is made of letters. */
  readonly word: boolean;
}

/** Letters or digits a unit holds at most; each one more is a unit of its own, so that endless words make progress. */
const LONGEST = 24;
/** Blanks in a row that count for nothing; each one more is a unit. */
const WIDEST_GAP = 32;
const SEED = 0x81_1c_9d_c5;
const NUMBER = 0x9e_37_79_b1;
const LETTER = /[\p{L}\p{M}]/u;
/** Scripts that set no spaces between words: each character is a unit. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

type Kind = 'none' | 'letter' | 'word' | 'number' | 'blank';

/**
 * Cuts text into words, numbers and single marks, however it comes in pieces. A number with decimals or grouped digits is
 * one unit; blanks are none, unless very many come in a row; a line break is one; words end where `camelCase` joins them.
 */
export class TextUnits {
  readonly #onUnit: (unit: TextUnit) => void;
  #kind: Kind = 'none';
  #hash = SEED;
  #length = 0;
  #lastLower = false;
  /** Dot or comma behind a digit: part of the number if a digit follows. */
  #mark: string | undefined;

  constructor(onUnit: (unit: TextUnit) => void) {
    this.#onUnit = onUnit;
  }

  /** Takes the next piece; a unit comes out once it is known to be over. */
  push(text: string): void {
    for (const character of text) this.#take(character);
  }

  #take(character: string): void {
    const kind = kindOf(character);
    if (kind === 'number') {
      this.#takeDigit(character);
    } else if (this.#kind === 'number' && this.#mark === undefined && /[.,]/.test(character)) {
      this.#mark = character;
    } else if (kind === 'word') {
      this.#takeLetter(character);
    } else if (kind === 'blank') {
      if (this.#kind !== 'blank') this.#end();
      this.#takeBlank(character);
    } else {
      this.#end();
      this.#single(character, kind === 'letter');
    }
  }

  #takeDigit(digit: string): void {
    if (this.#kind !== 'number') this.#end();
    this.#kind = 'number';
    if (this.#mark !== undefined) this.#extend(this.#mark);
    this.#mark = undefined;
    if (this.#length >= LONGEST) this.#single(digit, false);
    else this.#extend(digit);
  }

  #takeLetter(letter: string): void {
    const lower = letter.toUpperCase() !== letter;
    const hump = this.#lastLower && !lower;
    if (this.#kind !== 'word' || hump) this.#end();
    this.#kind = 'word';
    this.#lastLower = lower;
    if (this.#length >= LONGEST) this.#single(letter, true);
    else this.#extend(letter);
  }

  #takeBlank(blank: string): void {
    this.#kind = 'blank';
    this.#length++;
    if (this.#length > WIDEST_GAP) this.#single(blank, false);
  }

  #extend(character: string): void {
    this.#hash = mix(this.#hash, character);
    this.#length++;
    // A unit that may go on without end comes out at its full length; what follows comes out by itself.
    if (this.#length === LONGEST) this.#emit();
  }

  #end(): void {
    if ((this.#kind === 'word' || this.#kind === 'number') && this.#length < LONGEST) this.#emit();
    const mark = this.#mark;
    this.#length = 0;
    this.#kind = 'none';
    this.#hash = SEED;
    this.#lastLower = false;
    this.#mark = undefined;
    if (mark !== undefined) this.#single(mark, false);
  }

  #emit(): void {
    const number = this.#kind === 'number';
    this.#onUnit({ exact: this.#hash, loose: number ? NUMBER : this.#hash, word: !number });
  }

  #single(character: string, word: boolean): void {
    const hash = mix(SEED, character);
    this.#onUnit({ exact: hash, loose: hash, word });
  }
}

function kindOf(character: string): Kind {
  const code = character.codePointAt(0) ?? 0;
  if (code < 128) {
    if (code >= 48 && code <= 57) return 'number';
    if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122)) return 'word';
    return code === 32 || code === 9 || code === 13 ? 'blank' : 'none';
  }
  if (!LETTER.test(character)) return 'none';
  return UNSPACED.test(character) ? 'letter' : 'word';
}

/** One step of FNV-1a. */
function mix(hash: number, character: string): number {
  return Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93) >>> 0;
}
