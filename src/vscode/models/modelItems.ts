import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { basename } from 'node:path';
import { CATALOGUE, type CatalogueFile } from '../../core/models/catalogue.js';
import { fileNameOf, type ModelAddress } from '../../core/models/hubAddress.js';
import { fitModel, type Machine } from '../../core/models/modelFit.js';
import { recommend } from '../../core/models/recommend.js';
import { bytes } from '../../core/text/quantity.js';
import type { PendingDownload } from './modelDownloads.js';
import { fitWords, reasonWords } from './modelWords.js';

/** What choosing an entry does. */
export type ModelChoice =
  | { readonly kind: 'use'; readonly path: string }
  | { readonly kind: 'download'; readonly address: ModelAddress }
  | { readonly kind: 'more' | 'address' | 'file' };

/** An entry of the list of models. */
export interface ModelItem extends QuickPickItem {
  readonly choice?: ModelChoice;
}

/** A model file on this machine. */
export interface LocalModel {
  readonly path: string;
  readonly name: string;
  /** Who keeps it. */
  readonly from: string;
  readonly sizeBytes: number;
}

/** What the list is made of. */
export interface ModelItemsInput {
  /** Path of the chosen model; empty for the demo model. */
  readonly chosen: string;
  readonly local: readonly LocalModel[];
  readonly pending: readonly PendingDownload[];
  readonly machine: Machine;
  readonly contextSize: number;
}

/** The first list: what is here, what is recommended, and the ways to everything else. */
export function modelItems(input: ModelItemsInput): ModelItem[] {
  const { chosen, local, pending } = input;
  return [
    {
      label: `$(beaker) ${l10n.t('Demo model')}`,
      description: chosen === '' ? l10n.t('chosen') : '',
      detail: l10n.t('Comes with Lemma. Tiny: it knows arithmetic, linear equations and snippets.'),
      choice: { kind: 'use', path: '' },
    },
    ...(local.length > 0 ? [separator(l10n.t('on this machine'))] : []),
    ...local.map(({ path, name, from, sizeBytes }): ModelItem => {
      const words = [from, ...(sizeBytes > 0 ? [bytes(sizeBytes)] : [])];
      if (path === chosen) words.unshift(l10n.t('chosen'));
      return {
        label: `$(chip) ${name}`,
        description: words.join(' · '),
        detail: path,
        choice: { kind: 'use', path },
      };
    }),
    ...(pending.length > 0 ? [separator(l10n.t('paused'))] : []),
    ...pending.map(({ address, name, receivedBytes }): ModelItem => ({
      label: `$(debug-continue) ${l10n.t('Resume download: {0}', name)}`,
      description: l10n.t('{0} are here', bytes(receivedBytes)),
      choice: { kind: 'download', address },
    })),
    ...recommended(input),
    separator(l10n.t('more')),
    { label: `$(list-unordered) ${l10n.t('More models…')}`, choice: { kind: 'more' } },
    {
      label: `$(link) ${l10n.t('Enter an hf: name or address…')}`,
      choice: { kind: 'address' },
    },
    { label: `$(folder-opened) ${l10n.t('Choose a file…')}`, choice: { kind: 'file' } },
  ];
}

/** The second list: each file of the catalogue, by model. */
export function catalogueItems(input: ModelItemsInput): ModelItem[] {
  return CATALOGUE.flatMap((model): ModelItem[] => [
    separator(model.name),
    ...model.files.map((file): ModelItem => {
      const { geometry } = model;
      const { contextSize, machine } = input;
      const fit = fitModel({ fileSizeBytes: file.sizeBytes, geometry, contextSize }, machine);
      return downloadItem(model.name, file, fitWords(fit), input);
    }),
  ]);
}

function recommended(input: ModelItemsInput): ModelItem[] {
  const [model] = CATALOGUE;
  const best = model && recommend(model, input.machine, input.contextSize);
  if (!best) return [];
  const detail = `${reasonWords(best)} · ${fitWords(best.fit)}`;
  return [
    separator(l10n.t('recommended for this machine')),
    downloadItem(model.name, best.file, detail, input),
  ];
}

function downloadItem(
  name: string,
  file: CatalogueFile,
  detail: string,
  { local }: ModelItemsInput,
): ModelItem {
  const fileName = fileNameOf(file.address);
  const present = local.find(({ path }) => basename(path) === fileName);
  const size = `${file.sizeIs === 'estimated' ? '≈ ' : ''}${bytes(file.sizeBytes)}`;
  const label = `${name} ${file.quantisation}`;
  return present
    ? {
        label: `$(check) ${label}`,
        description: `${size} · ${l10n.t('on this machine')}`,
        detail,
        choice: { kind: 'use', path: present.path },
      }
    : {
        label: `$(cloud-download) ${label}`,
        description: size,
        detail,
        choice: { kind: 'download', address: file.address },
      };
}

function separator(label: string): ModelItem {
  return { label, kind: QuickPickItemKind.Separator };
}
