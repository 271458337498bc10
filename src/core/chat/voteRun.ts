import type { Generation, GenerateRequest } from '../engine.js';
import { isAbort, toLemmaError } from '../errors.js';
import type { GenerationDelta, Usage } from '../messages.js';
import { NO_VOTES, type Tally } from '../voting/tally.js';
import { planVote, type UsualReply } from '../voting/voteCost.js';
import { vote, type VoteOptions, type VoteSample } from '../voting/vote.js';
import { abortable } from './abortable.js';
import type { RunningTurn } from './runningTurn.js';
import { SampleTurn, sampleRecord } from './sampleTurn.js';
import type { TurnRunOptions } from './turnRun.js';
import type { TurnStatus, VoteStatus } from './turn.js';
import { chosenReply, leadingSample } from './voteChoice.js';

/** What a turn that asks for several replies needs to run. */
export interface VoteRunOptions extends Pick<
  TurnRunOptions,
  | 'record'
  | 'models'
  | 'clock'
  | 'settings'
  | 'describeError'
  | 'buildPrompt'
  | 'emit'
  | 'onReplaced'
> {
  /** Most replies. */
  readonly most: number;
  readonly tally: VoteOptions['tally'];
  /** What replies have taken lately. */
  readonly usual: () => UsualReply;
}

type Facts = Omit<TurnStatus, 'state' | 'progress'>;

/**
 * A turn that asks for several replies and takes the answer that most agree on. On a CPU, where replies together take as long as
 * one after the other, it begins with three and asks for more while they disagree; elsewhere all are asked for at once.
 */
export class VoteRun implements RunningTurn {
  private readonly options: VoteRunOptions;
  private readonly controller = new AbortController();
  private readonly samples: SampleTurn[] = [];
  private readonly usages: Usage[] = [];
  private generations: readonly Generation[] = [];
  private facts: Facts = {};
  private standing: VoteStatus;
  private percent = -1;
  private startedAt: number | undefined;
  private closed = false;

  constructor(options: VoteRunOptions) {
    this.options = options;
    this.standing = { most: options.most, ...standing(NO_VOTES) };
  }

  async start(): Promise<void> {
    try {
      await this.run();
      const { aborted } = this.controller.signal;
      this.close({ state: 'finished', finish: aborted ? 'cancelled' : 'eos' });
    } catch (thrown) {
      if (this.controller.signal.aborted || isAbort(thrown)) {
        this.close({ state: 'finished', finish: 'cancelled' });
      } else {
        const error = this.options.describeError(toLemmaError(thrown));
        this.close({ state: 'failed', error });
      }
    }
  }

  get stopping(): boolean {
    return this.controller.signal.aborted;
  }

  stop(): void {
    this.controller.abort();
  }

  answerNow(): void {
    if (!this.closed) for (const generation of this.generations) generation.closeThinking();
  }

  abandon(): void {
    this.closed = true;
    this.controller.abort();
  }

  private async run(): Promise<void> {
    const { models, settings, buildPrompt, most, tally, usual } = this.options;
    const { signal } = this.controller;
    this.enter('loading', 0);
    const access = models.ensureLoaded(signal, (fraction) => {
      this.enter('loading', fraction);
    });
    const { engine, model } = await abortable(access, signal);
    this.facts = { ...this.facts, model: model.name };
    this.enter('prefill', 0);
    const { sampling, budget } = settings();
    const target = { engine, model, sampling, budget, signal };
    const prompt = await abortable(buildPrompt(target), signal);
    const { droppedTurns } = prompt;
    const thinkingBudget = budget.maxTokens === null ? null : prompt.budget.maxTokens;
    this.facts = { ...this.facts, ...(droppedTurns > 0 && { droppedTurns }), thinkingBudget };
    const request: GenerateRequest = {
      input: { kind: 'chat', messages: prompt.messages, budget: prompt.budget },
      sampling: { ...sampling, maxTokens: prompt.maxTokens },
      stop: [],
    };
    const cost = await abortable(planVote(engine, model, request, most, usual(), signal), signal);
    this.standing = { ...this.standing, cost };
    await vote({
      engine,
      request,
      most,
      together: cost.together ?? most,
      allAtOnce: model.backend !== 'cpu',
      tally,
      signal,
      onRound: (numbers) => {
        this.beginRound(numbers);
      },
      onBegun: (generations) => {
        this.generations = generations;
      },
      onPrefill: (fraction) => {
        this.enter('prefill', fraction);
      },
      onDeltas: (sample, deltas) => {
        this.fold(sample, deltas);
      },
      onEnd: (sample) => {
        this.endSample(sample);
      },
      onVote: (_sample, now) => {
        this.standing = { ...this.standing, ...standing(now) };
        this.tell();
      },
    });
  }

