/** A thought that begins soundly and goes in circles. */
export interface SyntheticLoop {
  readonly kind: 'exact' | 'counting' | 'wording';
  /** Tokens of one period. */
  readonly period: number;
  readonly prefix: string;
  /** Token number `at` of the loop. */
  readonly tokenAt: (at: number) => string;
}

/** Tokens of periods that no detector can tell from a list of cases while they are short. */
const LEAST_VARIED = 24;
const WORDS = ['maybe', 'perhaps', 'again', 'now', 'still', 'then', 'so', 'well', 'right', 'hmm'];

/** Numbers from 0 to below 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Text in pieces about as long as a Llama 3 vocabulary cuts them. */
export function pieces(text: string): string[] {
  return text.match(/ ?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+/gu) ?? [];
}

/**
 * A loop with a period of this many tokens, cut out of one of the texts and put behind a part of another. A third of those
 * long enough count up in each period, a third change a word.
 */
export function syntheticLoop(
  texts: readonly string[],
  period: number,
  seed: number,
): SyntheticLoop {
  const random = randomFrom(seed);
  const pick = (): string[] => pieces(texts[Math.floor(random() * texts.length)] ?? '');
  const prefix = pick();
  let source = pick();
  while (source.length < period) source = [...source, ...pick()];
  const start = Math.floor(random() * (source.length - period));
  const body = source.slice(start, start + period);
  const kinds = ['exact', 'counting', 'wording'] as const;
  const kind = period < LEAST_VARIED ? 'exact' : (kinds[seed % 3] ?? 'exact');
  const place = Math.floor(random() * (period - 3));
  const first = Math.floor(random() * 90);
  const tokenAt = (at: number): string => {
    const copy = Math.floor(at / period);
    const inPeriod = at % period;
    if (kind === 'counting' && inPeriod >= place && inPeriod < place + 3) {
      return [' Step', ' ', String(first + copy)][inPeriod - place] ?? '';
    }
    if (kind === 'wording' && inPeriod === place) return ` ${WORDS[copy % WORDS.length] ?? ''}`;
    return body[inPeriod] ?? '';
  };
  const share = prefix.slice(0, Math.floor(random() * prefix.length)).join('');
  return { kind, period, prefix: share, tokenAt };
}
