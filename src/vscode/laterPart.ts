import type { Webview } from 'vscode';
import { join } from 'node:path';
import type { CheckerClient } from '../engine/checker/checkerClient.js';
import { createAttachPart } from './attach/attachPart.js';
import type { LastCopy } from './attach/lastCopy.js';
import type { ChatConnection } from './chat/chatConnection.js';
import type { ChatController } from './chat/chatController.js';
import { ChatLibrary } from './chat/chatLibrary.js';
import type { ChatViews } from './chat/chatViews.js';
import { ContextMeter } from './chat/contextMeter.js';
import { viewConnector } from './chat/viewConnector.js';
import { CodeActions, openUntitled } from './code/codeActions.js';
import { Proposals } from './code/proposals.js';
import { ShellRunner } from './code/shellRunner.js';
import { CalibrationReport } from './commands/calibrationReport.js';
import type { CommandHandlers } from './commands/commandIds.js';
import { commandHandlers } from './commands/handlers.js';
import { runCommand } from './commands/registerCommands.js';
import type { LastEditor } from './editor/lastEditor.js';
import { showCrash } from './engine/crashNotice.js';
import type { EnginePart } from './engine/enginePart.js';
import type { Foundation } from './foundation.js';
import { tellInfillModelFailed } from './inline/infillModelNotice.js';
import type { InlinePart } from './inline/inlinePart.js';
import { DisposableList, type Disposable } from './lifetime/disposables.js';
import type { ModelsConnection } from './models/modelsConnection.js';
import { createModelsPart } from './models/modelsPart.js';
import { Notifier } from './notifier.js';
import { createRemedies } from './remedies.js';
import { mayBeSentTo } from './server/readableServers.js';
import { serverChoice } from './server/serverChoice.js';
import { serverGreeting } from './server/serverGreeting.js';
import { setServerKey } from './server/serverKey.js';
import { SessionShelf } from './storage/sessionShelf.js';
import { VotePlanner } from './votes/votePlanner.js';

/** What there is from the activation on. */
export interface LaterPartOptions extends Pick<EnginePart, 'engines' | 'chosen' | 'models'> {
  readonly controller: ChatController;
  readonly checker: CheckerClient;
  readonly views: ChatViews;
  readonly showModels: () => void;
  readonly inlinePart: InlinePart;
  readonly lastEditor: LastEditor;
  readonly lastCopy: LastCopy;
}

/** What activation does without: it is loaded with the first command, page or notice. */
export interface LaterPart extends Disposable {
  readonly handlers: CommandHandlers;
  readonly notifier: Notifier;
  readonly showCrash: typeof showCrash;
  readonly tellInfillModelFailed: typeof tellInfillModelFailed;
  readonly connectChat: (webview: Webview) => ChatConnection;
  readonly connectModels: (webview: Webview) => ModelsConnection;
}

/** Builds it. */
export function createLaterPart(foundation: Foundation, options: LaterPartOptions): LaterPart {
  const { context, log, settings } = foundation;
  const { engines, chosen, models, controller, lastEditor } = options;
  const engine = engines.chat;
  const owned = new DisposableList();
  const modelsPart = owned.add(createModelsPart(foundation, engines, options.showModels));
  const runRemedy = createRemedies({
    controller,
    settings,
    modelsPart,
    engines,
    chosen,
    setServerKey: () => setServerKey(context.secrets, settings),
  });
  const library = libraryOf(foundation, options);
  const proposals = owned.add(new Proposals());
  const shell = owned.add(
    new ShellRunner({ openAsFile: (code) => openUntitled('shellscript', code) }),
  );
  const codeActions = new CodeActions(lastEditor, proposals, shell);
  const { drafts, attacher } = owned.add(createAttachPart(foundation, engine, options));
  const votePlanner = votePlannerOf(foundation, options);
  const handlers = commandHandlers(foundation, {
    ...options,
    ...options.inlinePart,
    library,
    attacher,
    codeActions,
    proposals,
    votePlanner,
    report: owned.add(new CalibrationReport()),
    modelsPart,
  });
  return {
    handlers,
    notifier: new Notifier(log, runRemedy),
    showCrash,
    tellInfillModelFailed,
    connectChat: viewConnector(foundation, {
      controller,
      library,
      models,
      attacher,
      drafts,
      codeActions,
      lastEditor,
      meter: meterOf(foundation, options),
      votePlanner,
      checker: options.checker,
      runRemedy,
      chooseModel: () => runCommand('chooseModel'),
      onShown: serverGreeting({
        choice: () => serverChoice(settings),
        engine,
        maySend: (address) => mayBeSentTo(address, context.globalState),
        onError: (thrown) => {
          foundation.onError('server', thrown);
        },
      }),
    }),
    connectModels: modelsPart.connect,
    dispose: () => {
      owned.dispose();
    },
  };
}

function libraryOf(
  { context, clock, notify }: Foundation,
  { controller, engines }: LaterPartOptions,
): ChatLibrary {
  const folder = join(context.globalStorageUri.fsPath, 'sessions');
  const shelf = new SessionShelf({ folder, clock, onError: notify });
  return new ChatLibrary(controller, shelf, (id) => engines.chat.forgetChat(id));
}

function meterOf(
  { settings, onError }: Foundation,
  { engines: { chat }, chosen }: LaterPartOptions,
): ContextMeter {
  return new ContextMeter({
    countTokens: (texts) => chat.countTokens(texts),
    model: () => (chat.state.kind === 'ready' ? chat.state.model : undefined),
    setContextSize: () => settings.engine(chosen().path).contextSize,
    settings: (effort) => settings.chat(effort),
    onError: (thrown) => {
      onError('context gauge', thrown);
    },
  });
}

function votePlannerOf(
  { settings, onError }: Foundation,
  { engines: { chat } }: LaterPartOptions,
): VotePlanner {
  return new VotePlanner({
    loaded: () => chat.loaded,
    settings: (effort) => settings.chat(effort),
    onError: (thrown) => {
      onError('votes', thrown);
    },
  });
}
