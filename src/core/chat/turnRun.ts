import type { Generation, GenerateRequest, GenerateResult } from '../engine.js';
import type { LemmaError } from '../errors.js';
import { isAbort, toLemmaError } from '../errors.js';
import type { GenerationDelta, MessagePart, SampledToken } from '../messages.js';
import { lastBoxed } from '../reasoning/answer.js';
import type { Clock } from '../stream/clock.js';
import { abortable } from './abortable.js';
import { addUsage, type Continuation } from './continuation.js';
import type { ChatSettings, ModelAccess } from './modelAccess.js';
import { PaceMaker } from './paceMaker.js';
import type { RunFacts } from './run.js';
import { runDifferences, runFacts, sameWords, type RunOrder } from './runFacts.js';
import type { RunningTurn } from './runningTurn.js';
import { stateAfter } from './stateAfter.js';
import type { TurnPrompt } from './turnPrompt.js';
import type { TurnDelta, TurnError, TurnPatch, TurnSnapshot, TurnStatus } from './turn.js';
import type { TurnRecord } from './turnRecord.js';

/** What a turn needs to run. */
export interface TurnRunOptions {
  /** Id of the session. */
  readonly conversationId: string;
  readonly record: TurnRecord;
  readonly models: ModelAccess;
  readonly clock: Clock;
  readonly settings: () => ChatSettings;
  readonly describeError: (error: LemmaError) => TurnError;
  readonly buildPrompt: TurnPrompt;
  readonly emit: (patch: TurnPatch) => void;
  /** How the turn goes on; absent for one that begins. */
  readonly continuation?: Continuation | undefined;
  /** Whether the turn was over before and comes back to that when it is stopped before it begins. */
  readonly inPlace?: boolean | undefined;
  /** The turn that this one runs again. */
  readonly again?: RunOrder | undefined;
  readonly onTokens: (tokens: readonly SampledToken[]) => void;
  /** Told when the turn changed in a way that no patch says. */
  readonly onReplaced: (turn: TurnSnapshot) => void;
}

type Facts = Omit<TurnStatus, 'state' | 'progress'>;

/** One turn on its way from the question to the end of the answer. */
export class TurnRun implements RunningTurn {
  private readonly options: TurnRunOptions;
  private readonly controller = new AbortController();
  private generation: Generation | undefined;
  private facts: Facts = {};
  private percent = -1;
  private readonly pace = new PaceMaker();
  /** What takes the place of the turn's parts once the reply goes on; until then they stay as they are. */
  private replacement: readonly MessagePart[] | undefined;
  private begun = false;
  private closed = false;

  constructor(options: TurnRunOptions) {
    this.options = options;
    const usage = options.continuation?.before.usage;
    if (usage) this.facts = { usage };
  }

