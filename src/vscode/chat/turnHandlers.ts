import { checkedTurn } from '../../core/check/checkedTurn.js';
import { editedQuestion } from '../../core/prompt/editedQuestion.js';
import type { CheckerClient } from '../../engine/checker/checkerClient.js';
import type { SharedHandlers } from './chatConnection.js';
import type { ChatController } from './chatController.js';

/** What {@link turnHandlers} calls. */
export interface TurnHandlersOptions {
  readonly controller: ChatController;
  readonly checker: Pick<CheckerClient, 'check'>;
}

type TurnRequest =
  | 'stop'
  | 'answerNow'
  | 'retry'
  | 'runAgain'
  | 'edit'
  | 'continue'
  | 'thinkLonger'
  | 'resume'
  | 'switchBranch'
  | 'showTurn'
  | 'chooseSample'
  | 'check';

/** What steers a turn of the chat, asks it in another way, or shows another of its answers. */
export function turnHandlers({
  controller,
  checker,
}: TurnHandlersOptions): Pick<SharedHandlers, TurnRequest> {
  return {
    stop({ turnId }) {
      controller.session?.stop(turnId);
    },
    answerNow({ turnId }) {
      controller.session?.answerNow(turnId);
    },
    retry({ turnId }) {
      controller.session?.retry(turnId);
    },
    runAgain({ turnId }) {
      controller.session?.runAgain(turnId);
    },
    edit({ turnId, text }) {
      const { session } = controller;
      const old = session?.input(turnId);
      if (session && old) session.edit(turnId, editedQuestion(old, text, session.isFirst(turnId)));
    },
    continue({ turnId }) {
      controller.session?.continueTurn(turnId);
    },
    thinkLonger({ turnId }) {
      controller.session?.thinkLonger(turnId);
    },
    resume({ turnId, thinking }) {
      controller.session?.resumeFrom(turnId, thinking);
    },
    switchBranch({ turnId, offset }) {
      controller.session?.switchBranch(turnId, offset);
    },
    showTurn({ turnId }) {
      controller.session?.show(turnId);
    },
    chooseSample({ turnId, sample }) {
      controller.session?.chooseSample(turnId, sample);
    },
    check: async ({ turnId }) => {
      const session = await controller.open();
      const turn = session.turn(turnId);
      if (!turn) return { done: false };
      session.noteFindings(turnId, await checker.check(checkedTurn(turn)));
      return { done: true };
    },
  };
}
