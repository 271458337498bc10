import type { GenerationDelta, ThinkingEnd } from '../messages.js';
import { FenceTracker } from './fenceTracker.js';
import { TokenLedger } from './tokenLedger.js';

const OPEN_TAG = '<think>';
const CLOSE_TAG = '</think>';
/** Blanks that may stand around a tag and be held back for it; more make it plain text. */
const MOST_BLANKS = 16;

/** How a {@link TraceParser} reads its stream. */
export interface TraceParserOptions {
  /** The prompt ended in an open thought. */
  readonly startsInThinking: boolean;
  /**
   * That is not known but supposed, of tags in text: a closing tag proves a thought, and a whole reply without tags an answer. What
   * was shown as the other is relabelled then.
   */
  readonly isSupposed?: boolean;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** `control`: only control events switch, text never does. `text`: think tags stand in the text. */
  readonly tags: 'text' | 'control';
}

/**
 * Splits a stream of generated text into a thought and an answer.
 *
 * The result does not depend on how the stream is cut into pieces. A possible tag is held back until it is known to be
 * one, so half a tag never shows. Dropped are the tags, one newline before the closing tag, and the blank lines between it
 * and the answer; in `control` mode also one newline before a cut, which comes out first when the thought goes on after
 * {@link replay}. Token counts of all deltas add up to what {@link push} was told; a tag counts as thinking.
 *
 * In `text` mode the thought may begin with an explicit `<think>`. Where a thought is only supposed, or supposed to be none, a
 * closing tag decides, as long as it is not quoted as code. A closing tag that stands in a code fence ends the
 * thought only when it is alone on its line, and one that is quoted in backticks never does. After the thought every tag is
 * plain text, save one: a model whose thought was ended for it may close it once more, and that tag is dropped where it is
 * not quoted as code.
 */
export class TraceParser {
  readonly #options: TraceParserOptions;
  #fences = new FenceTracker();
  readonly #ledger = new TokenLedger();
  /** `supposedAnswer`: read like a thought, which it may turn out to be. */
  #state: 'head' | 'afterOpener' | 'thinking' | 'supposedAnswer' | 'answerStart' | 'answer';
  /** Whether it is still open what the text so far is. */
  #isSupposed: boolean;
  #startedAt: number | undefined;
  /** Text not yet processed. */
  #buffer = '';
  /** Newline of the trace that is dropped if the thought ends right behind it. */
  #newline = '';
  /** Whether the answer may hold the tag of a thought that was ended for the model. */
  #closesAgain = false;
  #out: GenerationDelta[] = [];

  constructor(options: TraceParserOptions) {
    this.#options = options;
    const inThought = options.startsInThinking && options.tags === 'control';
    this.#state = inThought ? 'thinking' : 'head';
    this.#isSupposed = options.isSupposed === true && options.tags === 'text';
  }

  /** What the text to come belongs to, as far as is known. */
  get phase(): 'thinking' | 'answer' {
    switch (this.#state) {
      case 'head':
        return this.#options.startsInThinking ? 'thinking' : 'answer';
      case 'afterOpener':
      case 'thinking':
        return 'thinking';
      case 'supposedAnswer':
      case 'answerStart':
      case 'answer':
        return 'answer';
    }
  }

  /** Whether the trace so far ends with a newline that has not come out. */
  get holdsNewline(): boolean {
    return this.#newline !== '';
  }

  /**
   * Takes a piece of what an earlier stream brought, so that this one goes on from there. It costs no tokens and no time;
   * what comes out has been shown before.
   */
  replay(text: string, control?: 'open' | 'close'): GenerationDelta[] {
    if (control === undefined) {
      this.#ledger.add(text.length, 0);
      this.#buffer += text;
      this.#scan(false);
    } else {
      this.#control(control);
    }
    return this.#take();
  }

  /** Lets go of a held newline that has been shown before. */
  forgetNewline(): void {
    this.#newline = '';
  }

  /**
   * Takes the next piece, which took `tokens` tokens (0 is possible, and so is a token without text). With `control` the
   * piece is that control token itself, and its text is not shown.
   */
  push(text: string, tokens: number, control?: 'open' | 'close'): GenerationDelta[] {
    this.#startedAt ??= this.#options.now();
    if (control === undefined) {
      this.#ledger.add(text.length, tokens);
      this.#buffer += text;
      this.#scan(false);
    } else {
      this.#ledger.add(0, tokens);
      this.#control(control);
    }
    return this.#take();
  }

