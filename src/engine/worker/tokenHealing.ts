import type { NativeContext } from './llama.js';
import type { NativeSampling } from './nativeStep.js';
import type { TokenStream } from './tokenStream.js';
import type { Vocabulary } from './vocabulary.js';

/** A prompt whose last token the cursor may have cut in half. */
export interface HealedPrompt {
  /** The prompt, less its last token where that may be half of another one. */
  readonly tokens: readonly number[];
  /** Text of the token left out, which the model has to write again first; empty where none was. */
  readonly rest: string;
}

/** Longest text that is taken back, in characters. */
const LONGEST = 12;

/**
 * Takes back the last token of a prompt when others begin with its text. A tokenizer cuts text where it ends: `retu`, or the blank in `a = `,
 * then is a token that hardly ever stands before `rn` or `b` in what a model was trained on. To leave the choice of that token to the model
 * again is called token healing.
 */
export function healPrompt(
  tokens: readonly number[],
  vocabulary: Pick<Vocabulary, 'bytesOf' | 'specials' | 'tokensAround'>,
): HealedPrompt {
  const last = tokens.at(-1);
  const whole = { tokens, rest: '' };
  if (last === undefined || tokens.length < 2 || vocabulary.specials.has(last)) return whole;
  const rest = new TextDecoder().decode(vocabulary.bytesOf(last));
  // Half a character says nothing, and no text goes on behind the end of a line.
  if (!/^[\x20-\x7e\t]+$/.test(rest) || rest.length > LONGEST) return whole;
  if (vocabulary.tokensAround(rest).length < 2) return whole;
  return { tokens: tokens.slice(0, -1), rest };
}

/** What a {@link HealedStream} samples from. */
export interface HealedStreamOptions {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly prompt: HealedPrompt;
  readonly native: NativeSampling;
}

/** Samples behind a healed prompt: first what spells the text that was taken back, then anything. */
export class HealedStream {
  private readonly options: HealedStreamOptions;
  private rest: string;
  private before: readonly number[];
  private stream: TokenStream | undefined;

  constructor(options: HealedStreamOptions) {
    this.options = options;
    this.rest = options.prompt.rest;
    this.before = options.prompt.tokens.slice(-1);
  }

  /** Samples the next token. */
  async next(): Promise<number> {
    const { context, vocabulary, native } = this.options;
    if (this.rest === '') {
      this.stream ??= context.sample(this.before, native);
      return this.stream.next();
    }
    const preferred = vocabulary.tokensAround(this.rest);
    const [step] = await context.step(this.before, 1, { ...native, preferred });
    if (!step) throw new RangeError('a step without a token');
    this.before = [step.token];
    return step.token;
  }

  /** What the text of the token sampled last adds to the document: nothing as far as it is what was taken back. */
  added(text: string): string {
    if (this.rest === '') return text;
    const { rest } = this;
    this.rest = rest.slice(text.length);
    return text.slice(rest.length);
  }

  /** Leaves nothing evaluated that was not given. */
  async end(): Promise<void> {
    await this.stream?.end();
  }
}
