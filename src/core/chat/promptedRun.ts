import type { Engine, GenerateRequest, LoadedModel } from '../engine.js';
import { isAbort, type LemmaError, toLemmaError } from '../errors.js';
import type { Clock } from '../stream/clock.js';
import { abortable } from './abortable.js';
import type { ChatSettings, ModelAccess } from './modelAccess.js';
import { modelFacts, thinksFreely } from './modelFacts.js';
import type { RunningTurn } from './runningTurn.js';
import type { TurnDelta, TurnError, TurnPatch, TurnSnapshot, TurnStatus } from './turn.js';
import type { FittedPrompt, TurnPrompt } from './turnPrompt.js';
import type { TurnRecord } from './turnRecord.js';

/** What a turn needs to run, whether it asks for one reply or for several. */
export interface PromptedRunOptions {
  readonly record: TurnRecord;
  readonly models: ModelAccess;
  readonly clock: Clock;
  readonly settings: () => ChatSettings;
  readonly describeError: (error: LemmaError) => TurnError;
  readonly buildPrompt: TurnPrompt;
  readonly emit: (patch: TurnPatch) => void;
  /** Told when the turn changed in a way that no patch says. */
  readonly onReplaced: (turn: TurnSnapshot) => void;
}

/** What a turn's status says whatever its state. */
export type RunStatusFacts = Omit<TurnStatus, 'state' | 'progress'>;

/** How a turn ends. */
export type TurnEnd = RunStatusFacts & Pick<TurnStatus, 'state'>;

/** The model of a turn. */
interface LoadedEngine {
  readonly engine: Engine;
  readonly model: LoadedModel;
}

/** A prompt that fits, and the request that asks for one reply to it. */
interface PromptRequest {
  readonly prompt: FittedPrompt;
  readonly request: GenerateRequest;
}

/** A turn from the question to the generation of its reply or replies, and how it is stopped. */
export abstract class PromptedRun<Options extends PromptedRunOptions> implements RunningTurn {
  protected readonly options: Options;
  protected facts: RunStatusFacts = {};
  /** Whether nothing of the turn changes any more. */
  protected closed = false;
  private readonly controller = new AbortController();
  private percent = -1;

  constructor(options: Options) {
    this.options = options;
  }

  async start(): Promise<void> {
    try {
      await this.run();
    } catch (thrown) {
      if (this.stopping || isAbort(thrown)) {
        this.end({ state: 'finished', finish: 'cancelled' });
      } else {
        const error = this.options.describeError(toLemmaError(thrown));
        this.end({ state: 'failed', error });
      }
    }
  }

  get stopping(): boolean {
    return this.signal.aborted;
  }

  stop(): void {
    this.controller.abort();
  }

  abandon(): void {
    this.closed = true;
    this.controller.abort();
  }

  abstract answerNow(): void;

  /** Runs the turn to its end, with {@link end} where it ends well. */
  protected abstract run(): Promise<void>;

  /** Ends the turn, unless it is closed. */
  protected abstract end(end: TurnEnd): void;

  /** Fires when the turn is to stop. */
  protected get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Loads the model, and tells how far that is. */
  protected async load(): Promise<LoadedEngine> {
    this.enter('loading', 0);
    const access = this.options.models.ensureLoaded(this.signal, (fraction) => {
      this.enter('loading', fraction);
    });
    const loaded = await abortable(access, this.signal);
    this.facts = { ...this.facts, ...modelFacts(loaded.model) };
    this.enter('prefill', 0);
    return loaded;
  }

  /** Fits the prompt into the model's context, and notes what had to be left out, and the budget of the thought. */
  protected async fit(
    { engine, model }: LoadedEngine,
    { sampling, budget }: ChatSettings,
  ): Promise<PromptRequest> {
    const target = { engine, model, sampling, budget, signal: this.signal };
    const prompt = await abortable(this.options.buildPrompt(target), this.signal);
    const { droppedTurns, messages, parts = [] } = prompt;
    const limit = budget.maxTokens === null ? null : prompt.budget.maxTokens;
    const thoughts = parts.filter(({ kind }) => kind === 'thinking');
    const thought = thoughts.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
    this.facts = {
      ...this.facts,
      ...(droppedTurns > 0 && { droppedTurns }),
      ...(!thinksFreely(model) && { thinkingBudget: limit === null ? null : limit + thought }),
    };
    return {
      prompt,
      request: {
        input: { kind: 'chat', messages, budget: prompt.budget },
        sampling: { ...sampling, maxTokens: prompt.maxTokens },
        stop: [],
      },
    };
  }

  /** Enters loading or prefill, or reports its progress by whole percents; never goes back from a later state. */
  protected enter(state: 'loading' | 'prefill', progress: number): void {
    const current = this.options.record.status.state;
    const percent = Math.floor(progress * 100);
    const isProgress = current === state;
    if (isProgress && percent <= this.percent) return;
    if (!isProgress && current !== (state === 'loading' ? 'queued' : 'loading')) return;
    this.percent = percent;
    this.apply([], { ...this.facts, state, progress });
  }

  protected apply(deltas: readonly TurnDelta[], status: TurnStatus | undefined): void {
    if (!this.closed) this.options.emit(this.options.record.apply(deltas, status));
  }
}
