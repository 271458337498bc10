import type { ExtensionContext } from 'vscode';
import { join } from 'node:path';
import { CheckerClient } from '../engine/checker/checkerClient.js';
import { systemClock } from '../engine/systemClock.js';
import type { LemmaApi } from './api.js';
import { LastCopy } from './attach/lastCopy.js';
import type { ChatController } from './chat/chatController.js';
import { createChatPart } from './chat/chatPart.js';
import { ChatViews } from './chat/chatViews.js';
import { registerCommands } from './commands/registerCommands.js';
import { LastEditor } from './editor/lastEditor.js';
import { createEnginePart } from './engine/enginePart.js';
import type { EngineService } from './engine/engineService.js';
import type { Foundation } from './foundation.js';
import { createInlinePart } from './inline/inlinePart.js';
import type { LaterPartOptions } from './laterPart.js';
import { DisposableList } from './lifetime/disposables.js';
import { once } from './lifetime/once.js';
import { createLog, logError } from './log.js';
import { ModelsPage } from './models/modelsPage.js';
import { watchSampling } from './samplingWatch.js';
import { Settings } from './settings.js';
import { showActivity } from './status/showActivity.js';

/** The running extension. */
export interface Container {
  readonly api: LemmaApi;
  /** Stops the model, stores the chat, frees everything. */
  close(): Promise<void>;
}

/**
 * Builds what VS Code must have from the activation on; `laterPart.ts` builds the rest of the object graph. Nothing here
 * touches a model, a file or the engine: all of that waits for its first use.
 */
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
      later().then(
        ({ notifier }) => {
          notifier.show(thrown);
        },
        () => {
          logError(log, 'notified', thrown);
        },
      );
    },
    onError: (where, thrown) => {
      logError(log, where, thrown);
    },
  };
  const { notify } = foundation;
  const later = once(async () => {
    const { createLaterPart } = await import('./laterPart.js');
    return owned.add(createLaterPart(foundation, parts));
  });

  const { engines, chosen, models } = owned.add(
    createEnginePart(foundation, (crash, decisions) => {
      later()
        .then(({ showCrash }) => showCrash(crash, decisions))
        .catch(notify);
    }),
  );
  const checker = owned.add(
    new CheckerClient({
      entry: join(context.extensionPath, 'dist', 'checker.mjs'),
      clock: systemClock,
    }),
  );
  const { controller } = owned.add(createChatPart(foundation, engines.chat, checker));
  const views = owned.add(
    new ChatViews({
      extensionUri: context.extensionUri,
      titled: controller,
      connect: async (webview) => (await later()).connectChat(webview),
      onError: notify,
    }),
  );
  const modelsPage = owned.add(
    new ModelsPage({
      extensionUri: context.extensionUri,
      connect: async (webview) => (await later()).connectModels(webview),
      onError: notify,
    }),
  );
  const inlinePart = owned.add(
    createInlinePart(
      foundation,
      engines,
      () => controller.busy,
      (thrown) => {
        later()
          .then(({ tellInfillModelFailed }) => {
            tellInfillModelFailed(thrown);
          })
          .catch(notify);
      },
    ),
  );
  const parts: LaterPartOptions = {
    engines,
    chosen,
    models,
    controller,
    checker,
    views,
    showModels: () => {
      modelsPage.show();
    },
    inlinePart,
    lastEditor: owned.add(new LastEditor()),
    lastCopy: owned.add(new LastCopy()),
  };
  owned.add(registerCommands(async () => (await later()).handlers, notify));
  owned.add(inlinePart.inline.register());
  const engine = engines.chat;
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
