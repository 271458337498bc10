import type { Foundation } from '../foundation.js';
import type { Disposable } from '../lifetime/disposables.js';
import { servedModel, serverChoice } from '../server/serverChoice.js';
import { ModelStatus } from '../status/modelStatus.js';
import { Engines, type TellCrash } from './engines.js';
import { chosenModel, type ChosenModel } from './modelChoice.js';

/** The engines of the extension and the model that the chat's is for. To be disposed before the engines, which end by themselves. */
export interface EnginePart extends Disposable {
  readonly engines: Engines;
  /** The model that the user chose, here or at a server. */
  readonly chosen: () => ChosenModel;
  readonly models: ModelStatus;
}

/** Builds it. No engine runs before its first use. */
export function createEnginePart(foundation: Foundation, tellCrash: TellCrash): EnginePart {
  const { context, settings } = foundation;
  const chosen = (): ChosenModel => {
    const server = serverChoice(settings);
    return server
      ? servedModel(server)
      : chosenModel(settings.get('model.path'), context.extensionPath);
  };
  const engines = new Engines(foundation, () => chosen().path, tellCrash);
  const models = new ModelStatus({
    chosen,
    onChosenChange: (listener) =>
      settings.onChange(['model.path', 'server.url', 'server.model'], listener),
    engineState: () => engines.chat.state,
    onEngineChange: (listener) => engines.chat.onStateChange(listener),
  });
  return {
    engines,
    chosen,
    models,
    dispose: () => {
      models.dispose();
    },
  };
}
