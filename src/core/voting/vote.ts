import { PartsBuilder, answerText } from '../chat/parts.js';
import type { Engine, GenerateRequest, GenerateResult, Generation } from '../engine.js';
import { finalAnswer } from '../equivalence/finalAnswer.js';
import { isPassing, type LemmaError } from '../errors.js';
import type { GenerationDelta, MessagePart } from '../messages.js';
import { lastBoxed } from '../reasoning/answer.js';
import { isDecided, nextRound, NO_VOTES, type Ballot, type Tally } from './tally.js';

/** Seeds are 32 bits. */
const SEEDS = 2 ** 32;

/** One reply of a vote. */
export interface VoteSample {
  /** Its number, from 0. */
  readonly sample: number;
  readonly parts: readonly MessagePart[];
  /** Last `\boxed{}` content of its answer. */
  readonly boxed?: string;
  /** `cancelled` where the vote was over before it ended; absent where it broke off. */
  readonly result?: GenerateResult;
  /** Why it broke off at its server. */
  readonly error?: LemmaError;
  /** What it voted for; absent where it came to no answer, was stopped, or broke off. */
  readonly answer?: string;
}

/** What a vote came to. */
export interface VoteOutcome {
  /** In the order of their numbers, those that were stopped or broke off included. */
  readonly samples: readonly VoteSample[];
  readonly tally: Tally;
}

/** What a vote needs, and where it reports. */
export interface VoteOptions {
  readonly engine: Pick<Engine, 'generateSamples'>;
  /** The prompt of all samples. Its seed, if it has one, is that of the first; the others count on from it. */
  readonly request: GenerateRequest;
  /** Most samples. */
  readonly most: number;
  /** Most samples that fit into memory together. */
  readonly together: number;
  /** Whether to ask for all samples from the beginning, rather than for three and more while they disagree. */
  readonly allAtOnce?: boolean | undefined;
  /** Groups answers by what they say; it may take a while, but keeps the order of its calls. */
  readonly tally: (ballots: readonly Ballot[]) => Tally | Promise<Tally>;
  /** Aborting ends the vote with the samples there are. */
  readonly signal: AbortSignal;
  /** Told of samples that begin together, by their numbers. */
  readonly onRound?: (samples: readonly number[]) => void;
  /** Given the generations of a round, in the order of its samples. */
  readonly onBegun?: (generations: readonly Generation[]) => void;
  /** Told how far the prompt is evaluated, 0 to 1. */
  readonly onPrefill?: (fraction: number) => void;
  /** Told what is new of each sample. */
  readonly onDeltas?: (sample: number, deltas: readonly GenerationDelta[]) => void;
  /** Told of each sample that ended, also of one that was stopped or broke off. */
  readonly onEnd?: (sample: VoteSample) => void;
  /** Told of each sample that voted, and how the vote stands then. */
  readonly onVote?: (sample: VoteSample, standing: Tally) => void;
}

/**
 * Asks a model several times and counts the answers (self-consistency: Wang et al., 2022). Ends as soon as the samples that are
 * left cannot change the winner: those under way are then stopped. Without {@link VoteOptions.allAtOnce} it ends, too, when the
 * first three agree. A sample that breaks off at a server counts as one that came to no answer.
 *
 * @throws LemmaError what ended a sample, after the others were stopped; of samples that broke off, the first reason where all did.
 */
export async function vote(options: VoteOptions): Promise<VoteOutcome> {
  const run = new VoteRun(options);
  return run.start();
}

class VoteRun {
  private readonly options: VoteOptions;
  private readonly ballots: Ballot[] = [];
  private readonly samples: VoteSample[] = [];
  private standing: Tally = NO_VOTES;
  private asked = 0;
  /** Why the first sample broke off that did. */
  private broken: LemmaError | undefined;
  /** Samples that voted and did not break off. */
  private whole = 0;

  constructor(options: VoteOptions) {
    this.options = options;
  }

