import type { GenerateResult } from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type {
  ChatMessage,
  FinishReason,
  GenerationDelta,
  SampledToken,
  ThinkBudget,
  ThinkingEnd,
  TokenChoice,
} from '../../core/messages.js';
import { renderR1Chat } from '../../core/prompt/r1Chat.js';
import { type LoopAlarm, type LoopGuard, loopGuardFor } from '../../core/reasoning/loopGuard.js';
import { StuckStart } from '../../core/reasoning/stuckStart.js';
import type { TraceParser } from '../../core/reasoning/traceParser.js';
import { fitBudget } from '../../core/sampling/r1Defaults.js';
import type { Speculator } from '../../core/speculation/speculator.js';
import { StopStrings } from '../../core/stream/stopStrings.js';
import { AnswerOpening } from './answerOpening.js';
import { repeatsOneToken } from './damageProbe.js';
import type { NativeContext } from './llama.js';
import type { PieceDecoder } from './pieceDecoder.js';
import { prefill } from './prefill.js';
import { ReplyCounter, type ReplyStart } from './replyCounter.js';
import { encodeReply, ReplyReader, splitReply } from './replyReader.js';
import type { CheckedSampling } from './samplingOptions.js';
import type { StepRunner } from './stepGate.js';
import type { R1Ids, Vocabulary } from './vocabulary.js';

/** Equal tokens at the start of a reply that raise the suspicion of damaged weights. */
const STUCK_AFTER = 32;

/** What a chat generation works with and reports to. */
export interface ChatGenerationOptions extends ReplyStart {
  readonly context: NativeContext;
  readonly vocabulary: Vocabulary;
  readonly gate: StepRunner;
  /** Prompt tokens evaluated between two looks at the signal. */
  readonly chunkSize: number;
  readonly messages: readonly ChatMessage[];
  readonly budget: ThinkBudget;
  /** Tokens that the last message was written with; unchecked. */
  readonly replyTokens: readonly number[];
  readonly sampling: CheckedSampling;
  /** Drafts tokens of the reply; absent for one token a step. */
  readonly speculator: Speculator | undefined;
  readonly stop: readonly string[];
  readonly signal: AbortSignal;
  readonly onDeltas: (deltas: readonly GenerationDelta[]) => void;
  /** Runners-up of each token to report; absent reports no tokens. */
  readonly logprobs: number | undefined;
  readonly onToken: (token: SampledToken) => void;
  readonly onPrefill: (fraction: number) => void;
  /** Called with the tokens of the prompt before they are evaluated. */
  readonly beforePrefill: (prompt: readonly number[]) => Promise<void>;
  /** File of the model, for errors. */
  readonly modelPath: string;
}

/** What limits the run of one prompt. */
interface Plan {
  readonly prompt: readonly number[];
  readonly thinkingLimit: number;
  readonly tokenLimit: number;
  readonly tokenLimitIsContext: boolean;
}

/**
 * One reply, token by token: R1's chat format in, deltas of trace and answer out.
 *
 * The trace ends by the model's own closing tag, or by one written into the context in place of what the model would have
 * gone on with: when the budget is spent, on {@link closeThinking}, when it goes in circles, and when the model tries to
 * end its turn inside the trace. So a trace is always followed by the chance to answer, and a model that ends its turn
 * without one has the answer's first words put into its mouth.
 */
export class ChatGeneration {
  private readonly options: ChatGenerationOptions;
  private readonly r1: R1Ids;
  private readonly parser: TraceParser;
  private readonly decoder: PieceDecoder;
  private readonly stops: StopStrings;
  private readonly plan: Plan;
  private readonly guard: LoopGuard;
  private readonly opening: AnswerOpening;
  /** Only for a reply that begins here: what is continued may end in a row of equal tokens. */
  private readonly stuck: StuckStart | undefined;
  private alarm: LoopAlarm | undefined;
  /** Tokens of the reply so far, from its think tag on. */
  private readonly reply: number[];
  private closeRequested = false;
  private traceEndsLine: boolean;
  private readonly counter: ReplyCounter;
  private cachedTokens = 0;

