import type { MessagePart, SampledToken } from '../messages.js';

/**
 * A token that the model was unsure of, as it is sent and stored: index of its part, where in the part's text it begins and how
 * long it is (UTF-16 code units, white space around it left out), its probability in percent, and the likeliest other tokens.
 */
export type Doubt = readonly [
  part: number,
  at: number,
  length: number,
  percent: number,
  others: readonly (readonly [text: string, percent: number])[],
];

/** Tokens at least this likely are no doubts, in percent. */
const SURE_PERCENT = 60;
/** Most doubts of one turn: about 200 kB of JSON. */
const MOST_DOUBTS = 5000;
/** Other tokens kept with a doubt. */
const MOST_OTHERS = 3;
/** Longest text kept of another token. */
const MOST_CHARS = 24;
/** Characters that may lie between two tokens: those of tokens that are no whole character. */
const MOST_SKIPPED = 8;

interface DoubtedReply {
  readonly parts: readonly MessagePart[];
  readonly status: { readonly state: string };
}

/** Finds the tokens that the model was unsure of, and where in the text of a reply they stand. */
export class DoubtFinder {
  private readonly waiting: SampledToken[] = [];
  private part = 0;
  private at = 0;
  private found = 0;

  /** Begins behind the parts there are; what is found after that lies there. */
  startAfter(parts: readonly MessagePart[]): void {
    this.part = Math.max(0, parts.length - 1);
    this.at = parts.at(-1)?.text.length ?? 0;
  }

  /** Adds tokens as they were sampled; their text may come later or have come before. */
  push(tokens: readonly SampledToken[]): void {
    this.waiting.push(...tokens);
  }

  /** Places the tokens whose text is there. */
  place({ parts, status }: DoubtedReply): readonly Doubt[] {
    const doubts: Doubt[] = [];
    if (this.waiting.length === 0) return doubts;
    const done = status.state === 'finished' || status.state === 'failed';
    let count = 0;
    for (const token of this.waiting) {
      const text = token.text.trim();
      // White space, control tokens and pieces of a character stand for nothing that can be shown.
      if (text !== '' && !text.includes('\uFFFD')) {
        const place = this.find(parts, text);
        if (place === 'later' && !done) break;
        if (place === 'found') this.note(token, text, doubts);
      }
      count += 1;
    }
    this.waiting.splice(0, count);
    return doubts;
  }

  /** Goes to the end of the next place of a text. */
  private find(parts: readonly MessagePart[], text: string): 'found' | 'nowhere' | 'later' {
    for (let part = this.part; part < parts.length; part += 1) {
      const from = part === this.part ? this.at : 0;
      const whole = parts[part]?.text ?? '';
      const near = whole.slice(from, from + text.length + MOST_SKIPPED);
      const skipped = near.indexOf(text);
      if (skipped >= 0) {
        this.part = part;
        this.at = from + skipped + text.length;
        return 'found';
      }
      if (part === parts.length - 1 && near.length < text.length + MOST_SKIPPED) return 'later';
    }
    return parts.length <= this.part ? 'later' : 'nowhere';
  }

  private note(token: SampledToken, text: string, doubts: Doubt[]): void {
    const percent = Math.round(token.probability * 100);
    if (percent >= SURE_PERCENT || this.found >= MOST_DOUBTS) return;
    this.found += 1;
    const others = token.runnersUp.slice(0, MOST_OTHERS).map(({ text: other, probability }) => {
      return [other.slice(0, MOST_CHARS), Math.round(probability * 100)] as const;
    });
    doubts.push([this.part, this.at - text.length, text.length, percent, others]);
  }
}

/** The doubts that still stand where they did after the parts of a turn were replaced. */
export function keptDoubts(
  doubts: readonly Doubt[],
  before: readonly MessagePart[],
  after: readonly MessagePart[],
): readonly Doubt[] {
  const same = before.map((part, index) => commonLength(part.text, after[index]?.text ?? ''));
  return doubts.filter(([part, at, length]) => at + length <= (same[part] ?? 0));
}

function commonLength(a: string, b: string): number {
  if (a.startsWith(b)) return b.length;
  if (b.startsWith(a)) return a.length;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}
