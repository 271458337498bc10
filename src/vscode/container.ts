import { l10n, window, type ExtensionContext, type Webview } from 'vscode';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { LemmaError } from '../core/errors.js';
import { CheckerClient } from '../engine/checker/checkerClient.js';
import { childProcessTransport } from '../engine/client/childProcess.js';
import { EngineClient } from '../engine/client/engineClient.js';
import { ModelHashes } from '../engine/models/modelHashes.js';
import { readPowerSource } from '../engine/power/powerSource.js';
import { isProcessAlive } from '../engine/processes.js';
import { StateFolder } from '../engine/states/stateFolder.js';
import { systemClock } from '../engine/systemClock.js';
import { workerThreadTransport } from '../engine/client/workerThread.js';
import type { LemmaApi } from './api.js';
import { Attacher } from './attach/attacher.js';
import { attachHandlers } from './attach/attachHandlers.js';
import { AttachSuggestions } from './attach/attachSuggestions.js';
import { DraftAttachments } from './attach/draftAttachments.js';
import { LastCopy } from './attach/lastCopy.js';
import { ChatConnection } from './chat/chatConnection.js';
import { ChatController } from './chat/chatController.js';
import { chatHandlers } from './chat/chatHandlers.js';
import { ChatLibrary } from './chat/chatLibrary.js';
import { ChatViews } from './chat/chatViews.js';
import { ContextMeter } from './chat/contextMeter.js';
import { sessionHandlers } from './chat/sessionHandlers.js';
import { CodeActions, openUntitled } from './code/codeActions.js';
import { ShellRunner } from './code/shellRunner.js';
import { Proposals } from './code/proposals.js';
import { CalibrationReport } from './commands/calibrationReport.js';
import { chooseModel } from './commands/chooseModel.js';
import { commandHandlers } from './commands/handlers.js';
import { registerCommands, runCommand } from './commands/registerCommands.js';
import { LastEditor } from './editor/lastEditor.js';
import { CrashMarker } from './engine/crashMarker.js';
import { showCrash } from './engine/crashNotice.js';
import { EngineService } from './engine/engineService.js';
import { followEngine, watchMemory } from './engine/watchMemory.js';
import { chosenModel, demoModelHash, type ChosenModel } from './engine/modelChoice.js';
import { firstRunHandlers } from './firstRun/firstRunHandlers.js';
import { InfillModelLoader } from './inline/infillModelLoader.js';
import { tellInfillModelFailed } from './inline/infillModelNotice.js';
import { InlineProvider } from './inline/inlineProvider.js';
import { RelatedCode } from './inline/relatedCode.js';
import { SuggestionControl } from './inline/suggestionControl.js';
import { DisposableList } from './lifetime/disposables.js';
import { createLog, logError } from './log.js';
import { createModelsPart } from './models/modelsPart.js';
import { fewerLayers } from './models/fewerLayers.js';
import { describeError } from './notices.js';
import { Notifier, type RunRemedy } from './notifier.js';
import { runRemedy } from './remedies.js';
import { watchSampling } from './samplingWatch.js';
import { createServerEngine } from './server/createServerEngine.js';
import { servedModel, serverChoice } from './server/serverChoice.js';
import { Settings } from './settings.js';
import { ModelStatus } from './status/modelStatus.js';
import { showActivity } from './status/showActivity.js';
import { SessionShelf } from './storage/sessionShelf.js';
import { OpenChats } from './storage/openChats.js';
import { SessionStore } from './storage/sessionStore.js';
import { VotePlanner } from './votes/votePlanner.js';
import { voteTally } from './votes/voteTally.js';

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
  const clock = systemClock;
  const onError = (where: string, thrown: unknown): void => {
    logError(log, where, thrown);
  };
  const errorIn =
    (where: string) =>
    (thrown: unknown): void => {
      onError(where, thrown);
    };

  const chosen = (): ChosenModel => {
    const server = serverChoice(settings);
    return server
      ? servedModel(server)
      : chosenModel(settings.get('model.path'), context.extensionPath);
  };
  const workerEntry = join(context.extensionPath, 'dist', 'engine', 'dist', 'worker.mjs');
  const stateFolder = join(context.globalStorageUri.fsPath, 'states');
  const stateBytes = (): number => settings.get('engine.stateCacheSize') * 1e6;
  const memory = watchMemory({
    clock,
    onShort: (error) => {
      notify(error);
    },
    onError: errorIn('memory'),
  });
  const engine = new EngineService({
    createEngine(place) {
      if (place === 'server') {
        const { extensionPath, secrets, globalState: memento } = context;
        return createServerEngine({
          choice: serverChoice(settings),
          extensionPath,
          secrets,
          memento,
        });
      }
      return new EngineClient({
        spawn: () =>
          place === 'process'
            ? childProcessTransport(workerEntry)
            : workerThreadTransport(workerEntry),
        clock,
        log: (level, message) => {
          log[level](message);
        },
      });
    },
    loadParams: () => ({
      modelPath: chosen().path,
      gpu: settings.get('engine.gpu'),
      ...settings.engine(chosen().path),
      calibrationFile: join(context.globalStorageUri.fsPath, 'engine', 'calibrations.json'),
    }),
    place: () => (serverChoice(settings) ? 'server' : settings.get('engine.isolation')),
    unloadAfterMs: () => settings.get('engine.unloadAfter') * 60_000,
    beforeLoad: (params) => {
      memory.announce(params);
    },
    clock,
    stateStorage() {
      const maxBytes = stateBytes();
      return maxBytes === 0 ? undefined : { folder: stateFolder, maxBytes, leastGainMs: 20 };
    },
    crashMarker: new CrashMarker({
      folder: join(context.globalStorageUri.fsPath, 'engine'),
      pid: process.pid,
      isAlive: isProcessAlive,
      onError: errorIn('crash marker'),
    }),
    modelHashes: new ModelHashes({
      file: join(context.globalStorageUri.fsPath, 'engine', 'models.json'),
      expected: (path) => demoModelHash(path, context.extensionPath),
      onChanged(path) {
        notify(new LemmaError('modelDamaged', { path, changed: true }));
      },
      onError: errorIn('model hashes'),
    }),
    log: (level, message) => {
      log[level](message);
    },
    onError: errorIn('engine'),
    onCrash(crash) {
      log.warn(`the engine crashed: ${JSON.stringify(crash)}`);
      showCrash(crash, {
        notify,
        keepProcess: () => settings.update('engine.isolation', 'process'),
        tryThread: () => engine.forgetCrash(),
      }).catch(notify);
    },
  });
  owned.addFunction(followEngine(memory, engine));
  owned.add(
    settings.onChange(['engine.unloadAfter'], () => {
      engine.waitForIdle();
    }),
  );
  // A change of the setting is a decision, too.
  owned.add(
    settings.onChange(['engine.isolation'], () => {
      engine.forgetCrash().catch(notify);
    }),
  );
  owned.add(
    settings.onChange(['server.url', 'server.model'], () => {
      engine.restart().catch(notify);
    }),
  );
  owned.add(
    settings.onChange(['engine.stateCacheSize'], () => {
      new StateFolder(stateFolder).trim(stateBytes()).catch(notify);
    }),
  );
  const models = owned.add(
    new ModelStatus({
      chosen,
      onChosenChange: (listener) =>
        settings.onChange(['model.path', 'server.url', 'server.model'], listener),
      engineState: () => engine.state,
      onEngineChange: (listener) => engine.onStateChange(listener),
    }),
  );

  const modelsPart = owned.add(
    createModelsPart({
      context,
      settings,
      clock,
      loaded: () => (engine.state.kind === 'ready' ? engine.state.model : undefined),
      onEngineChange: (listener) =>
        engine.onStateChange(({ kind }) => {
          if (kind !== 'loading') listener();
        }),
      async release(file) {
        const model = engine.loaded?.model;
        if (model?.path === file || model?.infillModel?.path === file) await engine.restart();
      },
      notify: (thrown) => {
        notify(thrown);
      },
      onError,
    }),
  );
  const remedy: RunRemedy = (id, subject) =>
    runRemedy(
      {
        controller,
        settings,
        useDemoModel: () => modelsPart.models.use(''),
        setHubToken: modelsPart.setHubToken,
        download: (address) => modelsPart.downloads.get(address),
        fewerLayers: () => fewerLayers(settings, chosen().path),
        forgetCrash: () => engine.forgetCrash(),
      },
      id,
      subject,
    );
  const notifier = new Notifier(log, remedy);
  const notify = (thrown: unknown): void => {
    notifier.show(thrown);
  };

  const checker = owned.add(
    new CheckerClient({ entry: join(context.extensionPath, 'dist', 'checker.mjs'), clock }),
  );
  const sessionsFolder = join(context.globalStorageUri.fsPath, 'sessions');
  const store = new SessionStore({
    folder: sessionsFolder,
    clock,
    onError: notify,
    copy: (saved) => controller.copy(saved),
  });
  const controller: ChatController = new ChatController({
    store,
    memento: context.workspaceState,
    efforts: () => ({
      effort: settings.get('thinking.effort'),
      tokens: settings.get('thinking.budgets'),
    }),
    newId: randomUUID,
    clock,
    openChats: new OpenChats({
      folder: join(context.globalStorageUri.fsPath, 'open-chats'),
      onError: errorIn('open chats'),
    }),
    onShownElsewhere(title) {
      const fresh = l10n.t('New Chat');
      const words = l10n.t(
        'Lemma: “{0}” is open in another window, too. If both windows go on with it, nothing is lost: one of the two becomes a copy.',
        title,
      );
      window.showInformationMessage(words, fresh).then((picked) => {
        if (picked === fresh) controller.newChat().catch(notify);
      }, notify);
    },
    copyTitle: (title) => l10n.t('{0} (copy)', title),
    onCopied(title) {
      void window.showInformationMessage(
        l10n.t(
          'Lemma: this chat went on in another window, too. What is here goes on as a copy: {0}',
          title,
        ),
      );
    },
    async createSession(saved) {
      // On first use: its Markdown parser takes more of the activation time than all the rest.
      const { ChatSession } = await import('../core/chat/chatSession.js');
      return new ChatSession(
        {
          models: engine,
          clock,
          newId: randomUUID,
          settings: (effort) => settings.chat(effort),
          tally: voteTally(checker, onError),
          describeError(error) {
            onError('turn', error);
            return describeError(error);
          },
          onListenerError: (thrown) => {
            onError('chat', thrown);
          },
        },
        saved,
      );
    },
  });

  owned.add(
    settings.onChange(['thinking.effort', 'thinking.budgets'], () => {
      controller.tellEffort();
    }),
  );
  const proposals = owned.add(new Proposals());
  const lastEditor = owned.add(new LastEditor());
  const shelf = new SessionShelf({ folder: sessionsFolder, clock, onError: notify });
  const library = new ChatLibrary(controller, shelf, (id) => engine.forgetChat(id));
  const shell = owned.add(
    new ShellRunner({ openAsFile: (code) => openUntitled('shellscript', code) }),
  );
  const codeActions = new CodeActions(lastEditor, proposals, shell);
  const drafts = new DraftAttachments({
    memento: context.workspaceState,
    newId: randomUUID,
    countTokens: (texts) => engine.countTokens(texts),
    onError: errorIn('attachments'),
  });
  owned.addFunction(
    engine.onStateChange(({ kind }) => {
      if (kind === 'ready')
        drafts.count(true).catch((thrown: unknown) => {
          onError('attachments', thrown);
        });
    }),
  );
  const lastCopy = owned.add(new LastCopy());
  const attacher = new Attacher({ drafts, lastEditor, lastCopy });
  const meter = new ContextMeter({
    countTokens: (texts) => engine.countTokens(texts),
    model: () => (engine.state.kind === 'ready' ? engine.state.model : undefined),
    setContextSize: () => settings.engine(chosen().path).contextSize,
    settings: (effort) => settings.chat(effort),
    onError: errorIn('context gauge'),
  });
  const votePlanner = new VotePlanner({
    loaded: () => engine.loaded,
    settings: (effort) => settings.chat(effort),
    onError: errorIn('votes'),
  });
  const buttons = chatHandlers({
    meter,
    votePlanner,
    checker,
    controller,
    attacher,
    drafts,
    codeActions,
    runRemedy: remedy,
    chooseModel: () =>
      chooseModel({
        ...modelsPart,
        showPage: () => {
          modelsPart.page.show();
        },
      }),
    onError: notify,
  });
  const attaching = attachHandlers({
    attacher,
    drafts,
    suggestions: new AttachSuggestions(lastEditor),
    reveal: (attachment) => codeActions.reveal(attachment),
    onError: notify,
  });
  const handlers = {
    ...buttons,
    ...attaching,
    ...sessionHandlers(library, (name) => void runCommand(name)),
    ...firstRunHandlers((name) => void runCommand(name)),
  };
  const confidence = {
    shown: () => settings.get('thinking.confidence'),
    onChange: (listener: () => void) => settings.onChange(['thinking.confidence'], listener),
  };
  const viewSettings = {
    get current() {
      return { thinkingFold: settings.get('thinking.fold') };
    },
    onChange: (listener: () => void) => settings.onChange(['thinking.fold'], listener),
  };
  const views = owned.add(
    new ChatViews({
      extensionUri: context.extensionUri,
      titled: controller,
      connect: (webview: Webview) =>
        new ChatConnection({
          webview,
          controller,
          models,
          viewSettings,
          handlers,
          drafts,
          confidence,
          clock,
          onError,
        }),
    }),
  );
  const suggestions: SuggestionControl = owned.add(
    new SuggestionControl({
      settings,
      clock,
      tooSlow: () => inline.activity.tooSlow,
      readPower: () => readPowerSource(),
    }),
  );
  const related = owned.add(new RelatedCode());
  const infillModels = new InfillModelLoader({
    engine,
    modelPath: () => settings.get('inline.model').trim(),
    onFailure(path, thrown) {
      onError(`model for suggestions ${path}`, thrown);
      tellInfillModelFailed(thrown);
    },
  });
  const inline = owned.add(
    new InlineProvider({
      engine,
      models: infillModels,
      clock,
      mode: (document) => suggestions.mode(document),
      snippetsAt: (document, position) => related.snippetsAt(document, position),
      chatBusy: () => controller.busy,
      onError(thrown, explicit) {
        if (explicit) notify(thrown);
        else onError('inline', thrown);
      },
    }),
  );
  owned.add(
    registerCommands(
      commandHandlers({
        context,
        controller,
        library,
        views,
        attacher,
        codeActions,
        proposals,
        engine,
        votePlanner,
        report: owned.add(new CalibrationReport()),
        models,
        modelsPart,
        settings,
        suggestions,
        inline,
        lastEditor,
        log,
      }),
      notify,
    ),
  );
  owned.add(inline.register());
  owned.add(
    window.onDidChangeWindowState(({ focused }) => {
      if (focused) controller.refresh().catch(notify);
    }),
  );
  owned.add(showActivity({ controller, models, engine, inline, infillModels, suggestions, clock }));
  owned.add(watchSampling(settings, context.globalState));

  return {
    api: createApi(controller, engine),
    async close() {
      // The chat first: it must be on disk even if VS Code does not wait for the engine.
      await controller.close();
      owned.dispose();
      await engine.dispose();
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