  /**
   * @throws LemmaError `contextFull` when the prompt leaves no room for a reply, `modelUnsupported` when the model lacks
   *   R1's tokens.
   */
  constructor(options: ChatGenerationOptions) {
    this.options = options;
    this.counter = new ReplyCounter(options);
    const { vocabulary, messages, budget, sampling, context } = options;
    const { head, reply, r1 } = encodePrompt(options);
    this.r1 = r1;
    this.reply = [...reply];
    const prompt = [...head, ...reply];
    const reader = new ReplyReader(vocabulary, this.r1, options.now);
    const read = reader.read(this.reply);
    this.parser = reader.parser;
    this.decoder = reader.decoder;
    const startsInThinking = read.phase === 'thinking';
    this.traceEndsLine = read.thinking === '' || read.holdsNewline || read.thinking.endsWith('\n');
    // A newline that is part of the message has been shown.
    if (textOfThoughts(messages) !== read.thinking) this.parser.forgetNewline();
    const closing = startsInThinking ? this.closing(budget.closingPhrase).length + 1 : 0;
    const opening = vocabulary.tokenize(AnswerOpening.texts.join('')).length;
    const fitted = fitBudget(budget, {
      contextSize: context.size - closing - opening,
      promptTokens: prompt.length,
      maxTokens: sampling.maxTokens,
    });
    this.plan = {
      prompt,
      thinkingLimit: fitted.budget.maxTokens ?? fitted.maxTokens,
      tokenLimit: fitted.maxTokens,
      tokenLimitIsContext: fitted.maxTokens < sampling.maxTokens,
    };
    this.stops = new StopStrings(options.stop);
    this.guard = loopGuardFor(messages, budget.loopGuard);
    const last = messages.at(-1);
    const continued = last?.role === 'assistant' ? last.parts : undefined;
    this.stuck = continued ? undefined : new StuckStart(STUCK_AFTER);
    this.opening = new AnswerOpening(
      continued?.map((part) => (part.kind === 'text' ? part.text : '')).join('') ?? '',
    );
  }

  /** What is evaluated before the first token is sampled. */
  get prompt(): readonly number[] {
    return this.plan.prompt;
  }

  /** Ends the trace at the next token; does nothing once the answer has begun. */
  closeThinking(): void {
    this.closeRequested = true;
  }

  /**
   * Runs to the end; aborting resolves as `cancelled` with what there is.
   *
   * @throws LemmaError `modelDamaged` when the model repeats one token whatever it is asked.
   */
  async run(): Promise<GenerateResult> {
    const { context, gate, chunkSize, signal, onPrefill, beforePrefill } = this.options;
    await beforePrefill(this.plan.prompt);
    if (!signal.aborted) {
      this.cachedTokens = await prefill({
        context,
        tokens: this.plan.prompt,
        chunkSize,
        gate,
        priority: 'chat',
        signal,
        onProgress: onPrefill,
      });
    }
    const finish = signal.aborted ? 'cancelled' : await this.decode();
    // A character cut in two by a stop is left out; one that the model itself left incomplete shows as such.
    if (finish === 'eos') this.emit(this.parser.push(this.decoder.flush(), 0));
    this.emit(this.parser.finish());
    const rest = this.stops.finish();
    if (rest.length > 0) this.options.onDeltas(rest);
    return this.result(finish);
  }

  private async decode(): Promise<FinishReason> {
    const { signal } = this.options;
    let feed: readonly number[] = this.plan.prompt.slice(-1);
    const early = this.endOfTrace(false);
    if (early) {
      const tokens = this.endTrace(early);
      this.reply.push(...tokens);
      feed = [...feed, ...tokens];
    }
    if (!this.fits(this.options.context.used, feed.length)) return 'contextFull';
    for (;;) {
      const end = await this.sampleAfter(feed);
      if (typeof end === 'string') return end;
      await this.ruleOutDamage(end);
      if (signal.aborted) return 'cancelled';
      feed = end.slice(-1);
    }
  }

