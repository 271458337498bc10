import { l10n, window } from 'vscode';
import { parseModelAddress } from '../../core/models/hubAddress.js';
import type { ModelActions } from '../models/modelActions.js';
import type { ModelDownloads } from '../models/modelDownloads.js';
import {
  catalogueItems,
  type ModelChoice,
  type ModelItem,
  modelItems,
  type ModelItemsInput,
} from '../models/modelItems.js';
import type { ModelsOverview } from '../models/modelsOverview.js';

/** Tokens that a fit is told for where the context size is chosen by the memory. */
const USUAL_CONTEXT = 8192;

/** What {@link chooseModel} works on. */
export interface ChooseModelTargets {
  readonly overview: ModelsOverview;
  readonly actions: ModelActions;
  readonly downloads: ModelDownloads;
  readonly showPage: () => void;
}

/**
 * Lets the user choose a model: one on this machine, or one to download. The setting says which is chosen, and the next use
 * loads it.
 */
export async function chooseModel(targets: ChooseModelTargets): Promise<void> {
  const input = gather(targets);
  const choice = await pick(input.then(modelItems), l10n.t('Choose the model that answers'));
  if (choice?.kind !== 'more') {
    await follow(choice, targets);
    return;
  }
  const placeHolder = l10n.t('Choose a model to download: smaller files are faster and less exact');
  await follow(await pick(input.then(catalogueItems), placeHolder), targets);
}

async function pick(
  items: Promise<ModelItem[]>,
  placeHolder: string,
): Promise<ModelChoice | undefined> {
  const picked = await window.showQuickPick(items, {
    title: 'Lemma',
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.choice;
}

async function follow(choice: ModelChoice | undefined, targets: ChooseModelTargets): Promise<void> {
  if (!choice) return;
  const { actions, downloads, showPage } = targets;
  switch (choice.kind) {
    case 'use':
      await actions.use(choice.path);
      break;
    case 'download':
      await downloads.get(choice.address);
      break;
    case 'address': {
      const address = await askAddress();
      if (address) await downloads.get(address);
      break;
    }
    case 'page':
      showPage();
      break;
    case 'more':
      break;
    case 'file': {
      const path = await actions.browse();
      if (path !== undefined) await actions.use(path);
      break;
    }
  }
}

async function askAddress(): Promise<ReturnType<typeof parseModelAddress>> {
  const text = await window.showInputBox({
    title: 'Lemma',
    prompt: l10n.t('A GGUF file on the Hugging Face hub, or its address'),
    placeHolder: 'hf:user/model/file.gguf',
    ignoreFocusOut: true,
    validateInput: (value) =>
      parseModelAddress(value) ? undefined : l10n.t('Such as hf:user/model/file.gguf'),
  });
  return text === undefined ? undefined : parseModelAddress(text);
}

async function gather({ overview }: ChooseModelTargets): Promise<ModelItemsInput> {
  const { contextSize, kvCacheType, ...rest } = await overview.read();
  return { ...rest, run: { contextSize: contextSize || USUAL_CONTEXT, kvCacheType } };
}
