import { l10n, window } from 'vscode';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import { pickVotes } from './pickVotes.js';
import type { VotePlanner } from './votePlanner.js';

/** What {@link askAgainWithVotes} stands on. */
export interface AskAgainWithVotesOptions {
  readonly controller: Pick<ChatController, 'open' | 'effort' | 'focusedTurn'>;
  readonly views: Pick<ChatViews, 'reveal'>;
  readonly planner: Pick<VotePlanner, 'plan'>;
}

/**
 * Asks a question of the chat again, several times, in a branch of its own: that of the turn with the focus, else of the newest.
 * Asks first how often, and says what that takes.
 */
export async function askAgainWithVotes(options: AskAgainWithVotesOptions): Promise<void> {
  const { controller, views, planner } = options;
  const session = await controller.open();
  const { turnId = '' } = controller.focusedTurn ?? {};
  const input = session.input(turnId);
  if (!input) {
    void window.showInformationMessage(l10n.t('Lemma: nothing is asked in this chat yet.'));
    return;
  }
  const votes = await pickVotes({
    title: l10n.t('Ask Again with Votes'),
    effort: controller.effort.effort,
    plan: (most) => planner.plan(session, input.modelText, most, turnId),
  });
  if (votes === undefined) return;
  session.edit(turnId, { ...input, votes });
  await views.reveal();
}