  /** Samples to the end, or until the reply looks damaged: gives what is then to be evaluated next. */
  private async sampleAfter(feed: readonly number[]): Promise<FinishReason | readonly number[]> {
    const { context, gate, sampling, signal, logprobs, onToken } = this.options;
    const probabilities = logprobs !== undefined;
    const native = { ...sampling.native, probabilities };
    // A reply that goes on after a look for damage is no place to save time.
    const speculator = this.counter.completionTokens === 0 ? this.options.speculator : undefined;
    const stream = context.sample(feed, native, speculator);
    let instead: readonly number[] | undefined;
    try {
      for (;;) {
        const token = await gate.run('chat', () => stream.next(instead));
        if (signal.aborted) return 'cancelled';
        this.counter.count(this.parser.phase === 'thinking');
        const suspicious = this.stuck?.push(token) ?? false;
        if (logprobs !== undefined) {
          const { probability, others } = stream.choices(token, logprobs);
          const runnersUp = others.map(([id, share]) => this.choice(id, share));
          onToken({ ...this.choice(token, probability), runnersUp });
        }
        const taken = this.take(token);
        if (taken === 'eos' || taken === 'stopString') return taken;
        if (this.counter.completionTokens >= this.plan.tokenLimit) {
          return this.plan.tokenLimitIsContext ? 'contextFull' : 'maxTokens';
        }
        instead = taken;
        if (!this.fits(stream.used, instead?.length ?? 1)) return 'contextFull';
        if (suspicious) return instead ?? [token];
      }
    } finally {
      await stream.end();
    }
  }

  /**
   * Asks the model something else, since a strange question too makes a sound model repeat itself, and then brings the
   * context to where it was, up to the last of the tokens to come.
   */
  private async ruleOutDamage(next: readonly number[]): Promise<void> {
    const { context, modelPath } = this.options;
    const tokens = [...context.tokens, ...next];
    if (await repeatsOneToken(this.options)) {
      throw new LemmaError('modelDamaged', { path: modelPath });
    }
    if (!this.options.signal.aborted) await prefill({ ...this.options, tokens, priority: 'chat' });
  }

  /** Takes a sampled token; returns tokens to evaluate in its place, or why the reply is over. */
  private take(token: number): readonly number[] | undefined | 'eos' | 'stopString' {
    const taken =
      this.parser.phase === 'thinking' ? this.takeThinking(token) : this.takeAnswer(token);
    if (typeof taken === 'object') this.reply.push(...taken);
    else if (taken !== 'eos') this.reply.push(token);
    return taken;
  }

  private takeThinking(token: number): readonly number[] | undefined {
    if (token === this.r1.thinkClose) {
      this.decoder.reset();
      this.emit(this.parser.push('', 1, 'close'));
      return undefined;
    }
    const leaves = this.options.vocabulary.endsTurn(token);
    if (leaves) this.emit(this.parser.push('', 1));
    else this.emitThinking(this.textOf(token));
    const end = this.endOfTrace(leaves);
    if (!end) return undefined;
    return leaves ? this.endTrace(end) : [token, ...this.endTrace(end)];
  }

  private takeAnswer(token: number): readonly number[] | undefined | 'eos' | 'stopString' {
    const { vocabulary } = this.options;
    if (vocabulary.endsTurn(token)) {
      this.emit(this.parser.push('', 1));
      const opening = this.opening.next();
      if (opening === undefined) return 'eos';
      this.decoder.reset();
      this.emit(this.parser.push(opening, 0));
      return vocabulary.tokenize(opening);
    }
    const text = this.textOf(token);
    this.opening.push(text);
    this.emit(this.parser.push(text, 1));
    return this.stops.stopped ? 'stopString' : undefined;
  }

