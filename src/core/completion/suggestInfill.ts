import type { Engine, GenerateResult, LoadedModel } from '../engine.js';
import type { SamplingParams } from '../messages.js';
import { ghostText } from './ghostText.js';
import { trimInfillContext } from './infillContext.js';
import { infillPreamble, type CodeSnippet } from './infillPreamble.js';
import type { InfillWay } from './infillWay.js';

/** Text around a cursor. */
export interface InfillPlace {
  readonly prefix: string;
  readonly suffix: string;
  readonly languageId: string;
  /** Path of the document to show to the model, relative to the workspace where there is one. */
  readonly path?: string;
  /** Code of other files that may help, the most useful first. */
  readonly snippets?: readonly CodeSnippet[];
}

/** What a request for an inline suggestion came to. */
export interface InfillSuggestion extends GenerateResult {
  /** What to insert; absent when nothing is worth showing. */
  readonly text?: string;
}

/** How to ask. */
export interface InfillOptions {
  readonly sampling: SamplingParams;
  /** Absent: the best way of the model. */
  readonly way?: InfillWay;
  /** Given all that the model wrote so far, whenever there is more. */
  readonly onRaw?: (raw: string) => void;
}

/** How far around the cursor to look, in characters; the engine cuts further, by tokens. */
const LIMITS = { prefixChars: 6000, suffixChars: 2000 };
/** Size of a model file, in bytes, below which a model makes nothing of text that its training had none of. */
const TINY_MODEL = 100e6;

/**
 * Asks a loaded engine what stands between a prefix and a suffix.
 *
 * @throws LemmaError what failed; an abort gives the finish `cancelled` instead.
 */
export async function suggestInfill(
  engine: Pick<Engine, 'generate' | 'state'>,
  place: InfillPlace,
  { sampling, way, onRaw }: InfillOptions,
  signal: AbortSignal,
): Promise<InfillSuggestion> {
  const { languageId, path, snippets = [] } = place;
  const { prefix, suffix } = trimInfillContext(place.prefix, place.suffix, LIMITS);
  const preamble = readsPreamble(engine) ? infillPreamble({ path, languageId, snippets }) : '';
  let raw = '';
  const generation = engine.generate(
    {
      input: {
        kind: 'infill',
        prefix,
        suffix,
        languageId,
        ...(preamble !== '' && { preamble }),
        ...(way && { way }),
      },
      sampling,
      stop: [],
    },
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

function readsPreamble({ state }: Pick<Engine, 'state'>): boolean {
  const model: LoadedModel | undefined = state.kind === 'ready' ? state.model : undefined;
  const { fileSizeBytes = 0 } = model?.infillModel ?? model ?? {};
  return fileSizeBytes >= TINY_MODEL;
}
