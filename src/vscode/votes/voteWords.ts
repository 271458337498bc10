import { l10n } from 'vscode';
import { bytes, duration } from '../../core/text/quantity.js';
import { voteTime, type VoteCost } from '../../core/voting/voteCost.js';

/** What a vote may take, in one line. */
export function voteCostWords(cost: VoteCost): string {
  const { most, tokensEach, neededBytes, together } = cost;
  const { usual, longest } = voteTime(cost);
  const parts = [
    ...(usual ? [timeWords(...usual)] : []),
    ...(longest === undefined ? [] : [l10n.t('at most {0}', duration(longest))]),
    l10n.t('at most {0} tokens', (most * tokensEach).toLocaleString()),
    ...(neededBytes === undefined ? [] : [l10n.t('{0} of memory', bytes(neededBytes))]),
    ...(together !== undefined && together > 0 && together < most
      ? [l10n.t('{0} at once', together)]
      : []),
  ];
  return parts.join(', ');
}

/** Seconds from the least to the most that a vote usually takes. */
function timeWords(least: number, most: number): string {
  const [from, to] = [duration(least), duration(most)];
  return from === to ? l10n.t('about {0}', to) : l10n.t('about {0} to {1}', from, to);
}
