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
import { setServerKey } from '../server/serverKey.js';
import { askAgainWithVotes } from '../votes/askAgainWithVotes.js';
import type { VotePlanner } from '../votes/votePlanner.js';
import type { ModelStatus } from '../status/modelStatus.js';
import { copyAnswer, shownAnswer } from './answers.js';
import { askTask, solveWithVotes } from './askTask.js';
import { calibrate } from './calibrate.js';
import type { CalibrationReport } from './calibrationReport.js';
import { copyEngineReport } from './copyEngineReport.js';
import { deleteChat, renameChat, showChats, shownChat } from './chats.js';
import { chooseInlineModel } from './chooseInlineModel.js';
import { chooseModel } from './chooseModel.js';
import { manageModels } from './manageModels.js';
import type { ModelsPart } from '../models/modelsPart.js';
import type { CommandHandlers } from './commandIds.js';
import { urisOf } from './commandUris.js';
import { exportChats } from './exportChats.js';
import { importChats } from './importChats.js';
import { showMenu } from './menu.js';
import { shownTurnCommands } from './shownTurnCommands.js';
import { suggestionCommands } from './suggestionCommands.js';
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
export function commandHandlers(
  { context, settings, log }: Foundation,
  targets: CommandTargets,
): CommandHandlers {
  const { controller, library, views, attacher, codeActions, proposals } = targets;
  const { engines, report, models, modelsPart, suggestions, inline, lastEditor } = targets;
  const engine = engines.chat;
  return {
    explain: () => askTask('explain', { controller, views }),
    solve: () => askTask('solve', { controller, views }),
    solveWithVotes: () => solveWithVotes({ controller, views, planner: targets.votePlanner }),
    askAgainWithVotes: () => askAgainWithVotes({ controller, views, planner: targets.votePlanner }),
    async addSelection() {
      await attacher.addContext();
      await views.focus();
    },
    async addFile(...args) {
      await attacher.files(urisOf(args));
      await views.focus();
    },
    async newChat() {
      await controller.newChat();
      await views.focus();
    },
    showChats: () => showChats({ controller, library, views }),
    async renameChat() {
      const chat = await shownChat(controller);
      if (chat) await renameChat(library, chat);
    },
    async deleteChat() {
      const chat = await shownChat(controller);
      if (chat) await deleteChat(library, chat);
    },
    exportChat: async () => exportChats([await library.shown()]),
    exportAllChats: async () => exportChats(await library.all()),
    async importChats() {
      await importChats(library);
      views.refreshChats();
    },
    openChatInEditor() {
      views.openInEditor();
    },
    focusChat: () => views.focus(),
    find: () => views.find(),
    editStep: (...args) => {
      views.changeStep('edit', webviewOf(args));
    },
    cutSteps: (...args) => {
      views.changeStep('cut', webviewOf(args));
    },
    ...turnCommands(controller, models),
    ...shownTurnCommands(controller, views, models),
    ...firstRunCommands({ context, controller, views, models: modelsPart.models }),
    copyAnswer: () => copyAnswer(controller),
    copyAnswerWithThinking: () => copyAnswer(controller, l10n.t('Thinking')),
    async insertAsComment() {
      const turn = await shownAnswer(controller);
      if (turn) await codeActions.insertAsComment(turn);
    },
    async toggleConfidence() {
      const shown = !settings.get('thinking.confidence');
      await settings.update('thinking.confidence', shown);
      window.setStatusBarMessage(
        shown
          ? l10n.t('Lemma: unsure words are underlined, from the next answer on')
          : l10n.t('Lemma: unsure words are not shown'),
        5000,
      );
    },
    ...suggestionCommands(suggestions, { controller, views, inline, lastEditor }),
    showMenu: () =>
      showMenu({
        suggestions: suggestions.mode(window.activeTextEditor?.document),
        inlineEnabled: settings.get('inline.enabled'),
        languageId: window.activeTextEditor?.document.languageId,
        languageOff: settings
          .get('inline.exclude')
          .includes(window.activeTextEditor?.document.languageId ?? ''),
        modelName: models.badge.name,
        busy: controller.busy,
        thinking: controller.activeTurn?.status.state === 'thinking',
        thinksFreely: controller.activeTurn?.status.thinksFreely === true,
        loaded: [engine, engines.suggestions].some(({ state }) => state.kind === 'ready'),
      }),
    chooseModel: () => chooseModel(modelsPart),
    showModels() {
      modelsPart.showPage();
    },
    manageModels: () => manageModels(modelsPart),
    async setHubToken() {
      await modelsPart.setHubToken();
    },
    chooseInlineModel: () => chooseInlineModel({ ...modelsPart, settings }),
    setServerKey: () => setServerKey(context.secrets, settings),
    calibrate: () => calibrate(engine, report),
    async unloadModel() {
      await engines.unload();
      window.setStatusBarMessage(
        l10n.t('Lemma: the model is unloaded; the next question loads it again'),
        5000,
      );
    },
    async restartEngine() {
      await engines.restart();
      window.setStatusBarMessage(
        l10n.t('Lemma: the engine has ended; the next question starts it again'),
        5000,
      );
    },
    showLog() {
      log.show();
    },
    async copyEngineReport() {
      const { version: extensionVersion } = context.extension.packageJSON as {
        readonly version: string;
      };
      const { suggestions: own } = engines;
      await copyEngineReport({ extensionVersion, engine, suggestions: own, settings });
    },
    acceptProposal: () => proposals.accept(),
    discardProposal: () => proposals.discard(),
  };
}

/** The webview whose menu a command was chosen in, as VS Code passes it. */
function webviewOf([context]: readonly unknown[]): unknown {
  return (context as { readonly webview?: unknown } | undefined)?.webview;
}
