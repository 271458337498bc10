import type { LoadedModel } from '../engine.js';
import type { TurnStatus } from './turn.js';

/** What a turn tells of the model that runs it. */
export function modelFacts(model: LoadedModel): Pick<TurnStatus, 'model' | 'thinksFreely'> {
  return { model: model.name, ...(thinksFreely(model) && { thinksFreely: true }) };
}

/** Whether the server that runs a model decides alone how long it thinks: budgets and "Answer now" do nothing there. */
export function thinksFreely({ server }: Pick<LoadedModel, 'server'>): boolean {
  return server !== undefined && !server.takesRawPrompts;
}
