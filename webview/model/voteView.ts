import type { TurnSnapshot, VoteStatus } from '../../src/core/chat/turn.js';
import { bytes, duration as spoken } from '../../src/core/text/quantity.js';
import { voteSummary } from '../../src/core/voting/voteSummary.js';
import { voteTime, type VoteCost } from '../../src/core/voting/voteCost.js';
import { isRunning } from './turnStates.js';
import { count, dotted, duration, tokens } from './wording.js';

/** What became of one reply of a vote. */
export type VoteTabKind =
  /** It is still written. */
  | 'running'
  /** It says what most say. */
  | 'agrees'
  /** It says something else, or is one of several that have as many votes. */
  | 'differs'
  /** It came to no answer. */
  | 'none'
  /** It was stopped before its end. */
  | 'stopped'
  /** It broke off at its server. */
  | 'broken';

/** One reply of a vote, as its tab shows it. */
export interface VoteTab {
  /** Counted from 0. */
  readonly sample: number;
  readonly kind: VoteTabKind;
  /** What it voted for. */
  readonly answer?: string;
  /** Whether the answer is TeX. */
  readonly isMath: boolean;
  /** What a screen reader says. */
  readonly name: string;
}

const KIND_WORDS: Readonly<Record<VoteTabKind, string>> = {
  running: 'being written',
  agrees: 'agrees with the most',
  differs: 'differs',
  none: 'no answer',
  stopped: 'stopped',
  broken: 'broke off',
};

/** The replies of a vote, in the order of their numbers. */
export function voteTabs({ samples = [], status }: TurnSnapshot): readonly VoteTab[] {
  const { vote } = status;
  return samples.map((sample, index): VoteTab => {
    const kind = tabKind(sample, index, vote);
    const group = vote?.groups.find((each) => each.samples.includes(index));
    const own = sample.status.boxed;
    const answer = group && (own ?? group.answer);
    return {
      sample: index,
      kind,
      isMath: own !== undefined,
      ...(answer !== undefined && { answer }),
      name: dotless(`Answer ${index + 1}`, answer, KIND_WORDS[kind]),
    };
  });
}

/** How the vote of a turn stands, in words. */
export function voteTitle({ status, samples = [] }: TurnSnapshot): string {
  const { vote, state } = status;
  if (vote === undefined) return 'Asking several times…';
  if (!isRunning(state)) return vote.votes === 0 ? 'No answer was counted' : voteSummary(vote);
  if (vote.votes === 0) return `${samples.length} answers at once…`;
  return `${voteSummary(vote)} so far…`;
}

/** Whether more than half of the replies say the same. */
export function hasMajority({ status: { vote } }: TurnSnapshot): boolean {
  return vote !== undefined && 2 * (vote.groups[0]?.samples.length ?? 0) > vote.votes;
}

/** Figures after the title. */
export function voteFigures({ status, samples = [] }: TurnSnapshot): string {
  const { vote, usage, state } = status;
  if (vote === undefined) return '';
  const written = samples.flatMap(({ parts }) => parts);
  const sum = written.reduce((total, { tokenCount }) => total + tokenCount, 0);
  const saved = vote.most - samples.length;
  return isRunning(state)
    ? dotted(`${vote.votes} of up to ${vote.most} counted`, tokens(sum))
    : dotted(
        saved > 0 && status.finish !== 'cancelled' && state !== 'failed'
          ? `${saved} of ${vote.most} not needed`
          : undefined,
        tokens(usage?.completionTokens ?? sum),
        usage && duration(usage.ttftMs + usage.decodeMs),
      );
}

/** What a vote may take, in one line. */
export function voteCostLine(cost: VoteCost): string {
  const { least, most, tokensEach, neededBytes, together } = cost;
  const { usual, longest } = voteTime(cost);
  const often = least < most ? `${least} to ${most} answers` : `${most} answers`;
  return dotted(
    often,
    usual && `about ${range(spoken(usual[0]), spoken(usual[1]))}`,
    longest === undefined ? undefined : `at most ${spoken(longest)}`,
    `at most ${count(most * tokensEach)} tokens`,
    neededBytes === undefined ? undefined : `${bytes(neededBytes)} of memory`,
    together !== undefined && together > 0 && together < most ? `${together} at once` : undefined,
  );
}

/** The reply that is shown unless the user picks another. */
export function shownSample({ status, samples = [] }: TurnSnapshot): number {
  const { chosen, groups } = status.vote ?? {};
  const leading = chosen ?? groups?.[0]?.samples[0];
  if (leading !== undefined) return leading;
  const running = samples.findIndex((sample) => isRunning(sample.status.state));
  return Math.max(0, running);
}

function tabKind(
  { status, parts }: TurnSnapshot,
  index: number,
  vote: VoteStatus | undefined,
): VoteTabKind {
  if (isRunning(status.state)) return 'running';
  if (status.state === 'failed') return 'broken';
  const group = vote?.groups.find(({ samples }) => samples.includes(index));
  if (group) return !vote?.tied && group === vote?.groups[0] ? 'agrees' : 'differs';
  // One that has ended is counted a moment later.
  return status.finish === 'cancelled' || parts.length === 0 ? 'stopped' : 'none';
}

function dotless(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ');
}

function range(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}
