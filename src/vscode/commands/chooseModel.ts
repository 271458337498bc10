import { l10n, window, type Memento } from 'vscode';
import { basename } from 'node:path';
import { parseModelAddress } from '../../core/models/hubAddress.js';
import { findModels, modelStores } from '../../engine/models/foundModels.js';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import { thisMachine } from '../../engine/models/thisMachine.js';
import { isFile } from '../engine/modelChoice.js';
import type { ModelDownloads } from '../models/modelDownloads.js';
import {
  catalogueItems,
  type LocalModel,
  type ModelChoice,
  type ModelItem,
  modelItems,
  type ModelItemsInput,
} from '../models/modelItems.js';
import type { Settings } from '../settings.js';

const RECENT = 'lemma.recentModels';
const MOST_RECENT = 8;
/** Tokens that a fit is told for where the context size is chosen by the memory. */
const USUAL_CONTEXT = 8192;

/** What {@link chooseModel} works on. */
export interface ChooseModelTargets {
  readonly settings: Settings;
  readonly memento: Memento;
  readonly downloads: ModelDownloads;
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

/** Makes a path the chosen model; the empty one means the demo model. */
export async function useModel(settings: Settings, memento: Memento, path: string): Promise<void> {
  const before = settings.get('model.path');
  const recent = [path, before, ...recentModels(memento)].filter((each) => each !== '');
  await memento.update(RECENT, [...new Set(recent)].slice(0, MOST_RECENT));
  await settings.update('model.path', path === '' ? undefined : path);
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
  const { settings, memento, downloads } = targets;
  switch (choice.kind) {
    case 'use':
      if (choice.path !== '') await tellKind(choice.path);
      await useModel(settings, memento, choice.path);
      break;
    case 'download':
      await downloads.get(choice.address);
      break;
    case 'address': {
      const address = await askAddress();
      if (address) await downloads.get(address);
      break;
    }
    case 'more':
      break;
    case 'file': {
      const path = await browse();
      if (path === undefined) return;
      await tellKind(path);
      await useModel(settings, memento, path);
      break;
    }
  }
}

/** Says so where a model is not of the R1 kind. @throws LemmaError where the file is no model. */
async function tellKind(path: string): Promise<void> {
  const { reasoning } = await readGgufSummary(path);
  if (reasoning) return;
  const message = l10n.t(
    'Lemma: {0} is no model of the R1 kind: it may not think before it answers.',
    basename(path),
  );
  void window.showWarningMessage(message);
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

async function gather(targets: ChooseModelTargets): Promise<ModelItemsInput> {
  const { settings, downloads } = targets;
  const [local, pending, machine] = await Promise.all([
    localModels(targets),
    downloads.pending(),
    thisMachine(settings.get('engine.gpu') === 'auto'),
  ]);
  const contextSize = settings.get('engine.contextSize') || USUAL_CONTEXT;
  return { chosen: settings.get('model.path'), local, pending, machine, contextSize };
}

/** The models on this machine: downloads, those of other programs, and files that were chosen before. */
async function localModels(targets: ChooseModelTargets): Promise<readonly LocalModel[]> {
  const { settings, memento, downloads } = targets;
  const [own, others] = await Promise.all([downloads.library.list(), findModels(modelStores())]);
  const known = new Map<string, LocalModel>();
  for (const { path, sizeBytes, owned } of own) {
    const from = owned ? l10n.t('downloaded') : l10n.t('in the folder of models');
    known.set(path, { path, name: basename(path), from, sizeBytes });
  }
  for (const { path, name, program, sizeBytes } of others) {
    if (!known.has(path)) known.set(path, { path, name, from: program, sizeBytes });
  }
  for (const path of [settings.get('model.path'), ...recentModels(memento)]) {
    if (path === '' || known.has(path) || !(await isFile(path))) continue;
    known.set(path, { path, name: basename(path), from: l10n.t('recent'), sizeBytes: 0 });
  }
  return [...known.values()];
}

async function browse(): Promise<string | undefined> {
  const files = await window.showOpenDialog({
    canSelectMany: false,
    filters: { [l10n.t('GGUF models')]: ['gguf'], [l10n.t('All files')]: ['*'] },
    title: l10n.t('Choose a GGUF model'),
  });
  return files?.[0]?.fsPath;
}

function recentModels(memento: Memento): string[] {
  const stored = memento.get<unknown>(RECENT);
  if (!Array.isArray(stored)) return [];
  return stored.filter((path): path is string => typeof path === 'string' && path !== '');
}