  async start(): Promise<VoteOutcome> {
    const { signal } = this.options;
    for (let size = this.roundSize(); size > 0 && !signal.aborted; size = this.roundSize()) {
      const before = this.ballots.length;
      await this.round(size);
      const failure = this.failure();
      if (failure) throw failure;
      // All were ended from elsewhere, say because the model was unloaded.
      if (this.ballots.length === before) break;
    }
    this.samples.sort((a, b) => a.sample - b.sample);
    return { samples: this.samples, tally: this.standing };
  }

  /** Why the vote fails: what broke every reply off would break the next ones off, too. */
  private failure(): LemmaError | undefined {
    return this.whole === 0 && !this.options.signal.aborted ? this.broken : undefined;
  }

  private roundSize(): number {
    const { most, together, allAtOnce } = this.options;
    const { standing } = this;
    const fresh = isDecided(standing, most) ? 0 : most - standing.votes;
    const wanted = allAtOnce === true ? fresh : nextRound(standing, most);
    // With room for none the engine says why.
    return Math.min(wanted, Math.max(1, together));
  }

  private async round(size: number): Promise<void> {
    const { engine, request, signal, onRound, onBegun, onDeltas, onPrefill } = this.options;
    const stop = new AbortController();
    const abort = (): void => {
      stop.abort();
    };
    signal.addEventListener('abort', abort);
    const first = this.asked;
    this.asked += size;
    const numbers = Array.from({ length: size }, (_, index) => first + index);
    const builders = numbers.map(() => new PartsBuilder());
    onRound?.(numbers);
    const generations = engine.generateSamples(
      request,
      numbers.map((sample, index) => ({
        ...seedOf(request, sample),
        hooks: {
          signal: stop.signal,
          onDeltas: (deltas) => {
            builders[index]?.push(deltas);
            onDeltas?.(sample, deltas);
          },
          // It is the same for all.
          ...(index === 0 && onPrefill && { onPrefill }),
        },
      })),
    );
    onBegun?.(generations);
    const ended = generations.map((generation, index) =>
      this.count(generation, first + index, builders[index] ?? new PartsBuilder(), stop),
    );
    const settled = await Promise.allSettled(ended);
    signal.removeEventListener('abort', abort);
    const failed = settled.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  private async count(
    generation: Generation,
    sample: number,
    builder: PartsBuilder,
    stop: AbortController,
  ): Promise<void> {
    try {
      const finished = await this.ended(generation, sample, builder);
      this.samples.push(finished);
      this.options.onEnd?.(finished);
      // A sample that ended while the vote was being decided still counts: it is as good as any.
      if (finished.result?.finish === 'cancelled') return;
      if (finished.error) this.broken ??= finished.error;
      else this.whole += 1;
      this.ballots.push({ sample, answer: finished.answer });
      const standing = await this.options.tally([...this.ballots]);
      this.standing = standing;
      this.options.onVote?.(finished, standing);
      if (isDecided(standing, this.options.most)) stop.abort();
    } catch (thrown) {
      stop.abort();
      throw thrown;
    }
  }

  private async ended(
    generation: Generation,
    sample: number,
    builder: PartsBuilder,
  ): Promise<VoteSample> {
    try {
      const result = await generation.result;
      return voteSample(sample, builder.parts, result);
    } catch (thrown) {
      if (!isPassing(thrown)) throw thrown;
      return { sample, parts: builder.parts, error: thrown };
    }
  }
}

function seedOf({ sampling }: GenerateRequest, sample: number): { seed?: number } {
  return sampling.seed === undefined ? {} : { seed: (sampling.seed + sample) % SEEDS };
}

function voteSample(
  sample: number,
  parts: readonly MessagePart[],
  result: GenerateResult,
): VoteSample {
  const text = answerText(parts);
  const boxed = lastBoxed(text);
  const ended = result.finish === 'eos' || result.finish === 'stopString';
  // Of an answer that was cut, what it says last is not what it comes to.
  const answer =
    result.finish === 'cancelled' ? undefined : ended ? finalAnswer(text)?.text : boxed;
  return {
    sample,
    parts,
    result,
    ...(boxed !== undefined && { boxed }),
    ...(answer !== undefined && { answer }),
  };
}
