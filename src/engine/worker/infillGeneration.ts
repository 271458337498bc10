import { fitInfillTokens, infillTokenBudget } from '../../core/completion/infillContext.js';
import { infillPrompt, infillStops, readsSuffix } from '../../core/completion/infillPrompt.js';
import { infillMode, InfillStopper } from '../../core/completion/infillStop.js';
import type { InfillWay } from '../../core/completion/infillWay.js';
import type { GenerateResult, InfillInput } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type { FinishReason, GenerationDelta } from '../../core/messages.js';
import { StopStrings } from '../../core/stream/stopStrings.js';
import type { NativeContext } from './llama.js';
import { PieceDecoder } from './pieceDecoder.js';
import { prefill } from './prefill.js';
import { ReplyCounter, type ReplyStart } from './replyCounter.js';
import type { CheckedSampling } from './samplingOptions.js';
import type { StepGate } from './stepGate.js';
import { healPrompt, HealedStream } from './tokenHealing.js';
import type { Vocabulary } from './vocabulary.js';

/** What an infill works with and reports to. */
export interface InfillOptions extends ReplyStart {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepGate;
  /** Prompt tokens evaluated between two looks at the signal. */
  readonly chunkSize: number;
  readonly input: InfillInput & { readonly way: InfillWay };
  /** Prompt tokens a second, where that was measured. */
  readonly prefillPerSecond: number | undefined;
  readonly sampling: CheckedSampling;
  readonly stop: readonly string[];
  readonly signal: AbortSignal;
  readonly onDeltas: (deltas: readonly GenerationDelta[]) => void;
}

/**
 * Writes what stands between a prefix and a suffix, without a thought, to the end of the line or block. Special tokens are
 * banned but for those that say that the text is over, and any ends it should one come all the same.
 *
 * @throws LemmaError `contextFull` when the tokens asked for leave no room for a prefix.
 */
export async function generateInfill(options: InfillOptions): Promise<GenerateResult> {
  const { context, vocabulary, gate, chunkSize, sampling, signal } = options;
  const prompt = healPrompt(promptTokens(options), vocabulary);
  const { tokens } = prompt;
  let cachedTokens = 0;
  if (!signal.aborted) {
    cachedTokens = await prefill({ context, tokens, chunkSize, gate, priority: 'infill', signal });
  }
  const counter = new ReplyCounter(options);
  const finish = signal.aborted ? 'cancelled' : await decode();
  return {
    finish,
    seed: sampling.native.seed,
    usage: counter.usage(tokens.length, cachedTokens),
  };

  async function decode(): Promise<FinishReason> {
    const decoder = new PieceDecoder(vocabulary);
    const { prefix, suffix, way, languageId = '' } = options.input;
    const stops = new StopStrings([...options.stop, ...infillStops(way)]);
    const stopper = new InfillStopper({
      mode: infillMode(prefix, suffix),
      prefix,
      suffix,
      languageId,
    });
    let shownLength = 0;
    const show = (deltas: readonly GenerationDelta[]): void => {
      if (deltas.length > 0) options.onDeltas(deltas);
    };
    const native = { ...sampling.native, banned: bannedTokens(vocabulary, way) };
    const stream = new HealedStream({ context, vocabulary, prompt, native });
    try {
      for (;;) {
        const token = await gate.run('infill', () => stream.next());
        if (signal.aborted) return 'cancelled';
        counter.count();
        if (vocabulary.specials.has(token) || vocabulary.endsTurn(token)) return 'eos';
        const complete = stopper.push(stream.added(decoder.push(token)));
        const text = stopper.text.slice(shownLength);
        shownLength += text.length;
        show(stops.push([{ kind: 'text', text, tokens: 1 }]));
        if (complete || stops.stopped) return 'stopString';
        if (counter.completionTokens >= sampling.maxTokens) return 'maxTokens';
      }
    } finally {
      show(stops.finish());
      await stream.end();
    }
  }
}

/** Tokens that are never sampled: without a suffix to lead up to, no model knows that its text is over. */
function bannedTokens(vocabulary: Vocabulary, way: InfillWay): readonly number[] {
  const specials = [...vocabulary.specials];
  return way === 'continue' ? specials : specials.filter((token) => !vocabulary.endsTurn(token));
}

/** Tokens that a prompt has beside those of its lines. */
const FRAME_TOKENS = 16;
/** The same where it holds an instruction. */
const HOLE_TOKENS = 112;

/** Tokens of the prompt, its texts cut so that the infill fits. */
function promptTokens(options: InfillOptions): number[] {
  const { context, vocabulary, input, sampling, prefillPerSecond } = options;
  const { way, prefix, languageId = '', preamble = '' } = input;
  const room = context.size - sampling.maxTokens;
  const frame = way === 'fillHole' ? HOLE_TOKENS : FRAME_TOKENS;
  if (room <= frame) {
    throw new LemmaError('contextFull', {
      contextSize: context.size,
      maxTokens: sampling.maxTokens,
    });
  }
  const suffix = readsSuffix(way) ? input.suffix : '';
  const budget = infillTokenBudget(room - frame, prefillPerSecond);
  const fitted = fitInfillTokens({ prefix, suffix, preamble }, budget, (text) =>
    vocabulary.countLine(text),
  );
  const { textStart: bos, fillInMiddle } = vocabulary;
  const tokens = vocabulary.encode(
    infillPrompt(way, { ...fitted, languageId }, { bos, fillInMiddle }),
  );
  // Lines may take a little more together than one by one.
  return tokens.slice(-room);
}