  /** Why the trace must end now, if it must. */
  private endOfTrace(modelLeaves: boolean): ThinkingEnd | undefined {
    if (this.parser.phase !== 'thinking') return undefined;
    const { answerAfter = Number.POSITIVE_INFINITY } = this.options.budget;
    if (this.closeRequested || this.counter.thinkingTokens >= answerAfter) return 'answerNow';
    if (this.alarm) return this.alarm;
    if (modelLeaves) return 'closeTag';
    return this.counter.thinkingTokens >= this.plan.thinkingLimit ? 'budget' : undefined;
  }

  /** Ends the trace; returns the tokens that say so to the model. */
  private endTrace(end: ThinkingEnd): number[] {
    // An incomplete character is left out: the closing tag follows in its place.
    this.decoder.reset();
    const phrase = end === 'closeTag' ? '' : (this.options.budget.closingPhrase ?? '');
    const tokens = this.closing(phrase);
    if (phrase !== '') this.emit(this.parser.push(phrase, 0));
    this.emit(this.parser.endThinking(end));
    return tokens;
  }

  private closing(phrase = ''): number[] {
    const { vocabulary } = this.options;
    const line = phrase === '' ? this.traceEndsLine : phrase.endsWith('\n');
    return [
      ...vocabulary.tokenize(line ? phrase : `${phrase}\n`),
      this.r1.thinkClose,
      ...vocabulary.tokenize('\n\n'),
    ];
  }

  private choice(id: number, probability: number): TokenChoice {
    const text = Buffer.from(this.options.vocabulary.bytesOf(id)).toString();
    return { id, text, probability };
  }

  private textOf(token: number): string {
    return this.options.vocabulary.specials.has(token) ? '' : this.decoder.push(token);
  }

  private emitThinking(text: string): void {
    if (text !== '') this.traceEndsLine = text.endsWith('\n');
    this.alarm ??= this.guard.push(text);
    this.emit(this.parser.push(text, 1));
  }

  private emit(deltas: readonly GenerationDelta[]): void {
    const shown = this.stops.push(deltas);
    if (shown.length > 0) this.options.onDeltas(shown);
  }

  private fits(used: number, tokens: number): boolean {
    return used + tokens < this.options.context.size;
  }

  private result(finish: FinishReason): GenerateResult {
    const { sampling, speculator } = this.options;
    return {
      finish,
      seed: sampling.native.seed,
      replyTokens: this.reply,
      usage: {
        ...this.counter.usage(this.plan.prompt.length, this.cachedTokens),
        ...(speculator && {
          draftedTokens: speculator.drafted,
          acceptedTokens: speculator.accepted,
        }),
      },
    };
  }
}

/** What the prompt of a chat is made of. */
type PromptOptions = Pick<
  ChatGenerationOptions,
  'vocabulary' | 'messages' | 'budget' | 'replyTokens'
>;

/**
 * Tokens of a chat's prompt, up to and with what there is of the reply.
 *
 * @throws LemmaError `modelUnsupported` when the model lacks R1's tokens.
 */
export function promptOf(options: PromptOptions): readonly number[] {
  const { head, reply } = encodePrompt(options);
  return [...head, ...reply];
}

function encodePrompt({ vocabulary, messages, budget, replyTokens }: PromptOptions): {
  readonly head: readonly number[];
  readonly reply: readonly number[];
  readonly r1: R1Ids;
} {
  const { before, reply } = splitReply(renderR1Chat(messages, budget));
  const head = vocabulary.encode(before);
  const { r1 } = vocabulary;
  if (!r1) throw new LemmaError('modelUnsupported', { reason: 'no R1 tokens' });
  return { head, reply: encodeReply(vocabulary, r1, reply, replyTokens), r1 };
}

/** Trace of a last message that goes on. */
function textOfThoughts(messages: readonly ChatMessage[]): string {
  const last = messages.at(-1);
  const parts = last?.role === 'assistant' ? last.parts : [];
  return parts.flatMap((part) => (part.kind === 'thinking' ? part.text : [])).join('\n');
}
