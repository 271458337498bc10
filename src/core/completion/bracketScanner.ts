import { isProseLanguage, lineCommentMark } from '../prompt/languages.js';

const OPENERS = '([{';
const CLOSERS = ')]}';

/** What begins a comment. */
type CommentStyle = 'slashes' | 'hash' | 'dashes' | 'none' | 'any';

const SLASHES = new Set([
  ...['typescript', 'typescriptreact', 'javascript', 'javascriptreact', 'go', 'rust', 'java'],
  ...['c', 'cpp', 'csharp', 'kotlin', 'swift', 'scala', 'dart', 'groovy', 'scss', 'less', 'css'],
  ...['objective-c', 'jsonc', 'fsharp'],
]);
const NONE = new Set(['html', 'xml', 'json', 'vue', 'svelte']);

function commentStyle(languageId: string): CommentStyle {
  if (languageId === '') return 'any';
  const mark = lineCommentMark(languageId);
  if (mark === '#') return 'hash';
  if (mark === '--') return 'dashes';
  if (SLASHES.has(languageId)) return 'slashes';
  return NONE.has(languageId) || isProseLanguage(languageId) ? 'none' : 'any';
}

/**
 * Counts brackets over source text, leaving out strings and comments. A quote that is not closed on its line ends with the line,
 * but for template literals and three quotes in a row. Where the language is not known, `//`, `/*` and `# ` begin a comment.
 */
export class BracketScanner {
  private readonly style: CommentStyle;
  /** Whether `'` also begins names: then it is a quote only around one character. */
  private readonly hasLifetimes: boolean;
  private quote = '';
  /** Characters of the string so far, quotes not counted. */
  private length = 0;
  /** Quotes in a row, as they end a string of three. */
  private run = 0;
  /** The quote of an empty string that ended just before: a third one begins another kind of string. */
  private emptied = '';
  private comment: '' | 'line' | 'block' = '';
  private escaped = false;
  private last = '';
  /** Characters behind a `'` that may begin a name. */
  private behindTick = -1;

  constructor(languageId = '') {
    this.style = commentStyle(languageId);
    this.hasLifetimes = languageId === 'rust';
  }

  /** A scanner in the same state. */
  clone(): BracketScanner {
    return Object.assign(new BracketScanner(), this);
  }

  /** Whether the next character is part of a string or comment. */
  get inText(): boolean {
    return this.quote !== '' || this.comment !== '';
  }

  /** Takes the next character: 1 for an opening bracket, -1 for a closing one, else 0. */
  step(character: string): -1 | 0 | 1 {
    const { last } = this;
    this.last = character;
    if (character === '\n') {
      this.endLine();
      return 0;
    }
    if (this.comment !== '') {
      if (this.comment === 'block' && last === '*' && character === '/') this.comment = '';
      return 0;
    }
    if (this.quote !== '') {
      this.inString(character);
      return 0;
    }
    const { emptied } = this;
    this.emptied = '';
    if (emptied !== '' && character === emptied) {
      this.open(emptied.repeat(3));
      return 0;
    }
    if (this.behindTick >= 0 && this.inTick(character)) return 0;
    if (character === '"' || character === '`') this.open(character);
    else if (character === "'") this.tick(last);
    else if (this.beginsComment(last, character)) return 0;
    else if (OPENERS.includes(character)) return 1;
    else if (CLOSERS.includes(character)) return -1;
    return 0;
  }

  private endLine(): void {
    if (this.comment === 'line') this.comment = '';
    this.escaped = false;
    this.emptied = '';
    this.behindTick = -1;
    this.run = 0;
    if (this.quote !== '`' && this.quote.length !== 3) this.quote = '';
  }

  private open(quote: string): void {
    this.quote = quote;
    this.length = 0;
    this.run = 0;
  }

  private tick(last: string): void {
    if (this.hasLifetimes) this.behindTick = 0;
    else if (!/\w/.test(last)) this.open("'");
  }

  /** Whether a character behind a `'` belongs to a character literal. */
  private inTick(character: string): boolean {
    this.behindTick += 1;
    if (this.behindTick === 1) {
      if (character === '\\') {
        this.behindTick = -1;
        this.open("'");
        this.escaped = true;
      }
      return true;
    }
    this.behindTick = -1;
    return character === "'";
  }

  private beginsComment(last: string, character: string): boolean {
    const { style } = this;
    const slashes = style === 'slashes' || style === 'any';
    if (slashes && last === '/' && (character === '/' || character === '*')) {
      this.comment = character === '*' ? 'block' : 'line';
      // The star of the beginning is not that of the end.
      this.last = '';
    } else if (
      (style === 'hash' && character === '#' && /^\s?$/.test(last)) ||
      (style === 'any' && character === ' ' && last === '#') ||
      (style === 'dashes' && character === '-' && last === '-')
    ) {
      this.comment = 'line';
    }
    return this.comment !== '';
  }

  private inString(character: string): void {
    const end = this.quote.charAt(0);
    if (this.escaped) {
      this.escaped = false;
      this.run = 0;
    } else if (character === end) {
      this.run += 1;
      if (this.run === this.quote.length) {
        this.emptied = this.length === 0 && this.quote.length === 1 && end !== '`' ? end : '';
        this.quote = '';
      }
      return;
    } else {
      this.escaped = character === '\\';
      this.run = 0;
    }
    this.length += 1;
  }
}

/** Brackets of a text that nothing in it closes, and closing ones that nothing in it opens. */
export interface BracketBalance {
  readonly open: number;
  readonly unmatched: number;
}

/** Counts the brackets of a text, in strings and comments none. */
export function bracketBalance(text: string, languageId = ''): BracketBalance {
  return continueBalance(text, new BracketScanner(languageId), { open: 0, unmatched: 0 });
}

/** Goes on counting behind a text that was scanned already; the scanner is left at the end. */
export function continueBalance(
  text: string,
  scanner: BracketScanner,
  before: BracketBalance,
): BracketBalance {
  let { open, unmatched } = before;
  for (const character of text) {
    const change = scanner.step(character);
    if (change === -1 && open === 0) unmatched += 1;
    else open += change;
  }
  return { open, unmatched };
}
