import type { ExtensionContext } from 'vscode';
import { join } from 'node:path';
import { CheckerClient } from '../engine/checker/checkerClient.js';
import { systemClock } from '../engine/systemClock.js';
import type { LemmaApi } from './api.js';
import { createAttachPart } from './attach/attachPart.js';
import type { ChatController } from './chat/chatController.js';
import { createChatPart } from './chat/chatPart.js';
import { ContextMeter } from './chat/contextMeter.js';
import { createChatViews } from './chat/createChatViews.js';
import { CodeActions, openUntitled } from './code/codeActions.js';
import { Proposals } from './code/proposals.js';
import { ShellRunner } from './code/shellRunner.js';
import { CalibrationReport } from './commands/calibrationReport.js';
import { commandHandlers } from './commands/handlers.js';
import { registerCommands, runCommand } from './commands/registerCommands.js';
import { LastEditor } from './editor/lastEditor.js';
import { createEnginePart } from './engine/enginePart.js';
import type { EngineService } from './engine/engineService.js';
import type { Foundation } from './foundation.js';
import { createInlinePart } from './inline/inlinePart.js';
import { DisposableList } from './lifetime/disposables.js';
import { createLog, logError } from './log.js';
import { createModelsPart } from './models/modelsPart.js';
import { Notifier } from './notifier.js';
import { createRemedies } from './remedies.js';
import { watchSampling } from './samplingWatch.js';
import { Settings } from './settings.js';
import { showActivity } from './status/showActivity.js';
import { VotePlanner } from './votes/votePlanner.js';

/** The running extension. */
export interface Container {
  readonly api: LemmaApi;
  /** Stops the model, stores the chat, frees everything. */
  close(): Promise<void>;
}

/** Builds the object graph. Nothing here touches a model, a file or the engine: all of that waits for its first use. */
export function createContainer(context: ExtensionContext): Container {
  const owned = new DisposableList();
  const log = owned.add(createLog());
  const settings = new Settings();
  const foundation: Foundation = {
    context,
    settings,
    clock: systemClock,
    log,
    notify: (thrown) => {
      notifier.show(thrown);
    },
    onError: (where, thrown) => {
      logError(log, where, thrown);
    },
  };
  const { notify, onError } = foundation;

  const { engines, chosen, models } = owned.add(createEnginePart(foundation));
  const engine = engines.chat;
  const modelsPart = owned.add(createModelsPart(foundation, engines));
  const checker = owned.add(
    new CheckerClient({
      entry: join(context.extensionPath, 'dist', 'checker.mjs'),
      clock: systemClock,
    }),
  );
  const { controller, library } = owned.add(createChatPart(foundation, engine, checker));
  const runRemedy = createRemedies({ controller, settings, modelsPart, engines, chosen });
  const notifier = new Notifier(log, runRemedy);

  const proposals = owned.add(new Proposals());
  const lastEditor = owned.add(new LastEditor());
  const shell = owned.add(
    new ShellRunner({ openAsFile: (code) => openUntitled('shellscript', code) }),
  );
  const codeActions = new CodeActions(lastEditor, proposals, shell);
  const { drafts, attacher } = owned.add(createAttachPart(foundation, engine, lastEditor));
  const meter = new ContextMeter({
    countTokens: (texts) => engine.countTokens(texts),
    model: () => (engine.state.kind === 'ready' ? engine.state.model : undefined),
    setContextSize: () => settings.engine(chosen().path).contextSize,
    settings: (effort) => settings.chat(effort),
    onError: (thrown) => {
      onError('context gauge', thrown);
    },
  });
  const votePlanner = new VotePlanner({
    loaded: () => engine.loaded,
    settings: (effort) => settings.chat(effort),
    onError: (thrown) => {
      onError('votes', thrown);
    },
  });
  const views = owned.add(
    createChatViews(foundation, {
      controller,
      library,
      models,
      attacher,
      drafts,
      codeActions,
      lastEditor,
      meter,
      votePlanner,
      checker,
      runRemedy,
      chooseModel: () => runCommand('chooseModel'),
    }),
  );
  const inlinePart = owned.add(createInlinePart(foundation, engines, () => controller.busy));
  const { inline } = inlinePart;
  const handlers = commandHandlers(foundation, {
    ...inlinePart,
    controller,
    library,
    views,
    attacher,
    codeActions,
    proposals,
    engines,
    votePlanner,
    report: owned.add(new CalibrationReport()),
    models,
    modelsPart,
    lastEditor,
  });
  owned.add(registerCommands(handlers, notify));
  owned.add(inline.register());
  owned.add(showActivity({ ...inlinePart, controller, models, engine, clock: systemClock }));
  owned.add(watchSampling(settings, context.globalState));

  return {
    api: createApi(controller, engine),
    async close() {
      // The chat first: it must be on disk even if VS Code does not wait for the engine.
      await controller.close();
      owned.dispose();
      await engines.dispose();
    },
  };
}

function createApi(controller: ChatController, engine: EngineService): LemmaApi {
  return {
    version: 1,
    chat: {
      turns: () => controller.turns,
      onEvent: (listener) => ({ dispose: controller.onEvent(listener) }),
    },
    engine: {
      get state() {
        return engine.state;
      },
      onStateChange: (listener) => ({ dispose: engine.onStateChange(listener) }),
    },
  };
}
