import { infillMode, InfillStopper } from '../infillStop.js';
import type { GhostPlace } from './ghostPlace.js';

/** A text up to the end of the line, or of the block, that it begins in. */
export function toBlockEnd(text: string, { prefix, suffix, languageId }: GhostPlace): string {
  const mode = infillMode(prefix, suffix);
  const stopper = new InfillStopper({ mode, prefix, suffix, languageId });
  stopper.push(text);
  return stopper.text;
}
