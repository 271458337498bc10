import { l10n, window, type QuickPickItem } from 'vscode';
import { VOTE_COUNTS, votesOfEffort, type VoteCost } from '../../core/voting/voteCost.js';
import type { Effort } from '../../core/sampling/r1Defaults.js';
import { voteCostWords } from './voteWords.js';

interface VoteItem extends QuickPickItem {
  readonly most: number;
}

/** What {@link pickVotes} asks about. */
export interface PickVotesOptions {
  readonly title: string;
  /** The effort that is chosen: the number that suits it comes first. */
  readonly effort: Effort;
  /** What a vote of so many replies may take. */
  readonly plan: (most: number) => Promise<VoteCost>;
}

/** Lets the user choose how many replies to ask for, with what that may take; undefined when they leave it. */
export async function pickVotes({
  title,
  effort,
  plan,
}: PickVotesOptions): Promise<number | undefined> {
  const suits = votesOfEffort(effort);
  const item = (most: number, cost?: VoteCost): VoteItem => ({
    most,
    label: l10n.t('Up to {0} answers', most),
    ...(most === suits && { description: l10n.t('suits the thinking effort') }),
    detail: cost ? voteCostWords(cost) : l10n.t('Working out what it takes…'),
  });
  const pick = window.createQuickPick<VoteItem>();
  pick.title = title;
  pick.placeholder = l10n.t('Ask several times, and take the answer that most agree on');
  pick.items = VOTE_COUNTS.map((most) => item(most));
  pick.activeItems = pick.items.filter(({ most }) => most === suits);
  pick.busy = true;
  let open = true;
  void Promise.allSettled(VOTE_COUNTS.map(plan)).then((costs) => {
    if (!open) return;
    const active = pick.activeItems[0]?.most ?? suits;
    pick.items = VOTE_COUNTS.map((most, index) => {
      const cost = costs[index];
      return item(most, cost?.status === 'fulfilled' ? cost.value : undefined);
    });
    pick.activeItems = pick.items.filter(({ most }) => most === active);
    pick.busy = false;
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.most);
      pick.hide();
    });
    pick.onDidHide(() => {
      open = false;
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