  /** Enters loading or prefill, or reports its progress by whole percents; never goes back from a later state. */
  private enter(state: 'loading' | 'prefill', progress: number): void {
    const current = this.options.record.status.state;
    const percent = Math.floor(progress * 100);
    const isProgress = current === state;
    if (isProgress && percent <= this.percent) return;
    if (!isProgress && current !== (state === 'loading' ? 'queued' : 'loading')) return;
    this.percent = percent;
    this.apply({ ...this.facts, state, progress });
  }

  private beginRound(numbers: readonly number[]): void {
    if (this.closed) return;
    const { record, clock, emit, onReplaced } = this.options;
    const { model, thinkingBudget } = this.facts;
    const facts = {
      ...(model !== undefined && { model }),
      ...(thinkingBudget !== undefined && { thinkingBudget }),
    };
    for (const number of numbers) {
      const own = sampleRecord(record.turnId, number, record.input);
      this.samples.push(
        new SampleTurn(own, facts, clock, (patch) => {
          if (!this.closed) emit(patch);
        }),
      );
    }
    const { state } = record.status;
    onReplaced(
      record.replace({
        samples: this.samples.map((sample) => sample.record),
        status: { ...this.facts, state, vote: this.standing },
      }),
    );
  }

  private fold(sample: number, deltas: readonly GenerationDelta[]): void {
    if (this.closed) return;
    this.startedAt ??= this.options.clock.now();
    const { state } = this.options.record.status;
    this.facts = { ...this.facts, thinkingStartedAt: this.startedAt };
    if (state !== 'thinking') this.apply({ ...this.facts, state: 'thinking', vote: this.standing });
    this.samples[sample]?.push(deltas);
  }

  private endSample(sample: VoteSample): void {
    this.usages.push(sample.result.usage);
    this.samples[sample.sample]?.end(sample);
  }

  private tell(): void {
    const { state } = this.options.record.status;
    this.apply({ ...this.facts, state, vote: this.standing });
  }

  private close(end: Pick<TurnStatus, 'state' | 'finish' | 'error'>): void {
    if (this.closed) return;
    const { record, onReplaced } = this.options;
    for (const sample of this.samples) sample.cut();
    this.closed = true;
    const usage = this.usage();
    const status: TurnStatus = { ...this.facts, ...(usage && { usage }), ...end };
    const leading = leadingSample(this.standing, record.samples);
    onReplaced(record.replace(chosenReply(status, this.standing, record.samples, leading)));
  }

  /** What all replies took; the time is that of the whole vote. */
  private usage(): Usage | undefined {
    const [first] = this.usages;
    if (!first) return undefined;
    const sum = (name: 'thinkingTokens' | 'completionTokens'): number =>
      this.usages.reduce((total, usage) => total + usage[name], 0);
    const now = this.options.clock.now();
    return {
      promptTokens: first.promptTokens,
      cachedTokens: first.cachedTokens,
      thinkingTokens: sum('thinkingTokens'),
      completionTokens: sum('completionTokens'),
      ttftMs: first.ttftMs,
      decodeMs: Math.max(0, now - (this.startedAt ?? now)),
    };
  }

  private apply(status: TurnStatus): void {
    if (!this.closed) this.options.emit(this.options.record.apply([], status));
  }
}

function standing({ groups, votes, tied }: Tally): Pick<VoteStatus, 'groups' | 'votes' | 'tied'> {
  return { groups, votes, tied };
}
