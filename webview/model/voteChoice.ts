import type { Effort } from '../../src/core/sampling/r1Defaults.js';
import {
  VOTE_COUNTS,
  isVoteCount,
  votesOfEffort,
  type VoteCount,
} from '../../src/core/voting/voteCost.js';

/** How many replies the next questions are asked for: one, as many as suit the thinking effort, or up to a number. */
export type VoteChoice = 'off' | 'effort' | VoteCount;

/** A choice, as the list shows it. */
export interface VoteOption {
  readonly choice: VoteChoice;
  readonly label: string;
  readonly title: string;
}

/** Every choice, the cheapest first. */
export function voteOptions(effort: Effort): readonly VoteOption[] {
  const suits = votesOfEffort(effort);
  return [
    { choice: 'off', label: 'No votes', title: 'Each question is asked once' },
    {
      choice: 'effort',
      label: `Votes: auto (${suits})`,
      title: `Asks up to ${suits} times, as suits the thinking effort; the answer most agree on counts`,
    },
    ...VOTE_COUNTS.map((choice) => ({
      choice,
      label: `Votes: ${choice}`,
      title: `Asks up to ${choice} times; the answer most agree on counts`,
    })),
  ];
}

/** Most replies to ask for; undefined for one. */
export function votesOf(choice: VoteChoice, effort: Effort): VoteCount | undefined {
  if (choice === 'off') return undefined;
  return choice === 'effort' ? votesOfEffort(effort) : choice;
}

/** Reads a stored choice; anything else is none. */
export function parseVoteChoice(stored: unknown): VoteChoice {
  return stored === 'effort' || isVoteCount(stored) ? stored : 'off';
}
