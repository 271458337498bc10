import { l10n, window } from 'vscode';
import { answerText } from '../../core/chat/parts.js';
import type { TurnSnapshot } from '../../core/chat/turn.js';
import type { TurnAction } from '../../protocol/chat.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatViews } from '../chat/chatViews.js';
import type { ModelStatus } from '../status/modelStatus.js';
import type { CommandHandlers } from './commandIds.js';
import { goOnRefusal } from './goOnRefusal.js';

type ShownTurnCommand =
  | 'editQuestion'
  | 'editThinking'
  | 'showDetails'
  | 'toggleOutline'
  | 'foldSteps'
  | 'unfoldSteps'
  | 'checkAnswer';

/** What a turn must have for an action; what is whole is written no more. */
type Need = 'question' | 'thinking' | 'wholeThinking' | 'wholeAnswer';

/** What the buttons of a turn do in the view: with the turn that has the focus, else with the newest. */
export function shownTurnCommands(
  controller: ChatController,
  views: ChatViews,
  models: Pick<ModelStatus, 'badge'>,
): Pick<CommandHandlers, ShownTurnCommand> {
  const act = async (action: TurnAction, need: Need): Promise<void> => {
    await controller.open();
    const turn = controller.focusedTurn;
    const refusal = action === 'editThinking' ? goOnRefusal(models.badge) : undefined;
    const lack = turn
      ? (lackOf(turn, need) ?? refusal)
      : l10n.t('Lemma: nothing is asked in this chat yet.');
    if (turn && lack === undefined) await views.act(turn.turnId, action);
    else if (lack !== undefined) void window.showInformationMessage(lack);
  };
  return {
    editQuestion: () => act('editQuestion', 'question'),
    editThinking: () => act('editThinking', 'wholeThinking'),
    showDetails: () => act('details', 'wholeAnswer'),
    toggleOutline: () => act('outline', 'thinking'),
    foldSteps: () => act('foldSteps', 'thinking'),
    unfoldSteps: () => act('unfoldSteps', 'thinking'),
    checkAnswer: () => act('check', 'wholeAnswer'),
  };
}

/** Why an action cannot be done with a turn. */
function lackOf({ parts, status }: TurnSnapshot, need: Need): string | undefined {
  if (need === 'question') return undefined;
  const isOver = status.state === 'finished' || status.state === 'failed';
  if (need.startsWith('whole') && !isOver) {
    return l10n.t('Lemma: wait until the answer is there, or stop it.');
  }
  if (need === 'wholeAnswer') {
    return answerText(parts).trim() === ''
      ? l10n.t('Lemma: there is no answer here. Retry asks the question again.')
      : undefined;
  }
  return parts.some(({ kind, text }) => kind === 'thinking' && text.trim() !== '')
    ? undefined
    : l10n.t('Lemma: there is no thinking here.');
}
