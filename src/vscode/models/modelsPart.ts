import type { Webview } from 'vscode';
import { hubToken, setHubToken } from '../commands/hubToken.js';
import type { Engines } from '../engine/engines.js';
import type { EngineService } from '../engine/engineService.js';
import type { Foundation } from '../foundation.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { Settings } from '../settings.js';
import { LocalModels } from './localModels.js';
import { ModelActions } from './modelActions.js';
import { ModelDownloads } from './modelDownloads.js';
import { ModelsConnection } from './modelsConnection.js';
import { modelsHandlers } from './modelsHandlers.js';
import { ModelsOverview } from './modelsOverview.js';

/** The models of the extension: what is there, what is on its way, and what the page that shows both is connected to. */
export interface ModelsPart extends Disposable {
  readonly models: LocalModels;
  readonly actions: ModelActions;
  readonly downloads: ModelDownloads;
  readonly overview: ModelsOverview;
  readonly showPage: () => void;
  readonly connect: (webview: Webview) => ModelsConnection;
  /** Asks for the token of the hub; whether there is one now. */
  readonly setHubToken: () => Promise<boolean>;
}

/** Builds it. Nothing here reads a file or the network before it is asked to. */
export function createModelsPart(
  foundation: Foundation,
  engines: Engines,
  showPage: () => void,
): ModelsPart {
  const { context, settings, notify } = foundation;
  const engine = engines.chat;
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
  const actions: ModelActions = new ModelActions({
    settings,
    models,
    downloads,
    release: (file) => engines.release(file),
  });
  const overview = new ModelsOverview({
    settings,
    models,
    downloads,
    actions,
    loaded: () => engine.loaded?.model,
  });
  const parts = { models, actions, downloads, overview, setHubToken: askToken };
  return {
    ...parts,
    showPage,
    connect: modelsConnector(foundation, engine, parts),
    dispose: () => {
      owned.dispose();
    },
  };
}

/** Connects pages of models, each to the same models. */
function modelsConnector(
  { settings, clock, notify, onError }: Foundation,
  engine: EngineService,
  {
    models,
    actions,
    downloads,
    overview,
    setHubToken: askToken,
  }: Pick<ModelsPart, 'models' | 'actions' | 'downloads' | 'overview' | 'setHubToken'>,
): ModelsPart['connect'] {
  const handlers = modelsHandlers({
    actions,
    downloads,
    settings,
    setHubToken: askToken,
    isListed: async (path) => (await models.list()).some((each) => each.path === path),
    onError: notify,
  });
  return (webview) =>
    new ModelsConnection({
      webview,
      overview,
      models,
      downloads,
      onChange: (listener) => onModelsChange({ settings, engine, actions }, listener),
      handlers,
      clock,
      onError,
    });
}

/** Calls the listener whenever what the page of models shows may have changed, until the returned function is called. */
function onModelsChange(
  sources: {
    readonly settings: Settings;
    readonly engine: EngineService;
    readonly actions: ModelActions;
  },
  listener: () => void,
): () => void {
  const { settings, engine, actions } = sources;
  const changes = new DisposableList();
  changes.addFunction(actions.onChange(listener));
  changes.addFunction(
    engine.onStateChange(({ kind }) => {
      if (kind !== 'loading') listener();
    }),
  );
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
}
