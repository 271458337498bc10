import type { Generation } from '../engine.js';
import type { GenerationDelta, MessagePart, Usage } from '../messages.js';
import { NO_VOTES, type Tally } from '../voting/tally.js';
import { planVote, type UsualReply } from '../voting/voteCost.js';
import { vote, type VoteOptions, type VoteSample } from '../voting/vote.js';
import { abortable } from './abortable.js';
import { PromptedRun, type PromptedRunOptions, type TurnEnd } from './promptedRun.js';
import { SampleTurn, sampleRecord } from './sampleTurn.js';
import type { VoteStatus } from './turn.js';
import { chosenReply, leadingSample } from './voteChoice.js';

/** What a turn that asks for several replies needs to run. */
export interface VoteRunOptions extends PromptedRunOptions {
  /** Most replies. */
  readonly most: number;
  readonly tally: VoteOptions['tally'];
  /** What replies have taken lately. */
  readonly usual: () => UsualReply;
}

type TokensWritten = Pick<Usage, 'thinkingTokens' | 'completionTokens'>;

/**
 * A turn that asks for several replies and takes the answer that most agree on. On a CPU, where replies together take as long as
 * one after the other, it begins with three and asks for more while they disagree; elsewhere all are asked for at once.
 */
export class VoteRun extends PromptedRun<VoteRunOptions> {
  private readonly samples: SampleTurn[] = [];
  private readonly usages: Usage[] = [];
  /** Tokens of replies that broke off before anybody counted them: pieces. */
  private unstated: TokensWritten = { thinkingTokens: 0, completionTokens: 0 };
  private generations: readonly Generation[] = [];
  private standing: VoteStatus;
  private startedAt: number | undefined;

  constructor(options: VoteRunOptions) {
    super(options);
    this.standing = { most: options.most, ...standing(NO_VOTES) };
  }

  override answerNow(): void {
    if (!this.closed) for (const generation of this.generations) generation.closeThinking();
  }

  protected override async run(): Promise<void> {
    const { settings, most, tally, usual } = this.options;
    const { signal } = this;
    const loaded = await this.load();
    const { engine, model } = loaded;
    const { request } = await this.fit(loaded, settings());
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
      onVote: ({ error }, now) => {
        const broken = (this.standing.broken ?? 0) + (error ? 1 : 0);
        this.standing = { ...this.standing, ...standing(now), ...(broken > 0 && { broken }) };
        this.tell();
      },
    });
    this.end({ state: 'finished', finish: this.stopping ? 'cancelled' : 'eos' });
  }

  private beginRound(numbers: readonly number[]): void {
    if (this.closed) return;
    const { record, clock, emit, onReplaced } = this.options;
    const { model, thinkingBudget, thinksFreely } = this.facts;
    const facts = {
      ...(model !== undefined && { model }),
      ...(thinkingBudget !== undefined && { thinkingBudget }),
      ...(thinksFreely !== undefined && { thinksFreely }),
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
    if (state !== 'thinking') this.tell('thinking');
    this.samples[sample]?.push(deltas);
  }

  private endSample(sample: VoteSample): void {
    const { result, error, parts } = sample;
    const own = this.samples[sample.sample];
    if (result) {
      this.usages.push(result.usage);
      own?.end(sample, result);
    } else {
      this.unstated = tokensOf(parts, this.unstated);
      // What helps a turn does not help one of its replies.
      if (error) own?.fail({ ...this.options.describeError(error), remedies: [] });
    }
  }

  private tell(state = this.options.record.status.state): void {
    this.apply([], { ...this.facts, state, vote: this.standing });
  }

  protected override end(end: TurnEnd): void {
    if (this.closed) return;
    const { record, onReplaced } = this.options;
    for (const sample of this.samples) sample.cut();
    this.closed = true;
    const usage = this.usage();
    const status = { ...this.facts, ...(usage && { usage }), ...end };
    const leading = leadingSample(this.standing, record.samples);
    onReplaced(record.replace(chosenReply(status, this.standing, record.samples, leading)));
  }

  /** What all replies took; the time is that of the whole vote. */
  private usage(): Usage | undefined {
    const [first] = this.usages;
    if (!first) return undefined;
    const sum = (name: 'thinkingTokens' | 'completionTokens'): number =>
      this.usages.reduce((total, usage) => total + usage[name], this.unstated[name]);
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
}

function standing({ groups, votes, tied }: Tally): Pick<VoteStatus, 'groups' | 'votes' | 'tied'> {
  return { groups, votes, tied };
}

function tokensOf(
  parts: readonly MessagePart[],
  { thinkingTokens, completionTokens }: TokensWritten,
): TokensWritten {
  const sum = (of: readonly MessagePart[]): number =>
    of.reduce((total, { tokenCount }) => total + tokenCount, 0);
  return {
    thinkingTokens: thinkingTokens + sum(parts.filter(({ kind }) => kind === 'thinking')),
    completionTokens: completionTokens + sum(parts),
  };
}
