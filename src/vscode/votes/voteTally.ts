import { sameWords, tally, type Ballot, type Tally } from '../../core/voting/tally.js';
import type { CheckerClient } from '../../engine/checker/checkerClient.js';

/**
 * Groups answers by what they say, in the checker's thread. Should that fail, those in the same words are grouped: a vote then
 * sees less agreement than there is, never more.
 */
export function voteTally(
  checker: Pick<CheckerClient, 'tally'>,
  onError: (where: string, thrown: unknown) => void,
): (ballots: readonly Ballot[]) => Promise<Tally> {
  return async (ballots) => {
    try {
      return await checker.tally(ballots);
    } catch (thrown) {
      onError('votes', thrown);
      return tally(ballots, sameWords);
    }
  };
}
