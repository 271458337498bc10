import type { Tally } from './tally.js';

/** How a vote stands, in a few words: "4 of 5 agree". */
export function voteSummary({ groups, votes, tied }: Tally): string {
  const size = groups[0]?.samples.length ?? 0;
  if (votes === 0) return 'No answer yet';
  if (size === 0) return `None of ${votes} came to an answer`;
  if (tied) {
    const leading = groups.filter(({ samples }) => samples.length === size).length;
    return size === 1
      ? `No agreement: ${leading} different answers`
      : `No agreement: ${leading} answers have ${size} of ${votes} each`;
  }
  const agree = `${size} of ${votes} ${size === 1 ? 'answered' : 'agree'}`;
  return 2 * size > votes ? agree : `${agree}, no majority`;
}
