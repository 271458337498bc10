import type { Memento } from 'vscode';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { toLemmaError } from '../../core/errors.js';
import { overridesOf } from '../../core/models/modelOverrides.js';
import { findModels, type ModelStores, modelStores } from '../../engine/models/foundModels.js';
import { type GgufSummary, readGgufSummary } from '../../engine/models/ggufHeader.js';
import type { ModelLibrary } from '../../engine/models/modelLibrary.js';
import type { LocalModel, ModelFacts } from '../../protocol/models.js';
import { chosenModel } from '../engine/modelChoice.js';
import { describeError } from '../notices.js';
import type { Settings } from '../settings.js';

const RECENT = 'lemma.recentModels';
const MOST_RECENT = 8;
const FORGOTTEN = 'lemma.forgottenModels';

/** What {@link LocalModels} stands on. */
export interface LocalModelsOptions {
  readonly settings: Settings;
  readonly memento: Memento;
  readonly library: () => ModelLibrary;
  readonly extensionPath: string;
  /** Folders of other programs; the usual ones unless told. */
  readonly stores?: ModelStores;
}

/** What is known of a header, as long as its file stays the same. */
interface Read {
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly facts?: ModelFacts;
  readonly problem?: string;
}

type Found = Pick<LocalModel, 'path' | 'name' | 'origin'>;

/** The models on this machine: the demo model, downloads, files that were picked, and those of other programs. */
export class LocalModels {
  private readonly options: LocalModelsOptions;
  /** By path. */
  private readonly headers = new Map<string, Read>();

  constructor(options: LocalModelsOptions) {
    this.options = options;
  }

  /** Lists them, with what is known of their headers by now. */
  async list(): Promise<readonly LocalModel[]> {
    const { settings } = this.options;
    const overrides = settings.get('models.overrides');
    const found = await this.find();
    const models = await Promise.all(
      found.map(async (model): Promise<LocalModel[]> => {
        const file = this.fileOf(model.path);
        const facts = await stat(file).catch(() => undefined);
        if (!facts?.isFile()) return [];
        const header = this.headers.get(file);
        const isCurrent = header?.mtimeMs === facts.mtimeMs && header.sizeBytes === facts.size;
        const known = isCurrent ? header : undefined;
        return [
          {
            ...model,
            sizeBytes: facts.size,
            overrides: overridesOf(overrides, file),
            ...(known?.facts && { facts: known.facts }),
            ...(known?.problem !== undefined && { problem: known.problem }),
          },
        ];
      }),
    );
    return models.flat();
  }

  /** Reads the headers that are not known yet, one after the other; whether there were any. */
  async readHeaders(models: readonly LocalModel[]): Promise<boolean> {
    let isNews = false;
    for (const { path, facts, problem } of models) {
      if (facts || problem !== undefined) continue;
      await this.readHeader(path);
      isNews = true;
    }
    return isNews;
  }

  /** Path of the file of a model; that of the demo model is empty elsewhere. */
  fileOf(path: string): string {
    return chosenModel(path, this.options.extensionPath).path;
  }

  /**
   * Lists a file from now on where it is.
   *
   * @returns what its header says.
   * @throws LemmaError where it is no model.
   */
  async add(path: string): Promise<ModelFacts> {
    const summary = await readGgufSummary(path);
    await this.remember(path);
    const isListed = (await this.find()).some((each) => each.path === path);
    const { fileSizeBytes: sizeBytes } = summary;
    if (!isListed) await this.options.library().add({ path, sizeBytes, owned: false });
    return factsOf(summary);
  }

  /** Makes a path the chosen model; the empty one means the demo model. */
  async use(path: string): Promise<void> {
    const { settings, memento } = this.options;
    await this.remember(path);
    const recent = [path, settings.get('model.path'), ...this.texts(RECENT)];
    const known = new Set(recent.filter((each) => each !== ''));
    await memento.update(RECENT, [...known].slice(0, MOST_RECENT));
    await settings.update('model.path', path === '' ? undefined : path);
    // Whoever chooses a model here means to run it here.
    if (settings.get('server.url') !== '') await settings.update('server.url', undefined);
  }

  /** Takes a model off the list; its file stays. */
  async forget(path: string): Promise<void> {
    const { memento, library } = this.options;
    await library().forget(path);
    await memento.update(FORGOTTEN, [...new Set([...this.texts(FORGOTTEN), path])]);
    await memento.update(
      RECENT,
      this.texts(RECENT).filter((each) => each !== path),
    );
  }

  private async find(): Promise<readonly Found[]> {
    const { settings, library, stores = modelStores() } = this.options;
    const { folder } = library();
    const [own, others] = await Promise.all([library().list(), findModels(stores)]);
    const found = new Map<string, Found>();
    const take = (path: string, name: string, origin: LocalModel['origin']): void => {
      if (!found.has(path)) found.set(path, { path, name, origin });
    };
    take('', 'Demo model', 'demo');
    for (const { path, owned } of own) {
      const isHere = dirname(path) === folder;
      take(path, basename(path), owned ? 'downloaded' : isHere ? 'folder' : 'added');
    }
    for (const { path, name, program } of others) take(path, name, program);
    const chosen = settings.get('model.path');
    for (const path of [chosen, ...this.texts(RECENT)])
      if (path !== '') take(path, basename(path), 'added');
    // The one in use is never out of sight.
    const forgotten = this.texts(FORGOTTEN).filter((path) => path !== chosen);
    return [...found.values()].filter(({ path }) => !forgotten.includes(path));
  }

  private async readHeader(path: string): Promise<void> {
    const file = this.fileOf(path);
    const facts = await stat(file).catch(() => undefined);
    if (!facts) return;
    const { size: sizeBytes, mtimeMs } = facts;
    try {
      const known = factsOf(await readGgufSummary(file));
      this.headers.set(file, { sizeBytes, mtimeMs, facts: known });
    } catch (thrown) {
      const problem = describeError(toLemmaError(thrown)).message;
      this.headers.set(file, { sizeBytes, mtimeMs, problem });
    }
  }

  private async remember(path: string): Promise<void> {
    const forgotten = this.texts(FORGOTTEN);
    if (!forgotten.includes(path)) return;
    await this.options.memento.update(
      FORGOTTEN,
      forgotten.filter((each) => each !== path),
    );
  }

  private texts(key: string): readonly string[] {
    const stored = this.options.memento.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
  }
}

function factsOf({
  name,
  architecture,
  contextLength,
  geometry,
  reasoning,
}: GgufSummary): ModelFacts {
  return {
    architecture,
    contextLength,
    reasoning,
    ...(name !== undefined && { name }),
    ...(geometry && { geometry }),
  };
}
