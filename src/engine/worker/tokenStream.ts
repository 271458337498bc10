import type { Speculator } from '../../core/speculation/speculator.js';
import type { NativeSampling, NativeStep, SteppedContext } from './nativeStep.js';

/**
 * Tokens sampled one after the other. With a {@link Speculator}, drafts are evaluated along with the token they follow: as
 * far as sampling gives the drafted tokens themselves, the next ones come without another decode; the rest is erased.
 */
export class TokenStream {
  private readonly context: SteppedContext;
  private readonly sampling: NativeSampling;
  private readonly speculator: Speculator | undefined;
  /** What comes next in the context, unless something else is put there. */
  private pending: readonly number[];
  private sampled = false;
  /** Steps whose token is yet to be given; the tokens before each are evaluated. */
  private ready: readonly NativeStep[] = [];
  private probabilities: ReadonlyMap<number, number> = new Map();
  private taken: number;

  /** @param first tokens to evaluate before the first one is sampled; at least one. */
  constructor(
    context: SteppedContext,
    first: readonly number[],
    sampling: NativeSampling,
    speculator?: Speculator,
  ) {
    this.context = context;
    this.pending = first;
    this.sampling = sampling;
    this.speculator = speculator;
    this.taken = context.used;
  }

  /** Tokens of the context before the one given last: less than are evaluated when a draft went ahead of the reader. */
  get used(): number {
    return this.taken;
  }

  /** Probabilities of the token given last and of the likeliest others, likeliest first. */
  choices(token: number, others: number): { probability: number; others: [number, number][] } {
    const ranked: [number, number][] = [];
    for (const [id, share] of this.probabilities) {
      if (ranked.length >= others) break;
      if (id !== token) ranked.push([id, share]);
    }
    return { probability: this.probabilities.get(token) ?? 0, others: ranked };
  }

  /** Evaluates `instead`, or else the token given last, and gives the next one. */
  async next(instead?: readonly number[]): Promise<number> {
    const [ahead, ...further] = this.ready;
    if (instead === undefined && ahead) {
      this.learn(this.pending, true);
      this.taken++;
      this.ready = further;
      return this.give(ahead);
    }
    await this.dropReady();
    const tokens = instead ?? this.pending;
    this.learn(tokens, instead === undefined && this.sampled);
    return this.give(await this.stepAfter(tokens));
  }

  /** Leaves nothing evaluated that was not given. */
  async end(): Promise<void> {
    await this.dropReady();
  }

  private async stepAfter(tokens: readonly number[]): Promise<NativeStep> {
    const { context, speculator } = this;
    const after = this.taken + tokens.length;
    const draft = speculator?.draft(context.size - 1 - after) ?? [];
    const steps = await context.step([...tokens, ...draft], draft.length + 1, this.sampling);
    let accepted = 0;
    while (accepted < draft.length && steps[accepted]?.token === draft[accepted]) accepted++;
    if (accepted < draft.length) await context.eraseFrom(after + accepted);
    speculator?.settle(draft.length, accepted);
    this.taken = after;
    const [step, ...ready] = steps.slice(0, accepted + 1);
    if (!step) throw new RangeError('a step without a token');
    this.ready = ready;
    return step;
  }

  private give(step: NativeStep): number {
    this.probabilities = step.probabilities ?? new Map();
    this.pending = [step.token];
    this.sampled = true;
    return step.token;
  }

  private learn(tokens: readonly number[], sampled: boolean): void {
    if (!sampled) this.speculator?.push(tokens);
    else for (const token of tokens) this.speculator?.take(token);
  }

  private async dropReady(): Promise<void> {
    if (this.ready.length === 0) return;
    this.ready = [];
    await this.context.eraseFrom(this.taken);
  }
}
