import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { CATALOGUE, type CatalogueFile } from '../../core/models/catalogue.js';
import { fileNameOf, type ModelAddress, parseModelAddress } from '../../core/models/hubAddress.js';
import { fitModel, type Machine } from '../../core/models/modelFit.js';
import { modelFileName } from '../../core/models/modelOverrides.js';
import { recommend, type RecommendedRun } from '../../core/models/recommend.js';
import { bytes } from '../../core/text/quantity.js';
import type { DownloadState, LocalModel } from '../../protocol/models.js';
import { fitWords, originWords, reasonWords } from './modelWords.js';

/** What choosing an entry does. */
export type ModelChoice =
  | { readonly kind: 'use'; readonly path: string }
  | { readonly kind: 'download'; readonly address: ModelAddress }
  | { readonly kind: 'more' | 'page' | 'address' | 'file' };

/** An entry of the list of models. */
export interface ModelItem extends QuickPickItem {
  readonly choice?: ModelChoice;
}

/** What the list is made of. */
export interface ModelItemsInput {
  /** Path of the chosen model; empty for the demo model. */
  readonly chosen: string;
  readonly models: readonly LocalModel[];
  readonly downloads: readonly DownloadState[];
  readonly machine: Machine;
  /** How a model is to run. */
  readonly run: RecommendedRun;
}

/** The first list: what is here, what is recommended, and the ways to everything else. */
export function modelItems(input: ModelItemsInput): ModelItem[] {
  const { chosen, models, downloads } = input;
  const others = models.filter(({ origin }) => origin !== 'demo');
  const paused = downloads.filter(({ state }) => state === 'paused' || state === 'failed');
  return [
    {
      label: `$(beaker) ${l10n.t('Demo model')}`,
      description: chosen === '' ? l10n.t('chosen') : '',
      detail: l10n.t(
        'Comes with Lemma. Tiny: it knows arithmetic, linear equations, short word problems and snippets.',
      ),
      choice: { kind: 'use', path: '' },
    },
    ...(others.length > 0 ? [separator(l10n.t('on this machine'))] : []),
    ...others.map(({ path, name, origin, sizeBytes }): ModelItem => {
      const words = [originWords(origin), bytes(sizeBytes)];
      if (path === chosen) words.unshift(l10n.t('chosen'));
      return {
        label: `$(chip) ${name}`,
        description: words.join(' · '),
        detail: path,
        choice: { kind: 'use', path },
      };
    }),
    ...(paused.length > 0 ? [separator(l10n.t('paused'))] : []),
    ...paused.flatMap(({ source, name, receivedBytes }): ModelItem[] => {
      const address = parseModelAddress(source);
      if (!address) return [];
      const label = `$(debug-continue) ${l10n.t('Resume download: {0}', name)}`;
      const description = l10n.t('{0} are here', bytes(receivedBytes));
      return [{ label, description, choice: { kind: 'download', address } }];
    }),
    ...recommended(input),
    separator(l10n.t('more')),
    { label: `$(table) ${l10n.t('Show all models on a page')}`, choice: { kind: 'page' } },
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
      const { run, machine } = input;
      const fit = fitModel({ ...run, fileSizeBytes: file.sizeBytes, geometry }, machine);
      return downloadItem(model.name, file, fitWords(fit), input);
    }),
  ]);
}

function recommended(input: ModelItemsInput): ModelItem[] {
  const best = recommend(input.machine, input.run);
  const heading = separator(l10n.t('recommended for this machine'));
  if (!best) {
    const label = `$(warning) ${l10n.t('No model for real questions fits the free memory')}`;
    const detail = l10n.t(
      'Close other programs or set a shorter context. Or let a server answer: lemma.server.url',
    );
    return [heading, { label, detail, choice: { kind: 'page' } }];
  }
  const detail = `${reasonWords(best)} · ${fitWords(best.fit)}`;
  return [heading, downloadItem(best.model.name, best.file, detail, input)];
}

function downloadItem(
  name: string,
  file: CatalogueFile,
  detail: string,
  { models }: ModelItemsInput,
): ModelItem {
  const fileName = fileNameOf(file.address);
  const present = models.find(({ path }) => modelFileName(path) === fileName);
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
