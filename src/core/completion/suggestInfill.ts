import type { Engine, GenerateResult } from '../engine.js';
import type { SamplingParams } from '../messages.js';
import { ghostText } from './ghostText.js';
import { trimInfillContext } from './infillContext.js';

/** Text around a cursor. */
export interface InfillPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
}

/** What a request for an inline suggestion came to. */
export interface InfillSuggestion extends GenerateResult {
  /** What to insert; absent when nothing is worth showing. */
  readonly text?: string;
}

/** How to ask. */
export interface InfillOptions {
  readonly sampling: SamplingParams;
  /** Given all that the model wrote so far, whenever there is more. */
  readonly onRaw?: (raw: string) => void;
}

/** How far around the cursor the model looks, in characters (about a third as many tokens). */
const LIMITS = { prefixChars: 3000, suffixChars: 1000 };

/**
 * Asks a loaded engine what stands between a prefix and a suffix.
 *
 * @throws LemmaError what failed; an abort gives the finish `cancelled` instead.
 */
export async function suggestInfill(
  engine: Pick<Engine, 'generate'>,
  place: InfillPlace,
  { sampling, onRaw }: InfillOptions,
  signal: AbortSignal,
): Promise<InfillSuggestion> {
  const { prefix, suffix } = trimInfillContext(place.prefix, place.suffix, LIMITS);
  let raw = '';
  const generation = engine.generate(
    { input: { kind: 'infill', prefix, suffix }, sampling, stop: [] },
    {
      signal,
      onDeltas(deltas) {
        for (const delta of deltas) if (delta.kind === 'text') raw += delta.text;
        onRaw?.(raw);
      },
    },
  );
  const result = await generation.result;
  if (result.finish === 'cancelled') return result;
  const text = ghostText(raw, place);
  return text === undefined ? result : { ...result, text };
}
