/** What one sample answered. */
export interface Ballot {
  /** Number of the sample, from 0. */
  readonly sample: number;
  /** Its final answer; absent where it came to none. */
  readonly answer?: string | undefined;
}

/** Samples whose answers say the same. */
export interface AnswerGroup {
  /** As the first of them wrote it. */
  readonly answer: string;
  /** Numbers of the samples, in the order in which they voted. */
  readonly samples: readonly number[];
}

/** How a vote stands. */
export interface Tally {
  /** Most samples first; of equals the one that came first. */
  readonly groups: readonly AnswerGroup[];
  /** Samples that voted; those without an answer are among them. */
  readonly votes: number;
  /** Whether no group is larger than all others. */
  readonly tied: boolean;
}

/** Samples that a vote of any size begins with, unless it asks all of them at once. */
const FIRST_ROUND = 3;

/** A tally of nothing. */
export const NO_VOTES: Tally = { groups: [], votes: 0, tied: false };

/**
 * Groups answers by what they say. Each joins the first group whose first answer says the same, so that later ballots never
 * change how earlier ones were grouped.
 *
 * @param same Whether two answers say the same.
 */
export function tally(ballots: readonly Ballot[], same: (a: string, b: string) => boolean): Tally {
  const groups: { answer: string; samples: number[] }[] = [];
  for (const { sample, answer } of ballots) {
    if (answer === undefined) continue;
    const group = groups.find((each) => same(each.answer, answer));
    if (group) group.samples.push(sample);
    else groups.push({ answer, samples: [sample] });
  }
  groups.sort((a, b) => b.samples.length - a.samples.length);
  const [first, second] = groups;
  const tied = second !== undefined && first?.samples.length === second.samples.length;
  return { groups, votes: ballots.length, tied };
}

/** Whether two answers are the same but for white space. */
export function sameWords(a: string, b: string): boolean {
  return a.replaceAll(/\s+/g, '') === b.replaceAll(/\s+/g, '');
}

/** The answer that most samples agree on; absent where there is none, or more than one. */
export function winner({ groups, tied }: Tally): AnswerGroup | undefined {
  return tied ? undefined : groups[0];
}

/** Whether the winner stays the same whatever the samples say that have not voted yet. */
export function isDecided(standing: Tally, most: number): boolean {
  const left = most - standing.votes;
  return left <= 0 || lead(standing) > left;
}

/**
 * How many samples to ask for next when none is under way. A vote begins with three and ends when these agree; else it goes on
 * with as many as can decide it at best, up to `most`.
 *
 * @returns 0 when the vote is over.
 */
export function nextRound(standing: Tally, most: number): number {
  const { votes, groups } = standing;
  if (isDecided(standing, most)) return 0;
  if (votes < FIRST_ROUND) return Math.min(FIRST_ROUND, most) - votes;
  if (votes === FIRST_ROUND && groups[0]?.samples.length === votes) return 0;
  const left = most - votes;
  return Math.min(left, Math.max(1, Math.floor((left - lead(standing)) / 2) + 1));
}

/** By how many votes the first group leads. */
function lead({ groups }: Tally): number {
  const [first, second] = groups;
  return (first?.samples.length ?? 0) - (second?.samples.length ?? 0);
}
