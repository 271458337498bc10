import type { EngineState, LoadParams } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import { leastContextSize } from '../../core/models/contextFit.js';
import { fitModel, type Machine } from '../../core/models/modelFit.js';
import { MemoryPressure } from '../../core/models/memoryPressure.js';
import type { Clock } from '../../core/stream/clock.js';
import type { FreeMemory } from '../../engine/models/freeMemory.js';
import type { GgufSummary } from '../../engine/models/ggufHeader.js';

/** What a {@link MemoryWatch} stands on. */
export interface MemoryWatchOptions {
  readonly clock: Clock;
  readonly freeMemory: () => Promise<FreeMemory>;
  /** Memory of the machine and, where it may be used, of its GPU. */
  readonly machine: (gpu: boolean) => Promise<Machine>;
  readonly readHeader: (path: string) => Promise<GgufSummary>;
  /** Told before the system swaps, with a `memoryLow`. */
  readonly onShort: (error: LemmaError) => void;
  /** Told of failures that hinder nobody. */
  readonly onError: (thrown: unknown) => void;
}

/** Milliseconds between two looks, while a model is loaded. */
const INTERVAL = 10_000;
/** What needs less than this, in bytes, is no model that fills a memory. */
const SMALL = 5e8;

/** Tells when a model is about to fill the memory, or when memory becomes short while one is loaded. */
export class MemoryWatch {
  private readonly options: MemoryWatchOptions;
  private readonly pressure = new MemoryPressure();
  private timer: unknown;
  private watching: string | undefined;
  /** Loads that were told of: a model that comes back after a while without use is no news. */
  private readonly toldLoads = new Set<string>();

  constructor(options: MemoryWatchOptions) {
    this.options = options;
  }

  /** Looks at the memory as long as a model is loaded into it. */
  follow(state: EngineState): void {
    const isHere = state.kind === 'ready' && !state.model.server;
    const path = isHere ? state.model.path : undefined;
    if (path === this.watching) return;
    this.stop();
    this.watching = path;
    if (path !== undefined) this.schedule();
  }

  /** As {@link beforeLoad}, where nobody waits for it: the load goes on. */
  announce(params: LoadParams): void {
    this.beforeLoad(params).catch(this.options.onError);
  }

  /** Tells when a load would take more memory than is free. */
  async beforeLoad(params: LoadParams): Promise<void> {
    const { machine, readHeader, onShort } = this.options;
    const header = await readHeader(params.modelPath);
    const { geometry, fileSizeBytes, contextLength } = header;
    if (!geometry) return;
    const contextSize =
      params.contextSize === 'auto'
        ? leastContextSize(contextLength)
        : Math.min(params.contextSize, contextLength);
    const { kvCacheType, gpuLayers } = params;
    const layers = gpuLayers === 'auto' ? {} : { gpuLayers };
    const input = { fileSizeBytes, geometry, contextSize, kvCacheType, ...layers };
    const fit = fitModel(input, await machine(params.gpu === 'auto'));
    if (fit.place !== 'none' || fit.need.total < SMALL) return;
    const load = `${params.modelPath} ${contextSize}`;
    if (this.toldLoads.has(load)) return;
    this.toldLoads.add(load);
    const { modelPath: path } = params;
    const neededBytes = Math.round(fit.need.total);
    onShort(new LemmaError('memoryLow', { path, neededBytes, freeBytes: fit.freeBytes }));
  }

  stop(): void {
    this.options.clock.clearTimeout(this.timer);
    this.watching = undefined;
    this.pressure.reset();
  }

  private schedule(): void {
    this.timer = this.options.clock.setTimeout(() => {
      this.look().catch(this.options.onError);
    }, INTERVAL);
  }

  private async look(): Promise<void> {
    const path = this.watching;
    const memory = await this.options.freeMemory();
    // The model may have left meanwhile.
    if (path === undefined || this.watching !== path) return;
    if (this.pressure.look(memory)) {
      this.options.onShort(new LemmaError('memoryLow', { path, freeBytes: memory.free }));
    }
    this.schedule();
  }
}
