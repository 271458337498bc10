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
import type { LaterPart, LaterPartOptions } from './laterPart.js';
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
  const foundation = createFoundation(context, owned, () => later());
  const { settings, notify } = foundation;
  const later = once(async () => {
    const { createLaterPart } = await import('./laterPart.js');
    return owned.add(createLaterPart(foundation, parts));
  });
  const withLater = (work: (part: LaterPart) => void | Promise<void>): void => {
    later().then(work).catch(notify);
  };

  const { engines, chosen, models } = owned.add(
    createEnginePart(foundation, (crash, decisions) => {
      withLater(({ showCrash }) => showCrash(crash, decisions));
    }),
  );
  const entry = join(context.extensionPath, 'dist', 'checker.mjs');
  const checker = owned.add(new CheckerClient({ entry, clock: systemClock }));
  const engine = engines.chat;
  const { controller } = owned.add(createChatPart(foundation, engine, checker));
  const { views, showModels } = createPages(foundation, owned, controller, later);
  const tellModelFailed = (thrown: unknown): void => {
    withLater(({ tellInfillModelFailed }) => {
      tellInfillModelFailed(thrown);
    });
  };
  const inlinePart = owned.add(
    createInlinePart(foundation, engines, () => controller.busy, tellModelFailed),
  );
  const parts: LaterPartOptions = {
    engines,
    chosen,
    models,
    controller,
    checker,
    views,
    showModels,
    inlinePart,
    lastEditor: owned.add(new LastEditor()),
    lastCopy: owned.add(new LastCopy()),
  };
  owned.add(registerCommands(async () => (await later()).handlers, notify));
  owned.add(inlinePart.inline.register());
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

function createFoundation(
  context: ExtensionContext,
  owned: DisposableList,
  later: () => Promise<LaterPart>,
): Foundation {
  const log = owned.add(createLog());
  return {
    context,
    settings: new Settings(),
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
}

/** The pages, which VS Code may bring back by itself; what they show is loaded once one is there. */
function createPages(
  { context: { extensionUri }, notify }: Foundation,
  owned: DisposableList,
  controller: ChatController,
  later: () => Promise<LaterPart>,
): Pick<LaterPartOptions, 'views' | 'showModels'> {
  const views = owned.add(
    new ChatViews({
      extensionUri,
      titled: controller,
      connect: async (webview) => (await later()).connectChat(webview),
      onError: notify,
    }),
  );
  const modelsPage = owned.add(
    new ModelsPage({
      extensionUri,
      connect: async (webview) => (await later()).connectModels(webview),
      onError: notify,
    }),
  );
  return {
    views,
    showModels: () => {
      modelsPage.show();
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
