import type { Tally } from './tally.js';

/** What a vote came to, and how many of those that voted broke off. */
export interface CountedVote extends Tally {
  /** Samples among those that voted which broke off at their server; absent for none. */
  readonly broken?: number;
}

/** How a vote stands, in a few words: "4 of 5 agree", "2 of 5 agree, no majority, 1 broke off". */
export function voteSummary(vote: CountedVote): string {
  const { votes, broken = 0 } = vote;
  if (broken > 0 && broken === votes)
    return votes === 1 ? 'It broke off' : `All ${votes} broke off`;
  return broken === 0 ? agreement(vote) : `${agreement(vote)}, ${broken} broke off`;
}

function agreement({ groups, votes, tied }: Tally): string {
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
