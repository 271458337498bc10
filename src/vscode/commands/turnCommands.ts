import { canContinue, canThinkLonger } from '../../core/chat/continuation.js';
import type { ChatController } from '../chat/chatController.js';
import type { CommandHandlers } from './commandIds.js';

type TurnCommand =
  | 'stop'
  | 'answerNow'
  | 'retry'
  | 'continueAnswer'
  | 'thinkLonger'
  | 'previousBranch'
  | 'nextBranch';

/** What can be done with a turn: with the one that runs, with the one that has the focus, else with the newest. */
export function turnCommands(controller: ChatController): Pick<CommandHandlers, TurnCommand> {
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
    async continueAnswer() {
      const session = await controller.open();
      const turn = controller.focusedTurn;
      if (turn && canContinue(turn)) session.continueTurn(turn.turnId);
    },
    async thinkLonger() {
      const session = await controller.open();
      const turn = controller.focusedTurn;
      if (turn && canThinkLonger(turn)) session.thinkLonger(turn.turnId);
    },
    previousBranch: () => switchBranch(-1),
    nextBranch: () => switchBranch(1),
  };
}