  async start(): Promise<void> {
    try {
      this.finish(await this.generate());
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  get stopping(): boolean {
    return this.controller.signal.aborted;
  }

  stop(): void {
    this.controller.abort();
  }

  answerNow(): void {
    if (!this.closed) this.generation?.closeThinking();
  }

  abandon(): void {
    this.closed = true;
    this.controller.abort();
  }

  private async generate(): Promise<GenerateResult> {
    const { models, settings, buildPrompt } = this.options;
    const { signal } = this.controller;
    this.enter('loading', 0);
    const access = models.ensureLoaded(signal, (fraction) => {
      this.enter('loading', fraction);
    });
    const { engine, model } = await abortable(access, signal);
    this.facts = { ...this.facts, model: model.name };
    this.enter('prefill', 0);
    const wanted = this.options.again ? ordered(this.options.again, settings()) : settings();
    const { sampling, budget, logprobs, speculation } = wanted;
    this.remember(runFacts(wanted, model));
    const prompt = await abortable(
      buildPrompt({ engine, model, sampling, budget, signal }),
      signal,
    );
    if (prompt.droppedTurns > 0) {
      this.facts = { ...this.facts, droppedTurns: prompt.droppedTurns };
    }
    const thought = thinkingTokens(prompt.parts ?? []);
    const limit = budget.maxTokens === null ? null : prompt.budget.maxTokens;
    this.facts = { ...this.facts, thinkingBudget: limit === null ? null : limit + thought };
    this.replacement = prompt.parts;
    const { replyTokens } = this.options.record;
    const { messages } = prompt;
    const request: GenerateRequest = {
      input: {
        kind: 'chat',
        messages,
        budget: prompt.budget,
        ...(prompt.parts && replyTokens && { replyTokens }),
        conversation: { id: this.options.conversationId },
      },
      sampling: { ...sampling, maxTokens: prompt.maxTokens },
      stop: [],
      ...(logprobs !== undefined && { logprobs }),
      ...(speculation !== undefined && { speculation }),
    };
    this.generation = engine.generate(request, {
      signal,
      onDeltas: (deltas) => {
        this.fold(deltas);
      },
      onTokens: (tokens) => {
        if (!this.closed) this.options.onTokens(tokens);
      },
      onPrefill: (fraction) => {
        this.enter('prefill', fraction);
      },
    });
    return this.generation.result;
  }

  private remember(run: RunFacts): void {
    const { continuation, again } = this.options;
    if (continuation) return;
    this.facts = { ...this.facts, run };
    if (!again) return;
    const differences = runDifferences(again.facts.model, run.model);
    this.facts = { ...this.facts, again: { turnId: again.turnId, differences } };
  }

  /** What became of running a turn again. */
  private compared({ usage, finish }: GenerateResult): Pick<TurnStatus, 'again'> {
    const order = this.options.again;
    const { again } = this.facts;
    if (!order || !again) return {};
    const prompt = usage.promptTokens === order.promptTokens ? [] : (['prompt'] as const);
    const differences = [...again.differences, ...prompt];
    const { parts } = this.options.record;
    const stopped = finish === 'cancelled';
    if (stopped && parts.length === 0) return { again: { ...again, differences } };
    const same = sameWords(order, { parts, stopped });
    const partly = (stopped || order.stopped) && { partly: true as const };
    return { again: { ...again, differences, same, ...partly } };
  }

  /** Enters loading or prefill, or reports its progress by whole percents; never goes back from a later state. */
  private enter(state: 'loading' | 'prefill', progress: number): void {
    const current = this.options.record.status.state;
    const percent = Math.floor(progress * 100);
    const isProgress = current === state;
    if (isProgress && percent <= this.percent) return;
    if (!isProgress && current !== (state === 'loading' ? 'queued' : 'loading')) return;
    this.percent = percent;
    this.apply([], { ...this.facts, state, progress });
  }

  private fold(deltas: readonly GenerationDelta[]): void {
    if (deltas.length === 0 || this.closed) return;
    this.begin();
    const before = this.options.record.status.state;
    const state = stateAfter(deltas, before);
    if (this.facts.thinkingStartedAt === undefined && deltas.some(isThinking)) {
      this.facts = { ...this.facts, thinkingStartedAt: this.options.clock.now() };
    }
    this.apply(this.paced(deltas), state === before ? undefined : { ...this.facts, state });
  }

  /** The deltas with the pace of the thought behind them, where it is time to note it. */
  private paced(deltas: readonly GenerationDelta[]): readonly TurnDelta[] {
    const { thinkingStartedAt } = this.facts;
    if (thinkingStartedAt === undefined) return deltas;
    const ms = Math.max(0, this.options.clock.now() - thinkingStartedAt);
    return this.pace.isDue(deltas, ms) ? [...deltas, { kind: 'pace', ms }] : deltas;
  }

  /** Lets the reply take the place of what was there before. */
  private begin(): void {
    if (this.begun) return;
    this.begun = true;
    const { record, onReplaced } = this.options;
    if (this.replacement) onReplaced(record.replace({ parts: this.replacement }));
  }

  private finish(result: GenerateResult): void {
    const { finish, seed } = result;
    const { record, continuation } = this.options;
    if (this.closed || (finish === 'cancelled' && this.takeBack())) return;
    this.begin();
    if (result.replyTokens) record.replyTokens = result.replyTokens;
    const usage = addUsage(continuation?.before.usage, result.usage);
    const boxed = lastBoxed(record.answer);
    const facts = { ...this.facts, finish, usage, seed, ...(boxed !== undefined && { boxed }) };
    this.close({ ...facts, ...this.compared(result), state: 'finished' });
  }

  private fail(thrown: unknown): void {
    if (this.controller.signal.aborted || isAbort(thrown)) {
      if (this.takeBack()) return;
      this.close({ ...this.facts, state: 'finished', finish: 'cancelled' });
    } else {
      const error = this.options.describeError(toLemmaError(thrown));
      this.close({ ...this.facts, state: 'failed', error });
    }
  }

  /** Ends a turn that was to go on and has not begun to as if nothing had been asked. */
  private takeBack(): boolean {
    const { continuation, inPlace } = this.options;
    if (!continuation || inPlace !== true || this.begun) return false;
    this.apply([], continuation.before);
    this.closed = true;
    return true;
  }

  private close(status: TurnStatus): void {
    const { record, clock } = this.options;
    const deltas: GenerationDelta[] = [];
    if (record.isThinking) {
      const startedAt = this.facts.thinkingStartedAt ?? clock.now();
      const durationMs = Math.max(0, clock.now() - startedAt);
      deltas.push({ kind: 'thinkingEnd', end: 'cutOff', durationMs });
    }
    this.apply(deltas, status);
    this.closed = true;
  }

  private apply(deltas: readonly TurnDelta[], status: TurnStatus | undefined): void {
    if (!this.closed) this.options.emit(this.options.record.apply(deltas, status));
  }
}

/** The settings of a run that is to be as it was. */
function ordered({ facts, seed }: RunOrder, now: ChatSettings): ChatSettings {
  return { ...now, sampling: { ...facts.sampling, seed }, budget: facts.budget };
}

function thinkingTokens(parts: readonly MessagePart[]): number {
  const thoughts = parts.filter(({ kind }) => kind === 'thinking');
  return thoughts.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
}

function isThinking(delta: GenerationDelta): boolean {
  return delta.kind === 'thinking';
}
