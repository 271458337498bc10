import type { ExtensionContext, Webview } from 'vscode';
import type { LoadedModel } from '../../core/engine.js';
import type { Clock } from '../../core/stream/clock.js';
import { hubToken, setHubToken } from '../commands/hubToken.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { Settings } from '../settings.js';
import { LocalModels } from './localModels.js';
import { ModelActions } from './modelActions.js';
import { ModelDownloads } from './modelDownloads.js';
import { ModelsConnection } from './modelsConnection.js';
import { modelsHandlers } from './modelsHandlers.js';
import { ModelsOverview } from './modelsOverview.js';
import { ModelsPage } from './modelsPage.js';

/** What the part of the extension that keeps models stands on. */
export interface ModelsPartOptions {
  readonly context: ExtensionContext;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly loaded: () => LoadedModel | undefined;
  readonly onEngineChange: (listener: () => void) => () => void;
  /** Ends the engine where it holds this file. */
  readonly release: (file: string) => Promise<void>;
  /** Shows an error to the user. */
  readonly notify: (thrown: unknown) => void;
  readonly onError: (where: string, thrown: unknown) => void;
}

/** The models of the extension: what is there, what is on its way, and the page that shows both. */
export interface ModelsPart extends Disposable {
  readonly models: LocalModels;
  readonly actions: ModelActions;
  readonly downloads: ModelDownloads;
  readonly overview: ModelsOverview;
  readonly page: ModelsPage;
  readonly setHubToken: () => Promise<boolean>;
}

/** Builds it. Nothing here reads a file or the network before it is asked to. */
export function createModelsPart(options: ModelsPartOptions): ModelsPart {
  const { context, settings, clock, loaded, onEngineChange, release, notify, onError } = options;
  const owned = new DisposableList();
  const askToken = (): Promise<boolean> => setHubToken(context.secrets);
  const downloads = owned.add(
    new ModelDownloads({
      settings,
      token: () => hubToken(context.secrets),
      useModel: (path) => actions.use(path),
      onError: notify,
    }),
  );
  const models = new LocalModels({
    settings,
    memento: context.globalState,
    library: () => downloads.library,
    extensionPath: context.extensionPath,
  });
  const actions: ModelActions = new ModelActions({ settings, models, downloads, release });
  const overview = new ModelsOverview({ settings, models, downloads, actions, loaded });
  const handlers = modelsHandlers({
    actions,
    downloads,
    settings,
    setHubToken: askToken,
    isListed: async (path) => (await models.list()).some((each) => each.path === path),
    onError: notify,
  });
  const onChange = (listener: () => void): (() => void) => {
    const changes = new DisposableList();
    changes.addFunction(actions.onChange(listener));
    changes.addFunction(onEngineChange(listener));
    changes.add(
      settings.onChange(
        [
          'model.path',
          'models.folder',
          'models.overrides',
          'engine.contextSize',
          'engine.kvCacheType',
          'engine.gpu',
        ],
        listener,
      ),
    );
    return () => {
      changes.dispose();
    };
  };
  const page = owned.add(
    new ModelsPage({
      extensionUri: context.extensionUri,
      connect: (webview: Webview) =>
        new ModelsConnection({
          webview,
          overview,
          models,
          downloads,
          onChange,
          handlers,
          clock,
          onError,
        }),
    }),
  );
  return {
    models,
    actions,
    downloads,
    overview,
    page,
    setHubToken: askToken,
    dispose: () => {
      owned.dispose();
    },
  };
}
