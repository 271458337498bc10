import type { PromptSegment } from '../../core/prompt/promptSegment.js';
import { R1_TOKENS } from '../../core/prompt/r1Chat.js';
import { TraceParser } from '../../core/reasoning/traceParser.js';
import { PieceDecoder } from './pieceDecoder.js';
import type { R1Ids, Vocabulary } from './vocabulary.js';

/** A reply so far, as its reader sees it. */
export interface ReadReply {
  readonly thinking: string;
  readonly answer: string;
  readonly phase: 'thinking' | 'answer';
  /** Whether the trace ends with a newline that is not part of {@link thinking}. */
  readonly holdsNewline: boolean;
}

/** Reads the tokens of a reply that goes on, and is then in the state in which its last token left the reader before. */
export class ReplyReader {
  readonly parser: TraceParser;
  readonly decoder: PieceDecoder;
  private readonly vocabulary: Vocabulary;
  private readonly r1: R1Ids;

  /** @param now A clock in milliseconds. */
  constructor(vocabulary: Vocabulary, r1: R1Ids, now: () => number) {
    this.vocabulary = vocabulary;
    this.r1 = r1;
    this.decoder = new PieceDecoder(vocabulary);
    this.parser = new TraceParser({ startsInThinking: false, now, tags: 'control' });
  }

  /** Reads the tokens of the whole reply, from its think tag on. */
  read(tokens: readonly number[]): ReadReply {
    const { parser } = this;
    let thinking = '';
    let answer = '';
    for (const token of tokens) {
      for (const delta of this.replay(token)) {
        if (delta.kind === 'thinking') thinking += delta.text;
        else if (delta.kind === 'text') answer += delta.text;
      }
    }
    return { thinking, answer, phase: parser.phase, holdsNewline: parser.holdsNewline };
  }

  private replay(token: number): ReturnType<TraceParser['replay']> {
    const { parser, r1 } = this;
    if (token === r1.thinkOpen) return parser.replay('', 'open');
    if (token === r1.thinkClose && parser.phase === 'thinking') {
      this.decoder.reset();
      return parser.replay('', 'close');
    }
    return parser.replay(this.vocabulary.specials.has(token) ? '' : this.decoder.push(token));
  }
}

/** The segments of a rendered chat before its last reply, and those of that reply, from its think tag on. */
export function splitReply(segments: readonly PromptSegment[]): {
  readonly before: readonly PromptSegment[];
  readonly reply: readonly PromptSegment[];
} {
  const at = segments.findLastIndex(
    ({ kind, text }) => kind === 'special' && text === R1_TOKENS.thinkOpen,
  );
  return { before: segments.slice(0, at), reply: segments.slice(at) };
}

/**
 * Tokens of a reply that goes on. Those it was written with stay, all of them where they still read as the reply, else
 * those of the thought before its first changed token; text alone would be cut into other tokens here and there.
 *
 * @param segments The reply as rendered, from its think tag on.
 * @param known The tokens it was written with; anything may stand in them.
 */
export function encodeReply(
  vocabulary: Vocabulary,
  r1: R1Ids,
  segments: readonly PromptSegment[],
  known: readonly number[],
): readonly number[] {
  const rendered = vocabulary.encode(segments);
  const isToken = (id: number): boolean =>
    Number.isInteger(id) && id >= 0 && id < vocabulary.size && !vocabulary.endsTurn(id);
  if (known[0] !== r1.thinkOpen || !known.every(isToken)) return rendered;
  const read = (tokens: readonly number[]): ReadReply =>
    new ReplyReader(vocabulary, r1, () => 0).read(tokens);
  const wanted = read(rendered);
  if (readsAs(read(known), wanted)) return known;
  const [, trace] = segments;
  if (wanted.phase !== 'thinking' || trace === undefined) return rendered;
  return [r1.thinkOpen, ...encodeTrace(vocabulary, trace.text, known.slice(1))];
}

function readsAs(known: ReadReply, wanted: ReadReply): boolean {
  return (
    known.thinking === wanted.thinking &&
    known.answer === wanted.answer &&
    known.phase === wanted.phase &&
    (known.holdsNewline || !wanted.holdsNewline)
  );
}

/** Tokens of an open trace: known ones as far as they spell it, save the last before a change, which may grow. */
function encodeTrace(vocabulary: Vocabulary, trace: string, known: readonly number[]): number[] {
  const wanted = Buffer.from(trace);
  const kept: number[] = [];
  const ends: number[] = [0];
  let length = 0;
  for (const token of known) {
    if (vocabulary.specials.has(token)) break;
    const bytes = vocabulary.bytesOf(token);
    if (!wanted.subarray(length, length + bytes.length).equals(bytes)) break;
    length += bytes.length;
    kept.push(token);
    ends.push(length);
  }
  if (length === wanted.length) return kept;
  do {
    kept.pop();
    ends.pop();
    length = ends.at(-1) ?? 0;
  } while (length > 0 && isWithinCharacter(wanted, length));
  return [...kept, ...vocabulary.tokenize(wanted.subarray(length).toString())];
}

function isWithinCharacter(utf8: Uint8Array, at: number): boolean {
  return ((utf8[at] ?? 0) & 0xc0) === 0x80;
}
