import type { GenerateResult } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type { FinishReason, GenerationDelta } from '../../core/messages.js';
import { endsInThinking, R1_TOKENS } from '../../core/prompt/r1Chat.js';
import { readRawPrompt } from '../../core/prompt/rawPrompt.js';
import { StopStrings } from '../../core/stream/stopStrings.js';
import type { NativeContext } from './llama.js';
import { PieceDecoder } from './pieceDecoder.js';
import { prefill } from './prefill.js';
import { ReplyCounter, type ReplyStart } from './replyCounter.js';
import type { CheckedSampling } from './samplingOptions.js';
import type { StepRunner } from './stepGate.js';
import type { Vocabulary } from './vocabulary.js';

/** What a text is continued with, and where that reports. */
export interface RawGenerationOptions extends ReplyStart {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepRunner;
  /** Prompt tokens evaluated between two looks at the signal. */
  readonly chunkSize: number;
  /** Spellings of R1's control tokens in it become these tokens. */
  readonly prompt: string;
  readonly sampling: CheckedSampling;
  readonly stop: readonly string[];
  readonly signal: AbortSignal;
  readonly onDeltas: (deltas: readonly GenerationDelta[]) => void;
  /** Called with the tokens of the prompt before they are evaluated. */
  readonly beforePrefill: (prompt: readonly number[]) => Promise<void>;
}

/**
 * Goes on with a text until the model ends its turn. Think tags come out as they are spelled; other control tokens show as
 * nothing. Tokens count as thinking up to the closing tag where the prompt ends in an open thought.
 *
 * @throws LemmaError `contextFull` when the prompt leaves no room for a token.
 */
export async function generateRaw(options: RawGenerationOptions): Promise<GenerateResult> {
  const { context, vocabulary, gate, chunkSize, sampling, signal } = options;
  const { tokens, isThinking: startsInThinking } = encodePrompt(options);
  if (tokens.length + 1 >= context.size) {
    throw new LemmaError('contextFull', {
      promptTokens: tokens.length,
      contextSize: context.size,
    });
  }
  let isThinking = startsInThinking;
  const counter = new ReplyCounter(options);
  await options.beforePrefill(tokens);
  const cachedTokens = signal.aborted
    ? 0
    : await prefill({ context, tokens, chunkSize, gate, priority: 'chat', signal });
  const finish = signal.aborted ? 'cancelled' : await decode();
  return {
    finish,
    seed: sampling.native.seed,
    usage: counter.usage(tokens.length, cachedTokens),
  };

  async function decode(): Promise<FinishReason> {
    const { r1 } = vocabulary;
    const decoder = new PieceDecoder(vocabulary);
    const stops = new StopStrings(options.stop);
    const show = (deltas: readonly GenerationDelta[]): void => {
      if (deltas.length > 0) options.onDeltas(deltas);
    };
    const emit = (text: string, count: number): void => {
      show(stops.push([{ kind: 'text', text, tokens: count }]));
    };
    const textOf = (token: number): string => {
      if (token === r1?.thinkOpen) return decoder.flush() + R1_TOKENS.thinkOpen;
      if (token === r1?.thinkClose) return decoder.flush() + R1_TOKENS.thinkClose;
      return vocabulary.specials.has(token) ? '' : decoder.push(token);
    };
    const stream = context.sample(tokens.slice(-1), sampling.native);
    try {
      for (;;) {
        const token = await gate.run('chat', () => stream.next());
        if (signal.aborted) return 'cancelled';
        counter.count(isThinking);
        if (token === r1?.thinkClose) isThinking = false;
        if (vocabulary.endsTurn(token)) {
          emit(decoder.flush(), 1);
          return 'eos';
        }
        emit(textOf(token), 1);
        if (stops.stopped) return 'stopString';
        if (counter.completionTokens >= sampling.maxTokens) return 'maxTokens';
        if (stream.used + 1 >= context.size) return 'contextFull';
      }
    } finally {
      show(stops.finish());
      await stream.end();
    }
  }
}

/** Tokens of a prompt, the one that any text begins with in front. */
function encodePrompt({ vocabulary, prompt }: RawGenerationOptions): {
  readonly tokens: readonly number[];
  readonly isThinking: boolean;
} {
  const { r1, bos, textStart } = vocabulary;
  if (!r1) {
    const begin = textStart === undefined || bos === undefined ? [] : [bos];
    return { tokens: [...begin, ...vocabulary.tokenize(prompt)], isThinking: false };
  }
  const segments = readRawPrompt(prompt);
  const tokens = vocabulary.encode(segments);
  return {
    tokens: tokens[0] === r1.bos ? tokens : [r1.bos, ...tokens],
    isThinking: endsInThinking(segments),
  };
}
