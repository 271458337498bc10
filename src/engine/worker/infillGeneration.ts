import { infillMode, InfillStopper } from '../../core/completion/infillStop.js';
import type { GenerateResult } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type { FinishReason, GenerationDelta } from '../../core/messages.js';
import type { NativeContext } from './llama.js';
import { PieceDecoder } from './pieceDecoder.js';
import { prefill } from './prefill.js';
import type { CheckedSampling } from './samplingOptions.js';
import type { StepGate } from './stepGate.js';
import { StopStrings } from './stopStrings.js';
import type { Vocabulary } from './vocabulary.js';

/** What an infill works with and reports to. */
export interface InfillOptions {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepGate;
  /** Prompt tokens evaluated between two looks at the signal. */
  readonly chunkSize: number;
  readonly prefix: string;
  readonly suffix: string;
  readonly sampling: CheckedSampling;
  readonly stop: readonly string[];
  readonly signal: AbortSignal;
  readonly onDeltas: (deltas: readonly GenerationDelta[]) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** When the request came, on the same clock. */
  readonly requestedAt: number;
}

/**
 * Continues a document from its prefix, without chat format and without a thought, to the end of the line or block.
 * Special tokens are banned, and end the text should one come all the same.
 *
 * @throws LemmaError `contextFull` when the tokens asked for leave no room for a prefix.
 */
export async function generateInfill(options: InfillOptions): Promise<GenerateResult> {
  const { context, vocabulary, gate, chunkSize, sampling, signal, now } = options;
  const tokens = prefixTokens(options);
  let cachedTokens = 0;
  if (!signal.aborted) {
    cachedTokens = await prefill({ context, tokens, chunkSize, gate, priority: 'infill', signal });
  }
  let completionTokens = 0;
  let firstTokenAt: number | undefined;
  let lastTokenAt = now();
  const finish = signal.aborted ? 'cancelled' : await decode();
  return {
    finish,
    seed: sampling.native.seed,
    usage: {
      promptTokens: tokens.length,
      cachedTokens,
      thinkingTokens: 0,
      completionTokens,
      ttftMs: (firstTokenAt ?? lastTokenAt) - options.requestedAt,
      decodeMs: lastTokenAt - (firstTokenAt ?? lastTokenAt),
    },
  };

  async function decode(): Promise<FinishReason> {
    const decoder = new PieceDecoder(vocabulary);
    const stops = new StopStrings(options.stop);
    const { prefix, suffix } = options;
    const stopper = new InfillStopper({ mode: infillMode(prefix, suffix), prefix, suffix });
    let shownLength = 0;
    const stream = context.sample(tokens.slice(-1), {
      ...sampling.native,
      banned: [...vocabulary.specials],
    });
    const show = (deltas: readonly GenerationDelta[]): void => {
      if (deltas.length > 0) options.onDeltas(deltas);
    };
    try {
      for (;;) {
        const token = await gate.run('infill', () => stream.next());
        if (signal.aborted) return 'cancelled';
        completionTokens++;
        lastTokenAt = now();
        firstTokenAt ??= lastTokenAt;
        if (vocabulary.specials.has(token) || vocabulary.endsTurn(token)) return 'eos';
        const complete = stopper.push(decoder.push(token));
        const text = stopper.text.slice(shownLength);
        shownLength += text.length;
        show(stops.push([{ kind: 'text', text, tokens: 1 }]));
        if (complete || stops.stopped) return 'stopString';
        if (completionTokens >= sampling.maxTokens) return 'maxTokens';
      }
    } finally {
      show(stops.finish());
      await stream.end();
    }
  }
}

/** Tokens of the prefix, cut from the left so that the continuation fits. */
function prefixTokens({ context, vocabulary, prefix, sampling }: InfillOptions): number[] {
  const start = vocabulary.bos === undefined ? [] : [vocabulary.bos];
  const room = context.size - sampling.maxTokens - start.length;
  if (room < 1) {
    throw new LemmaError('contextFull', {
      contextSize: context.size,
      maxTokens: sampling.maxTokens,
    });
  }
  return [...start, ...vocabulary.tokenize(prefix).slice(-room)];
}
