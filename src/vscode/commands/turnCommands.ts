import { l10n, window } from 'vscode';
import type { ChatSession } from '../../core/chat/chatSession.js';
import { canContinue, canThinkLonger } from '../../core/chat/continuation.js';
import { runAgainRefusal, type RunAgainRefusal } from '../../core/chat/runFacts.js';
import type { TurnSnapshot } from '../../core/chat/turn.js';
import type { ChatController } from '../chat/chatController.js';
import type { ModelStatus } from '../status/modelStatus.js';
import type { CommandHandlers } from './commandIds.js';
import { goOnRefusal } from './goOnRefusal.js';

type TurnCommand =
  | 'stop'
  | 'answerNow'
  | 'retry'
  | 'runAgain'
  | 'continueAnswer'
  | 'thinkLonger'
  | 'previousBranch'
  | 'nextBranch';

/** What can be done with a turn: with the one that runs, with the one that has the focus, else with the newest. */
export function turnCommands(
  controller: ChatController,
  models: Pick<ModelStatus, 'badge'>,
): Pick<CommandHandlers, TurnCommand> {
  const goOn = async (
    can: (turn: TurnSnapshot) => boolean,
    go: (session: ChatSession, turnId: string) => void,
  ): Promise<void> => {
    const session = await controller.open();
    const turn = controller.focusedTurn;
    if (!turn || !can(turn)) return;
    const refusal = goOnRefusal(models.badge);
    if (refusal === undefined) go(session, turn.turnId);
    else void window.showInformationMessage(refusal);
  };
  const switchBranch = async (offset: number): Promise<void> => {
    const session = await controller.open();
    const turn = controller.branchingTurn;
    if (turn) session.switchBranch(turn.turnId, offset);
  };
  return {
    stop() {
      const turn = controller.activeTurn;
      if (turn) controller.session?.stop(turn.turnId);
    },
    answerNow() {
      const turn = controller.activeTurn;
      if (turn) controller.session?.answerNow(turn.turnId);
    },
    async retry() {
      const session = await controller.open();
      const turn = controller.focusedTurn;
      if (turn) session.retry(turn.turnId);
    },
    async runAgain() {
      const session = await controller.open();
      const turn = controller.focusedTurn;
      const refusal = turn ? runAgainRefusal(turn) : 'nothing';
      if (turn && refusal === undefined) session.runAgain(turn.turnId);
      else void window.showInformationMessage(refusalWords(refusal ?? 'nothing'));
    },
    continueAnswer: () => goOn(canContinue, (session, turnId) => session.continueTurn(turnId)),
    thinkLonger: () => goOn(canThinkLonger, (session, turnId) => session.thinkLonger(turnId)),
    previousBranch: () => switchBranch(-1),
    nextBranch: () => switchBranch(1),
  };
}

function refusalWords(refusal: RunAgainRefusal): string {
  switch (refusal) {
    case 'running':
      return l10n.t('Lemma: wait until the answer is there, or stop it, to run it again.');
    case 'nothing':
      return l10n.t('Lemma: there is no answer here that can be run again.');
    case 'unknown':
      return l10n.t(
        'Lemma: it is not known with which seed this answer was written. Retry asks the question again.',
      );
    case 'stretches':
      return l10n.t(
        'Lemma: this answer was written in several stretches, each with its own seed, so it cannot be run again. Retry asks the question again.',
      );
  }
}