  /** Ends the thought for a reason outside the stream; does nothing once the answer has begun. */
  endThinking(end: ThinkingEnd): GenerationDelta[] {
    if (this.phase === 'thinking') {
      this.#scan(true);
      this.#close(end);
      this.#closesAgain = this.#options.tags === 'text';
    }
    return this.#take();
  }

  /**
   * Ends the stream: what was held back comes out, and an open thought ends as `cutOff`.
   *
   * @param isWhole Whether the model came to its end: a thought that was only supposed was an answer then.
   */
  finish(isWhole = false): GenerationDelta[] {
    this.#scan(true);
    if (this.#isSupposed && this.#state !== 'thinking') {
      this.#releaseNewline();
      this.#state = 'answer';
    } else if (this.#isSupposed && isWhole) {
      this.#releaseNewline();
      this.#relabel('text');
      this.#state = 'answer';
    } else if (this.phase === 'thinking') {
      if (this.#options.tags === 'text') {
        this.#releaseNewline();
      }
      this.#close('cutOff');
    }
    return this.#take();
  }

  #control(tag: 'open' | 'close'): void {
    if (tag === 'close' && this.phase === 'thinking') {
      this.#scan(true);
      this.#close('closeTag');
    } else if (tag === 'open' && this.#state === 'head') {
      this.#state = 'afterOpener';
    }
  }

  #scan(final: boolean): void {
    let state;
    do {
      state = this.#state;
      this.#scanState(final);
    } while (state !== this.#state);
  }

  #scanState(final: boolean): void {
    switch (this.#state) {
      case 'head':
        this.#scanHead(final);
        return;
      case 'afterOpener':
        if (this.#buffer !== '' || final) {
          this.#drop('thinking', this.#buffer.startsWith('\n') ? 1 : 0);
          this.#state = 'thinking';
        }
        return;
      case 'thinking':
      case 'supposedAnswer':
        this.#scanThinking(final);
        return;
      case 'answerStart':
        this.#scanAnswerStart(final);
        return;
      case 'answer':
        this.#scanAnswer(final);
        return;
    }
  }

  #scanHead(final: boolean): void {
    const inText = this.#options.tags === 'text';
    const rest = this.#buffer.trimStart();
    const blanks = this.#buffer.length - rest.length;
    if (inText && blanks <= MOST_BLANKS && rest.startsWith(OPEN_TAG)) {
      this.#isSupposed = false;
      this.#drop('thinking', blanks + OPEN_TAG.length);
      this.#state = 'afterOpener';
      return;
    }
    const undecided = inText
      ? blanks <= MOST_BLANKS && OPEN_TAG.startsWith(rest)
      : this.#buffer === '';
    if (!undecided || final) {
      const answer = this.#isSupposed ? 'supposedAnswer' : 'answer';
      this.#state = this.#options.startsInThinking ? 'thinking' : answer;
    }
  }

  #scanThinking(final: boolean): void {
    while (this.#buffer !== '') {
      if (this.#buffer.startsWith('\n')) {
        this.#holdNewline();
        continue;
      }
      const tag = this.#buffer.startsWith('<') ? this.#judgeTag(final) : 'plain';
      if (tag === 'undecided') {
        return;
      }
      if (tag === 'closes') {
        if (this.#state === 'supposedAnswer') this.#relabel('thinking');
        this.#state = 'thinking';
        this.#isSupposed = false;
        this.#close('closeTag', CLOSE_TAG.length);
        return;
      }
      this.#releaseNewline();
      this.#emitUpTo(/[\n<]/, this.#scanned);
    }
  }

  /** Whether the buffer, which begins with `<`, begins with a tag that ends the thought, or once more. */
  #judgeTag(final: boolean): 'closes' | 'plain' | 'undecided' {
    if (this.#options.tags === 'control') {
      return 'plain';
    }
    if (!this.#buffer.startsWith(CLOSE_TAG)) {
      return CLOSE_TAG.startsWith(this.#buffer) && !final ? 'undecided' : 'plain';
    }
    const behind = this.#buffer.slice(CLOSE_TAG.length, CLOSE_TAG.length + MOST_BLANKS + 1);
    if (this.#fences.inFence) {
      if (!this.#fences.lineBlank || this.phase === 'answer') {
        return 'plain';
      }
      const rest = behind.trimStart();
      if (behind.slice(0, behind.length - rest.length).includes('\n')) {
        return 'closes';
      }
      return rest !== '' || behind.length > MOST_BLANKS ? 'plain' : final ? 'closes' : 'undecided';
    }
    if (this.#fences.lastCharacter === '`') {
      return behind === '' && !final ? 'undecided' : behind.startsWith('`') ? 'plain' : 'closes';
    }
    return 'closes';
  }

  #scanAnswerStart(final: boolean): void {
    let text = this.#buffer.trimStart();
    if (this.#closesAgain && text.startsWith(CLOSE_TAG)) {
      this.#closesAgain = false;
      this.#drop('text', this.#buffer.length - text.length + CLOSE_TAG.length);
      text = this.#buffer.trimStart();
    }
    const blanks = this.#buffer.slice(0, this.#buffer.length - text.length);
    this.#drop('text', blanks.lastIndexOf('\n') + 1);
    if (this.#closesAgain && CLOSE_TAG.startsWith(text) && !final) return;
    if (text !== '') {
      this.#state = 'answer';
    } else if (final) {
      this.#drop('text', this.#buffer.length);
    }
  }

  #scanAnswer(final: boolean): void {
    while (this.#closesAgain && this.#buffer !== '') {
      const tag = this.#buffer.startsWith('<') ? this.#judgeTag(final) : 'plain';
      if (tag === 'undecided') return;
      if (tag === 'closes') {
        this.#closesAgain = false;
        this.#drop('text', CLOSE_TAG.length);
      } else {
        this.#emitUpTo(/</, 'text');
      }
    }
    this.#emit('text', this.#buffer.length);
  }

  #holdNewline(): void {
    this.#releaseNewline();
    this.#newline = '\n';
    this.#buffer = this.#buffer.slice(1);
    this.#fences.push('\n');
  }

  #releaseNewline(): void {
    if (this.#newline !== '') {
      this.#add(this.#scanned, this.#newline, this.#ledger.take(this.#newline.length));
      this.#newline = '';
    }
  }

  /** What the text is shown as that {@link #scanThinking} reads. */
  get #scanned(): 'thinking' | 'text' {
    return this.#state === 'supposedAnswer' ? 'text' : 'thinking';
  }

  #relabel(as: 'thinking' | 'text'): void {
    this.#isSupposed = false;
    this.#out.push({ kind: 'relabel', as });
  }

  /** Ends the thought, dropping its last newline and a tag of `tagLength` characters. */
  #close(end: ThinkingEnd, tagLength = 0): void {
    if (this.phase === 'answer') {
      return;
    }
    this.#add('thinking', '', this.#ledger.take(this.#newline.length));
    this.#newline = '';
    this.#drop('thinking', tagLength);
    this.#add('thinking', '', this.#ledger.takeEmpty());
    const durationMs = this.#startedAt === undefined ? 0 : this.#options.now() - this.#startedAt;
    this.#out.push({ kind: 'thinkingEnd', end, durationMs });
    this.#state = 'answerStart';
    this.#fences = new FenceTracker();
  }

  #drop(kind: 'thinking' | 'text', length: number): void {
    this.#buffer = this.#buffer.slice(length);
    this.#add(kind, '', this.#ledger.take(length));
  }

  #emit(kind: 'thinking' | 'text', length: number): void {
    const text = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.slice(length);
    this.#add(kind, text, this.#ledger.take(length));
  }

  /** Emits the first character of the buffer, and what follows up to the next of `marks`. */
  #emitUpTo(marks: RegExp, kind: 'thinking' | 'text'): void {
    const next = this.#buffer.slice(1).search(marks);
    const length = next === -1 ? this.#buffer.length : next + 1;
    this.#fences.push(this.#buffer.slice(0, length));
    this.#emit(kind, length);
  }

  #add(kind: 'thinking' | 'text', text: string, tokens: number): void {
    const last = this.#out.at(-1);
    if (text === '' && tokens === 0) {
      return;
    }
    if (last?.kind === kind) {
      const joined = { kind, text: last.text + text, tokens: last.tokens + tokens };
      this.#out[this.#out.length - 1] = joined;
    } else {
      this.#out.push({ kind, text, tokens });
    }
  }

  #take(): GenerationDelta[] {
    const kind = this.phase === 'thinking' ? 'thinking' : 'text';
    this.#add(kind, '', this.#ledger.takeEmpty());
    const out = this.#out;
    this.#out = [];
    return out;
  }
}
