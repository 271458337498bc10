import type { LoadedModel } from '../../core/engine.js';
import { memoryNeed } from '../../core/models/memoryNeed.js';
import type { Machine } from '../../core/models/modelFit.js';
import { thisMachine } from '../../engine/models/thisMachine.js';
import type { LocalModel, ModelsSnapshot } from '../../protocol/models.js';
import type { Settings } from '../settings.js';
import type { LocalModels } from './localModels.js';
import type { ModelActions } from './modelActions.js';
import type { ModelDownloads } from './modelDownloads.js';

/** What {@link ModelsOverview} reads. */
export interface ModelsOverviewOptions {
  readonly settings: Settings;
  readonly models: LocalModels;
  readonly downloads: ModelDownloads;
  readonly actions: Pick<ModelActions, 'checks'>;
  /** The model in memory. */
  readonly loaded: () => LoadedModel | undefined;
}

/** Everything there is to know about models at one time: the machine, the files, the downloads, the settings. */
export class ModelsOverview {
  private readonly options: ModelsOverviewOptions;

  constructor(options: ModelsOverviewOptions) {
    this.options = options;
  }

  async read(): Promise<ModelsSnapshot> {
    const { settings, actions, models } = this.options;
    const [local, downloads, machine] = await Promise.all([
      models.list(),
      this.options.downloads.states(),
      thisMachine(settings.get('engine.gpu') === 'auto'),
    ]);
    const checked = local.map((model): LocalModel => {
      const check = actions.checks.get(model.path);
      return check ? { ...model, check } : model;
    });
    return {
      machine: this.withoutLoaded(machine, local),
      chosen: settings.get('model.path'),
      contextSize: settings.get('engine.contextSize'),
      kvCacheType: settings.get('engine.kvCacheType'),
      models: checked,
      downloads,
    };
  }

  /** The model in memory leaves it before another one is loaded: what it takes is free for that. */
  private withoutLoaded(machine: Machine, local: readonly LocalModel[]): Machine {
    const loaded = this.options.loaded();
    const { models } = this.options;
    const own = local.find(({ path }) => models.fileOf(path) === loaded?.path);
    const geometry = own?.facts?.geometry;
    if (!loaded || !geometry) return machine;
    const { total } = memoryNeed({ ...loaded, geometry });
    const { ram, gpu } = machine;
    if (loaded.backend !== 'cpu' && gpu)
      return { ...machine, gpu: { ...gpu, free: Math.min(gpu.total, gpu.free + total) } };
    return { ...machine, ram: { ...ram, free: Math.min(ram.total, ram.free + total) } };
  }
}
