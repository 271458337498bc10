import { l10n, window } from 'vscode';
import type { Attacher } from '../attach/attacher.js';
import type { ChatController } from '../chat/chatController.js';
import type { ChatLibrary } from '../chat/chatLibrary.js';
import type { ChatViews } from '../chat/chatViews.js';
import type { CodeActions } from '../code/codeActions.js';
import type { Proposals } from '../code/proposals.js';
import type { Engines } from '../engine/engines.js';
import type { LastEditor } from '../editor/lastEditor.js';
import type { InlinePart } from '../inline/inlinePart.js';
import { firstRunCommands } from '../firstRun/firstRunCommands.js';
import type { Foundation } from '../foundation.js';
import { askAgainWithVotes } from '../votes/askAgainWithVotes.js';
import type { VotePlanner } from '../votes/votePlanner.js';
import type { Settings } from '../settings.js';
import type { ModelStatus } from '../status/modelStatus.js';
import { copyAnswer, shownAnswer } from './answers.js';
import { askTask, solveWithVotes } from './askTask.js';
import type { CalibrationReport } from './calibrationReport.js';
import { chatCommands } from './chatCommands.js';
import type { ModelsPart } from '../models/modelsPart.js';
import type { CommandHandlers } from './commandIds.js';
import { urisOf } from './commandUris.js';
import { engineCommands } from './engineCommands.js';
import { type MenuFacts, showMenu } from './menu.js';
import { modelCommands } from './modelCommands.js';
import { shownTurnCommands } from './shownTurnCommands.js';
import { suggestionCommands } from './suggestionCommands.js';
import { tell } from '../tell.js';
import { turnCommands } from './turnCommands.js';

/** What the commands work on. */
export interface CommandTargets extends Pick<InlinePart, 'inline' | 'suggestions'> {
  readonly controller: ChatController;
  readonly library: ChatLibrary;
  readonly views: ChatViews;
  readonly attacher: Attacher;
  readonly codeActions: CodeActions;
  readonly proposals: Proposals;
  readonly engines: Engines;
  readonly votePlanner: VotePlanner;
  readonly report: CalibrationReport;
  readonly models: ModelStatus;
  readonly modelsPart: ModelsPart;
  readonly lastEditor: LastEditor;
}

/** What each command does. */
export function commandHandlers(foundation: Foundation, targets: CommandTargets): CommandHandlers {
  const { controller, library, views, codeActions, proposals } = targets;
  const { engines, report, models, modelsPart, suggestions, inline, lastEditor } = targets;
  return {
    ...askCommands(targets),
    ...chatCommands(controller, library, views),
    ...turnCommands(controller, models),
    ...shownTurnCommands(controller, views, models),
    copyAnswer: () => copyAnswer(controller),
    copyAnswerWithThinking: () => copyAnswer(controller, l10n.t('Thinking')),
    async insertAsComment() {
      const turn = await shownAnswer(controller);
      if (turn) await codeActions.insertAsComment(turn);
    },
    acceptProposal: () => proposals.accept(),
    discardProposal: () => proposals.discard(),
    toggleConfidence: () => toggleConfidence(foundation.settings),
    ...suggestionCommands(suggestions, { controller, views, inline, lastEditor }),
    ...modelCommands(foundation, modelsPart),
    ...engineCommands(foundation, engines, report),
    ...firstRunCommands({
      context: foundation.context,
      controller,
      views,
      models: modelsPart.models,
    }),
    showMenu: () => showMenu(menuFacts(foundation.settings, targets)),
  };
}

type AskCommand =
  'explain' | 'solve' | 'solveWithVotes' | 'askAgainWithVotes' | 'addSelection' | 'addFile';

/** What asks about the editor, or attaches what is to be asked about. */
function askCommands({
  controller,
  views,
  attacher,
  votePlanner: planner,
}: CommandTargets): Pick<CommandHandlers, AskCommand> {
  return {
    explain: () => askTask('explain', { controller, views }),
    solve: () => askTask('solve', { controller, views }),
    solveWithVotes: () => solveWithVotes({ controller, views, planner }),
    askAgainWithVotes: () => askAgainWithVotes({ controller, views, planner }),
    async addSelection() {
      await attacher.addContext();
      await views.focus();
    },
    async addFile(...args) {
      await attacher.files(urisOf(args));
      await views.focus();
    },
  };
}

async function toggleConfidence(settings: Settings): Promise<void> {
  const shown = !settings.get('thinking.confidence');
  await settings.update('thinking.confidence', shown);
  tell(
    shown
      ? l10n.t('Lemma: unsure words are underlined, from the next answer on')
      : l10n.t('Lemma: unsure words are not shown'),
  );
}

function menuFacts(
  settings: Settings,
  { suggestions, models, controller, engines }: CommandTargets,
): MenuFacts {
  const document = window.activeTextEditor?.document;
  const active = controller.activeTurn?.status;
  return {
    suggestions: suggestions.mode(document),
    inlineEnabled: settings.get('inline.enabled'),
    languageId: document?.languageId,
    languageOff: settings.get('inline.exclude').includes(document?.languageId ?? ''),
    modelName: models.badge.name,
    busy: controller.busy,
    thinking: active?.state === 'thinking',
    thinksFreely: active?.thinksFreely === true,
    loaded: [engines.chat, engines.suggestions].some(({ state }) => state.kind === 'ready'),
  };
}
