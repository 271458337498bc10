import type { FillInMiddleTokens } from '../../core/completion/infillPrompt.js';
import type { InfillWay } from '../../core/completion/infillWay.js';
import { LemmaError } from '../../core/errors.js';
import type { PromptSegment } from '../../core/prompt/promptSegment.js';
import { R1_TOKENS } from '../../core/prompt/r1Chat.js';
import type { NativeModel } from './llama.js';
import { bytesOfSpelling } from './tokenBytes.js';

/** Lines to remember the number of tokens of. */
const MOST_LINE_COUNTS = 5000;
/** Texts to remember the tokens around of. */
const MOST_AROUND = 20;
const decoder = new TextDecoder();
const NO_BYTES = new Uint8Array();

/** Ids of the tokens that R1's chat format is made of. */
export type R1Ids = Readonly<Record<keyof typeof R1_TOKENS, number>>;

/** Tokens and texts of one model, with a sharp line between control tokens and what people write. */
export class Vocabulary {
  /** Ids of R1's tokens, when the model has all of them. */
  readonly r1: R1Ids | undefined;
  /** Tokens that are never text: controls, and R1's tags and roles. */
  readonly specials: ReadonlySet<number>;
  private readonly native: NativeModel;
  private readonly spellings: readonly string[];
  private readonly tokenizerModel: string;
  private readonly idBySpelling = new Map<string, number>();
  /** Matches any spelling of which the tokenizer would make a special token inside plain text. */
  private readonly marker: RegExp | undefined;
  /** Text of each token, once it is looked for. */
  private texts: readonly string[] | undefined;
  private readonly around = new Map<string, readonly number[]>();
  private readonly lineCounts = new Map<string, number>();
  private readonly turnEnds = new Set<number>();
  /** Tokens added to the vocabulary as plain text: spelled as they are. */
  private readonly verbatim = new Set<number>();

  constructor(native: NativeModel) {
    this.native = native;
    const specials = new Set<number>();
    const markers: string[] = [];
    this.spellings = native.spellings;
    this.tokenizerModel = native.tokenizerModel;
    for (const [token, spelling] of this.spellings.entries()) {
      const kind = native.kindOf(token);
      if (kind === 'text') continue;
      if (kind === 'control') specials.add(token);
      else this.verbatim.add(token);
      if (spelling === '') continue;
      this.idBySpelling.set(spelling, token);
      // Runs of blanks are plain text in some vocabularies, and a single character cannot be split.
      if (firstLength(spelling) < spelling.length && /\S/.test(spelling)) markers.push(spelling);
    }
    this.marker = anyOf(markers);
    this.r1 = this.findR1();
    for (const token of Object.values(this.r1 ?? {})) specials.add(token);
    this.specials = specials;
    if (this.r1) {
      for (const role of [this.r1.bos, this.r1.user, this.r1.assistant]) this.turnEnds.add(role);
    }
  }

  /** Number of tokens; native code aborts the process on ids beyond. */
  get size(): number {
    return this.spellings.length;
  }

  /** First token of any text. */
  get bos(): number | undefined {
    return this.native.bos;
  }

  /** Whether a reply is over at this token: an end of generation, or the start of somebody's turn. */
  endsTurn(token: number): boolean {
    return this.turnEnds.has(token) || this.native.isEndOfGeneration(token);
  }

  /** Spelling of {@link bos}, where texts begin with it. */
  get textStart(): string | undefined {
    const { bos } = this;
    const spelling = bos === undefined ? undefined : this.spellings[bos];
    const isUsed = this.native.prependsBos && this.idBySpelling.has(spelling ?? '');
    return isUsed ? spelling : undefined;
  }

  /** Spellings of the tokens around the parts of a fill-in-the-middle prompt, where there are such tokens. */
  get fillInMiddle(): FillInMiddleTokens | undefined {
    const ids = this.native.fillInMiddle;
    const spell = (id: number | undefined): string => this.spellings[id ?? -1] ?? '';
    const found = {
      prefix: spell(ids?.prefix),
      suffix: spell(ids?.suffix),
      middle: spell(ids?.middle),
    };
    const isKnown = Object.values(found).every((spelling) => this.idBySpelling.has(spelling));
    return isKnown ? found : undefined;
  }

