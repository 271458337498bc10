import type { Foundation } from '../foundation.js';
import type { ModelsPart } from '../models/modelsPart.js';
import { setServerKey } from '../server/serverKey.js';
import { chooseInlineModel } from './chooseInlineModel.js';
import { chooseModel } from './chooseModel.js';
import type { CommandHandlers } from './commandIds.js';
import { manageModels } from './manageModels.js';

type ModelCommand =
  | 'chooseModel'
  | 'showModels'
  | 'manageModels'
  | 'chooseInlineModel'
  | 'setHubToken'
  | 'setServerKey';

/** What chooses a model, on this machine or at a server, and keeps those on the disk. */
export function modelCommands(
  { context, settings }: Pick<Foundation, 'context' | 'settings'>,
  modelsPart: ModelsPart,
): Pick<CommandHandlers, ModelCommand> {
  return {
    chooseModel: () => chooseModel(modelsPart),
    showModels() {
      modelsPart.showPage();
    },
    manageModels: () => manageModels(modelsPart),
    chooseInlineModel: () => chooseInlineModel({ ...modelsPart, settings }),
    async setHubToken() {
      await modelsPart.setHubToken();
    },
    async setServerKey() {
      await setServerKey(context.secrets, settings);
    },
  };
}
