import type {
  CalibrateHooks,
  Engine,
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
  InfillModel,
  LoadedModel,
  LoadParams,
  PrepareRequest,
  PrepareResult,
  SampleRequest,
} from '../../core/engine.js';
import type { Calibration } from '../../core/models/calibration.js';
import { LemmaError } from '../../core/errors.js';
import type { CrashMarker } from './crashMarker.js';
import { loadManner } from './loadManner.js';
import { ForwardingEngine } from '../../engine/client/forwardingEngine.js';

/** An engine whose loads and generations leave a {@link CrashMarker} while they run. */
export class MarkedEngine extends ForwardingEngine {
  private readonly marker: CrashMarker;

  constructor(engine: Engine, marker: CrashMarker) {
    super(engine);
    this.marker = marker;
  }

  override async load(params: LoadParams, signal: AbortSignal): Promise<LoadedModel> {
    const end = await this.marker.begin({
      kind: 'load',
      modelPath: params.modelPath,
      manner: loadManner(params, 'thread'),
    });
    try {
      return await this.engine.load(params, signal);
    } finally {
      end();
    }
  }

  override async loadInfill(
    modelPath: string | undefined,
    signal: AbortSignal,
  ): Promise<InfillModel | undefined> {
    const { state } = this;
    const isLoaded = state.kind === 'ready' && state.model.infillModel?.path === modelPath;
    if (isLoaded || modelPath === undefined) return this.engine.loadInfill(modelPath, signal);
    // Work of a loaded engine: after a crash it goes on in a process of its own.
    const end = await this.marker.begin({ kind: 'generate', modelPath });
    try {
      return await this.engine.loadInfill(modelPath, signal);
    } finally {
      end();
    }
  }

  override generate(request: GenerateRequest, hooks: GenerateHooks): Generation {
    const { state } = this;
    if (state.kind !== 'ready') return this.engine.generate(request, hooks);
    const begun = this.marker
      .begin({ kind: 'generate', modelPath: state.model.path })
      .then((end) => ({ end, generation: this.engine.generate(request, hooks) }));
    return {
      result: finish(begun),
      closeThinking: () => {
        void begun.then(({ generation }) => {
          generation.closeThinking();
        });
      },
    };
  }

  override generateSamples(
    request: GenerateRequest,
    samples: readonly SampleRequest[],
  ): readonly Generation[] {
    const { state } = this;
    if (state.kind !== 'ready') return this.engine.generateSamples(request, samples);
    const begun = this.marker
      .begin({ kind: 'generate', modelPath: state.model.path })
      .then((end) => {
        const generations = this.engine.generateSamples(request, samples);
        void Promise.allSettled(generations.map(({ result }) => result)).then(end);
        return generations;
      });
    return samples.map((_sample, index) => {
      const own = begun.then((generations) => {
        const generation = generations[index];
        if (!generation) throw new LemmaError('internal', { reason: 'a sample is missing' });
        return generation;
      });
      return {
        result: own.then(({ result }) => result),
        closeThinking: () => {
          void own.then((generation) => {
            generation.closeThinking();
          });
        },
      };
    });
  }

  override async prepare(request: PrepareRequest, signal: AbortSignal): Promise<PrepareResult> {
    const { state } = this;
    if (state.kind !== 'ready') return await this.engine.prepare(request, signal);
    const end = await this.marker.begin({ kind: 'generate', modelPath: state.model.path });
    try {
      return await this.engine.prepare(request, signal);
    } finally {
      end();
    }
  }

  override async calibrate(budgetMs: number, hooks: CalibrateHooks): Promise<Calibration> {
    const { state } = this;
    if (state.kind !== 'ready') return this.engine.calibrate(budgetMs, hooks);
    const end = await this.marker.begin({ kind: 'calibrate', modelPath: state.model.path });
    try {
      return await this.engine.calibrate(budgetMs, hooks);
    } finally {
      end();
    }
  }
}

async function finish(
  begun: Promise<{ readonly end: () => void; readonly generation: Generation }>,
): Promise<GenerateResult> {
  const { end, generation } = await begun;
  try {
    return await generation.result;
  } finally {
    end();
  }
}
