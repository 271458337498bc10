import { l10n, window, type QuickPickItem } from 'vscode';
import { basename } from 'node:path';
import { readGgufSummary } from '../../engine/models/ggufHeader.js';
import type { ModelsPart } from '../models/modelsPart.js';
import type { Settings } from '../settings.js';

/** Largest file that is offered, in bytes: a larger model is no faster than that of the chat. */
const MOST_BYTES = 3e9;

interface Item extends QuickPickItem {
  /** Empty for the chat's model; absent to look for a file. */
  readonly path?: string;
}

/** What {@link chooseInlineModel} works on. */
export interface ChooseInlineModelTargets {
  readonly settings: Settings;
  readonly models: Pick<ModelsPart['models'], 'list'>;
  readonly actions: Pick<ModelsPart['actions'], 'browse'>;
}

/** Lets the user choose the model that writes inline suggestions: that of the chat, or a small one that is loaded beside it. */
export async function chooseInlineModel(targets: ChooseInlineModelTargets): Promise<void> {
  const { settings, actions } = targets;
  const picked = await window.showQuickPick(items(targets), {
    title: 'Lemma',
    placeHolder: l10n.t('Choose the model that writes inline suggestions'),
  });
  if (!picked) return;
  const path = picked.path ?? (await actions.browse());
  if (path === undefined) return;
  // A file that is no model is better refused here than while typing.
  if (path !== '') await readGgufSummary(path);
  await settings.update('inline.model', path === '' ? undefined : path);
}

async function items({ settings, models }: ChooseInlineModelTargets): Promise<Item[]> {
  const chosen = settings.get('inline.model');
  const small = (await models.list()).filter(
    ({ path, sizeBytes }) => path !== '' && sizeBytes <= MOST_BYTES,
  );
  const isListed = chosen === '' || small.some(({ path }) => path === chosen);
  const paths = [...small, ...(isListed ? [] : [{ path: chosen, name: basename(chosen) }])];
  const mark = (path: string): string => (path === chosen ? l10n.t('chosen') : '');
  return [
    {
      label: `$(comment-discussion) ${l10n.t('The model of the chat')}`,
      description: mark(''),
      path: '',
    },
    ...paths.map(({ path, name }) => ({ label: `$(chip) ${name}`, description: mark(path), path })),
    {
      label: `$(folder-opened) ${l10n.t('Choose a GGUF file…')}`,
      detail: l10n.t(
        'A small model that can fill in the middle, such as Qwen2.5-Coder 0.5B or 1.5B',
      ),
    },
  ];
}
