import type { Generation, GenerateRequest, GenerateResult } from '../engine.js';
import type { GenerationDelta, MessagePart, SampledToken } from '../messages.js';
import { lastBoxed } from '../reasoning/answer.js';
import { addUsage, type Continuation } from './continuation.js';
import type { ChatSettings } from './modelAccess.js';
import { PromptedRun, type PromptedRunOptions, type TurnEnd } from './promptedRun.js';
import type { RunFacts } from './run.js';
import { runDifferences, runFacts, sameWords, type RunOrder } from './runFacts.js';
import { stateAfter } from './stateAfter.js';
import { ThoughtTimer } from './thoughtTimer.js';
import type { TurnStatus } from './turn.js';

/** What a turn that asks for one reply needs to run. */
export interface TurnRunOptions extends PromptedRunOptions {
  /** Id of the session. */
  readonly conversationId: string;
  /** How the turn goes on; absent for one that begins. */
  readonly continuation?: Continuation | undefined;
  /** Whether the turn was over before and comes back to that when it is stopped before it begins. */
  readonly inPlace?: boolean | undefined;
  /** The turn that this one runs again. */
  readonly again?: RunOrder | undefined;
  readonly onTokens: (tokens: readonly SampledToken[]) => void;
}

/** One turn on its way from the question to the end of the answer. */
export class TurnRun extends PromptedRun<TurnRunOptions> {
  private readonly timer: ThoughtTimer;
  private generation: Generation | undefined;
  /** What takes the place of the turn's parts once the reply goes on; until then they stay as they are. */
  private replacement: readonly MessagePart[] | undefined;
  private begun = false;

  constructor(options: TurnRunOptions) {
    super(options);
    this.timer = new ThoughtTimer(options.clock);
    const usage = options.continuation?.before.usage;
    if (usage) this.facts = { usage };
  }

  override answerNow(): void {
    if (!this.closed) this.generation?.closeThinking();
  }

  protected override async run(): Promise<void> {
    const { settings, again, conversationId, record } = this.options;
    const loaded = await this.load();
    const wanted = again ? ordered(again, settings()) : settings();
    const { logprobs, speculation } = wanted;
    this.remember(runFacts(wanted, loaded.model));
    const { prompt, request } = await this.fit(loaded, wanted);
    this.replacement = prompt.parts;
    const { replyTokens } = record;
    const { messages, budget } = prompt;
    const whole: GenerateRequest = {
      ...request,
      input: {
        kind: 'chat',
        messages,
        budget,
        ...(prompt.parts && replyTokens && { replyTokens }),
        conversation: { id: conversationId },
      },
      ...(logprobs !== undefined && { logprobs }),
      ...(speculation !== undefined && { speculation }),
    };
    this.generation = loaded.engine.generate(whole, {
      signal: this.signal,
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
    this.finish(await this.generation.result);
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

  private fold(deltas: readonly GenerationDelta[]): void {
    if (deltas.length === 0 || this.closed) return;
    this.begin();
    const before = this.options.record.status.state;
    const state = stateAfter(deltas, before);
    const timed = this.timer.timed(deltas);
    this.facts = { ...this.facts, ...this.timer.facts };
    this.apply(timed, state === before ? undefined : { ...this.facts, state });
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
    const facts = { finish, usage, seed, ...(boxed !== undefined && { boxed }) };
    this.end({ ...facts, ...this.compared(result), state: 'finished' });
  }

  /** Ends a turn that was to go on and has not begun to as if nothing had been asked. */
  private takeBack(): boolean {
    const { continuation, inPlace } = this.options;
    if (!continuation || inPlace !== true || this.begun) return false;
    this.apply([], continuation.before);
    this.closed = true;
    return true;
  }

  protected override end(end: TurnEnd): void {
    if (end.finish === 'cancelled' && this.takeBack()) return;
    this.apply(this.timer.cutOff(this.options.record), { ...this.facts, ...end });
    this.closed = true;
  }
}

/** The settings of a run that is to be as it was. */
function ordered({ facts, seed }: RunOrder, now: ChatSettings): ChatSettings {
  return { ...now, sampling: { ...facts.sampling, seed }, budget: facts.budget };
}
