import { l10n, QuickPickItemKind, window, type Memento, type QuickPickItem } from 'vscode';
import { basename } from 'node:path';
import type { Settings } from '../settings.js';

const RECENT = 'lemma.recentModels';
const MOST_RECENT = 8;

interface ModelItem extends QuickPickItem {
  /** What becomes of the setting; `browse` asks for a file. */
  readonly choice?: { readonly path: string } | 'browse';
}

/** Lets the user choose a model; the setting says which is chosen, and the next use loads it. */
export async function chooseModel(settings: Settings, memento: Memento): Promise<void> {
  const current = settings.get('model.path');
  const recent = recentModels(memento).filter((path) => path !== current);
  const items: ModelItem[] = [
    {
      label: `$(beaker) ${l10n.t('Demo model')}`,
      description: current === '' ? l10n.t('chosen') : '',
      detail: l10n.t('Comes with Lemma. Tiny: it knows arithmetic, linear equations and snippets.'),
      choice: { path: '' },
    },
    ...(current === '' ? [] : [modelItem(current, l10n.t('chosen'))]),
    { label: `$(folder-opened) ${l10n.t('Browse for a GGUF file…')}`, choice: 'browse' },
    ...(recent.length > 0 ? [{ label: l10n.t('recent'), kind: QuickPickItemKind.Separator }] : []),
    ...recent.map((path) => modelItem(path, '')),
  ];
  const placeHolder = l10n.t('Choose the model that answers');
  const picked = await window.showQuickPick(items, { title: 'Lemma', placeHolder });
  const path = picked?.choice === 'browse' ? await browse() : picked?.choice?.path;
  if (path === undefined) return;
  await useModel(settings, memento, path);
}

/** Makes a path the chosen model; the empty one means the demo model. */
export async function useModel(settings: Settings, memento: Memento, path: string): Promise<void> {
  const before = settings.get('model.path');
  const recent = [path, before, ...recentModels(memento)].filter((each) => each !== '');
  await memento.update(RECENT, [...new Set(recent)].slice(0, MOST_RECENT));
  await settings.update('model.path', path === '' ? undefined : path);
}

async function browse(): Promise<string | undefined> {
  const files = await window.showOpenDialog({
    canSelectMany: false,
    filters: { [l10n.t('GGUF models')]: ['gguf'], [l10n.t('All files')]: ['*'] },
    title: l10n.t('Choose a GGUF model'),
  });
  return files?.[0]?.fsPath;
}

function modelItem(path: string, description: string): ModelItem {
  return { label: `$(chip) ${basename(path)}`, description, detail: path, choice: { path } };
}

function recentModels(memento: Memento): string[] {
  const stored = memento.get<unknown>(RECENT);
  if (!Array.isArray(stored)) return [];
  return stored.filter((path): path is string => typeof path === 'string' && path !== '');
}
