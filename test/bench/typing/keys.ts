import { seededRandom } from '../../../src/cli/bench/seededRandom.js';

/** One key: what it adds to the text, or a backspace. */
export interface Key {
  readonly text: string;
  /** Milliseconds since the key before. */
  readonly afterMs: number;
}

export const BACKSPACE = '\b';

/** Middle time between two keys of somebody who types 60 words a minute, in milliseconds. */
const MEDIAN_MS = 160;
/** Spread of the logarithm of that time: times between keys are distributed about log-normally (Dhakal et al. 2018). */
const SPREAD = 0.45;
/** How much longer a key takes that begins a word or a line. */
const BORDER_FACTOR = 1.4;
/** Share of lines before which the typist stops to think or read, and for how long. */
const PAUSE_SHARE = 0.4;
const PAUSE_MS = [900, 2500] as const;
/** Share of letters that are mistyped, noticed and corrected. */
const SLIP_SHARE = 0.01;

/**
 * The keys that write a text, in the rhythm of a person. The same seed gives the same keys. As in an editor, the indentation
 * of a line comes with the key that begins it.
 */
export function keysFor(text: string, seed: number): Key[] {
  const random = seededRandom(seed);
  const interval = (): number => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return MEDIAN_MS * Math.exp(SPREAD * normal);
  };
  const keys: Key[] = [];
  for (const [piece] of text.matchAll(/\n[ \t]*|./gsu)) {
    const isLine = piece.startsWith('\n');
    const pause =
      keys.at(-1)?.text.startsWith('\n') && random() < PAUSE_SHARE
        ? PAUSE_MS[0] + random() * (PAUSE_MS[1] - PAUSE_MS[0])
        : 0;
    if (/[a-z]/.test(piece) && random() < SLIP_SHARE) {
      keys.push({ text: 'x', afterMs: interval() }, { text: BACKSPACE, afterMs: interval() });
    }
    const factor = isLine || piece === ' ' ? BORDER_FACTOR : 1;
    keys.push({ text: piece, afterMs: interval() * factor + pause });
  }
  return keys;
}