  /** How infills can be asked for, the best way first. */
  get infillWays(): readonly InfillWay[] {
    const ways: InfillWay[] = this.fillInMiddle ? ['fillInMiddle', 'continue'] : ['continue'];
    return this.r1 ? [...ways, 'fillHole'] : ways;
  }

  /**
   * Tokens of a rendered prompt.
   *
   * @throws LemmaError `modelUnsupported` when the vocabulary lacks one of its control tokens.
   */
  encode(segments: readonly PromptSegment[]): number[] {
    return segments.flatMap((segment) =>
      segment.kind === 'text' ? this.tokenize(segment.text) : [this.idOf(segment.text)],
    );
  }

  /**
   * Tokens of plain text, none of them special. The library makes special tokens of tags and roles that text merely
   * mentions, so each is tokenised in two halves: the text is the same, the token is not.
   */
  tokenize(text: string): number[] {
    const tokens: number[] = [];
    for (const piece of this.splitMarkers(text)) {
      for (const token of this.native.tokenize(piece)) {
        if (this.specials.has(token)) {
          throw new LemmaError('internal', { reason: 'plain text became a special token', token });
        }
        tokens.push(token);
      }
    }
    return tokens;
  }

  /** Tokens of a line. Those of lines seen lately are remembered. */
  countLine(line: string): number {
    const known = this.lineCounts.get(line);
    if (known !== undefined) return known;
    const count = this.tokenize(line).length;
    if (this.lineCounts.size >= MOST_LINE_COUNTS) this.lineCounts.clear();
    this.lineCounts.set(line, count);
    return count;
  }

  /** Tokens that begin with a text, and those that it begins with. */
  tokensAround(text: string): readonly number[] {
    const known = this.around.get(text);
    if (known) return known;
    this.texts ??= this.spellings.map((_, token) => decoder.decode(this.bytesOf(token)));
    const found: number[] = [];
    for (const [token, own] of this.texts.entries()) {
      if (own !== '' && (own.startsWith(text) || text.startsWith(own))) found.push(token);
    }
    if (this.around.size >= MOST_AROUND) this.around.clear();
    this.around.set(text, found);
    return found;
  }

  /** UTF-8 bytes of a token, which may end or begin amid a character; specials have none. */
  bytesOf(token: number): Uint8Array {
    if (this.specials.has(token)) return NO_BYTES;
    const spelling = this.spellings[token] ?? '';
    if (this.verbatim.has(token)) return Buffer.from(spelling);
    return bytesOfSpelling(spelling, this.tokenizerModel) ?? Buffer.from(this.native.textOf(token));
  }

  private idOf(spelling: string): number {
    const id = this.idBySpelling.get(spelling);
    if (id === undefined) throw new LemmaError('modelUnsupported', { missingToken: spelling });
    return id;
  }

  private findR1(): R1Ids | undefined {
    const find = (name: keyof typeof R1_TOKENS): number =>
      this.idBySpelling.get(R1_TOKENS[name]) ?? -1;
    const ids: R1Ids = {
      bos: find('bos'),
      eos: find('eos'),
      user: find('user'),
      assistant: find('assistant'),
      thinkOpen: find('thinkOpen'),
      thinkClose: find('thinkClose'),
    };
    return Object.values(ids).includes(-1) ? undefined : ids;
  }

  /** Pieces that make up the text, each without a whole marker in it. */
  private *splitMarkers(text: string): Generator<string> {
    if (!this.marker) {
      yield text;
      return;
    }
    let start = 0;
    let from = 0;
    for (;;) {
      this.marker.lastIndex = from;
      const match = this.marker.exec(text);
      if (!match) break;
      // The cut lies inside this marker; one that overlaps it is looked for again from the cut on.
      const cut = match.index + firstLength(match[0]);
      yield text.slice(start, cut);
      start = cut;
      from = cut;
    }
    yield text.slice(start);
  }
}

/** UTF-16 units of the first character. */
function firstLength(text: string): number {
  return String.fromCodePoint(text.codePointAt(0) ?? 0).length;
}

/** A global pattern that matches any of the texts. */
function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const escaped = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(escaped.join('|'), 'g');
}
