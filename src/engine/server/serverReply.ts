import { PartsBuilder } from '../../core/chat/parts.js';
import type {
  GenerateHooks,
  GenerateRequest,
  GenerateResult,
  Generation,
} from '../../core/engine.js';
import { LemmaError } from '../../core/errors.js';
import type {
  ChatMessage,
  FinishReason,
  GenerationDelta,
  ThinkBudget,
} from '../../core/messages.js';
import { rawPrompt } from '../../core/prompt/rawPrompt.js';
import { endsInThinking, renderR1Chat } from '../../core/prompt/r1Chat.js';
import { TraceParser } from '../../core/reasoning/traceParser.js';
import { fitBudget } from '../../core/sampling/r1Defaults.js';
import type { Clock } from '../../core/stream/clock.js';
import { DeltaBatcher } from '../../core/stream/deltaBatcher.js';
import { StopStrings } from '../../core/stream/stopStrings.js';
import { chatMessages, ChatReader } from './chatReader.js';
import { ReplyMeter } from './replyMeter.js';
import type { ReplyHooks, ReplyPiece, ReplyRequest } from './serverClient.js';
import type { ReplyClient } from './sharedReplies.js';
import { SilenceWatch, type StreamPatience } from './silenceWatch.js';
import type { ThoughtGuess } from './thoughtGuess.js';
import { estimateTokens } from './tokenEstimate.js';

/** What a reply is made with. */
export interface ServerReplyOptions {
  readonly client: ReplyClient;
  /** Waits until it may begin; gives a function to call when it is over. Absent: at once. */
  readonly place?: ((signal: AbortSignal) => Promise<() => void>) | undefined;
  readonly clock: Clock;
  readonly model: string;
  readonly contextSize: number;
  /** How the server takes raw prompts in R1's format; undefined where it does not. */
  readonly raw: { readonly addsBegin: boolean } | undefined;
  readonly request: GenerateRequest & { readonly input: { readonly kind: 'chat' } };
  /** What a chat of this model begins with. */
  readonly guess: ThoughtGuess;
  readonly seed: number;
  readonly hooks: GenerateHooks;
  readonly patience: StreamPatience;
  /** Told that the thought cannot be ended from here. */
  readonly onCannotClose: () => void;
  readonly toError: (thrown: unknown) => LemmaError;
}

/** Why a reply ended that is not whole: OpenRouter's word for an error, vLLM's and SGLang's for a request they gave up, a filter. */
const BROKEN: ReadonlySet<string> = new Set(['error', 'abort', 'content_filter']);

/** Why a reply ended that a stop string ended here, beside OpenAI's words. */
const STOP_STRING = 'stopString';

/**
 * One reply of a server. Where it takes raw prompts, the think tag is forced, and a thought that has spent its budget or is told to
 * end is broken off: a second request goes on behind its closing tag. Elsewhere the server decides how long it thinks.
 */
export class ServerReply implements Generation {
  readonly result: Promise<GenerateResult>;
  private readonly options: ServerReplyOptions;
  private readonly meter: ReplyMeter;
  private readonly batcher: DeltaBatcher;
  private readonly closing = new AbortController();
  private readonly reply: PartsBuilder;
  private readonly stops: StopStrings;
  private readonly messages: readonly ChatMessage[];
  private begun = false;
  private isThinking = false;

  constructor(options: ServerReplyOptions) {
    this.options = options;
    const { clock, hooks, request } = options;
    const { messages } = request.input;
    const last = messages.at(-1);
    this.reply = new PartsBuilder(last?.role === 'assistant' ? last.parts : []);
    this.messages = last?.role === 'assistant' ? messages.slice(0, -1) : messages;
    this.stops = new StopStrings(request.stop);
    this.meter = new ReplyMeter(() => clock.now());
    this.batcher = new DeltaBatcher({
      clock,
      send: (seq, deltas) => {
        this.batcher.ack(seq);
        hooks.onDeltas(deltas);
      },
    });
    this.result = this.run();
  }

  closeThinking(): void {
    if (!this.options.raw) this.options.onCannotClose();
    // Of a reply that waits for its place, the thought ends where it begins.
    else if (this.isThinking || !this.begun) this.closing.abort();
  }

  private async run(): Promise<GenerateResult> {
    const { raw, seed, place, hooks } = this.options;
    let finish: FinishReason;
    let leave: (() => void) | undefined;
    try {
      if (place) {
        leave = await place(hooks.signal);
        this.meter.begin();
      }
      this.begun = true;
      finish = await (raw ? this.runRaw(raw.addsBegin) : this.runChat());
    } catch (thrown) {
      if (!hooks.signal.aborted) throw this.options.toError(thrown);
      finish = 'cancelled';
    } finally {
      leave?.();
      await this.batcher.drain();
      this.batcher.dispose();
    }
    return { finish, usage: this.meter.usage, seed };
  }

  private async runChat(): Promise<FinishReason> {
    const { client, clock, guess } = this.options;
    if (this.reply.parts.length > 0) throw new LemmaError('serverCannot', { what: 'continue' });
    const messages = chatMessages(this.messages);
    const { maxTokens } = this.fit(messages.map(({ content }) => content).join(''));
    const reader = new ChatReader(() => clock.now(), guess);
    const asked = { ...this.common(maxTokens, []), messages };
    const finish = await this.read(
      (hooks) => client.chat(asked, hooks),
      (piece) => reader.push(piece),
    );
    return this.end(reader.finish(finish !== 'length'), finish);
  }

  private async runRaw(addsBegin: boolean): Promise<FinishReason> {
    const { request, clock } = this.options;
    const asked = request.input.budget;
    const first = renderR1Chat(request.input.messages, asked);
    const { budget, maxTokens } = this.fit(rawPrompt(first, addsBegin));
    const startsInThinking = endsInThinking(first);
    const parser = new TraceParser({ startsInThinking, now: () => clock.now(), tags: 'text' });
    // An answer that goes on has no blank lines to lose in front of it.
    if (!startsInThinking) parser.endThinking('closeTag');
    const limits = thoughtLimits(budget, maxTokens);
    for (;;) {
      this.isThinking = parser.phase === 'thinking';
      const left = maxTokens - this.meter.completionTokens;
      const limit = this.isThinking ? Math.min(limits.tokens, left) : left;
      const finish = limit > 0 ? await this.segment(addsBegin, limit, parser) : 'length';
      if (parser.phase !== 'thinking') {
        if (finish === 'length' && this.meter.completionTokens < maxTokens && limit > 0) continue;
        return this.end(parser.finish(), finish);
      }
      if (finish === 'length' && limits.tokens >= left && limit > 0)
        return this.end(parser.finish(), finish);
      const end = finish === 'closed' ? 'answerNow' : finish === 'length' ? limits.end : 'cutOff';
      if (end === 'budget' && asked.closingPhrase !== undefined)
        this.emit(parser.push(asked.closingPhrase, 0));
      this.emit(parser.endThinking(end));
    }
  }

  /** One request for what comes next of the reply. */
  private async segment(
    addsBegin: boolean,
    maxTokens: number,
    parser: TraceParser,
  ): Promise<string> {
    const { client, hooks, request } = this.options;
    const { parts } = this.reply;
    const messages: readonly ChatMessage[] =
      parts.length === 0 ? this.messages : [...this.messages, { role: 'assistant', parts }];
    const prompt = rawPrompt(renderR1Chat(messages, request.input.budget), addsBegin);
    const { closing, isThinking } = this;
    // They do not apply to the thought, and a server takes them to apply to all that it writes.
    const asked = { ...this.common(maxTokens, isThinking ? [] : request.stop), prompt };
    try {
      return await this.read(
        (own) => client.completion(asked, own),
        ({ text = '' }) => parser.push(text, 1),
        isThinking ? [closing.signal] : [],
      );
    } catch (thrown) {
      if (closing.signal.aborted && isThinking && !hooks.signal.aborted) return 'closed';
      throw thrown;
    }
  }

  /** Reads one stream to its end; returns why it ended, in OpenAI's words. What fires of `ends` ends it, too. */
  private async read(
    open: (hooks: ReplyHooks) => AsyncIterable<ReplyPiece>,
    parse: (piece: ReplyPiece) => readonly GenerationDelta[],
    ends: readonly AbortSignal[] = [],
  ): Promise<string> {
    const { clock, hooks, patience } = this.options;
    const { signal } = hooks;
    const watch = new SilenceWatch(clock, patience);
    let finish: string | undefined;
    try {
      const stream = open({
        signal: AbortSignal.any([signal, watch.signal, ...ends]),
        onAlive: () => {
          watch.alive();
        },
      });
      for await (const piece of stream) {
        if (signal.aborted) throw new LemmaError('cancelled');
        const isText = Boolean(piece.text) || Boolean(piece.thinking);
        if (isText) {
          watch.text();
          this.meter.piece();
        }
        if (piece.usage) this.meter.state(piece.usage);
        finish = piece.finish ?? finish;
        if (!isText) continue;
        this.emit(parse(piece));
        if (this.stops.stopped) return STOP_STRING;
      }
    } catch (thrown) {
      if (watch.reason === undefined && !this.isWhole(finish, thrown)) throw thrown;
    } finally {
      watch.end();
      this.meter.endRequest();
    }
    if (watch.reason !== undefined && finish === undefined && !signal.aborted)
      throw new LemmaError('serverFailed', { reason: watch.reason });
    if (signal.aborted) throw new LemmaError('cancelled');
    if (this.closing.signal.aborted && this.isThinking) return 'closed';
    if (finish === undefined) throw new LemmaError('serverFailed', { reason: 'the reply was cut' });
    if (BROKEN.has(finish))
      throw new LemmaError('serverFailed', { reason: `it ended the reply: ${finish}` });
    return finish;
  }

  /** Whether a reply that a server called ended only lacks the end of its stream. */
  private isWhole(finish: string | undefined, thrown: unknown): boolean {
    return finish !== undefined && this.options.toError(thrown).code === 'serverUnreachable';
  }

  private emit(deltas: readonly GenerationDelta[]): void {
    this.meter.read(deltas);
    // Whole: a prompt to go on from it must not lack what is held back.
    this.reply.push(deltas);
    this.batcher.push(this.stops.push(deltas));
  }

  /** Shows what was held back. */
  private end(rest: readonly GenerationDelta[], finish: string): FinishReason {
    this.emit(rest);
    this.batcher.push(this.stops.finish());
    return finish === STOP_STRING ? finish : finish === 'length' ? 'maxTokens' : 'eos';
  }

  private fit(prompt: string): ReturnType<typeof fitBudget> {
    const { contextSize, request } = this.options;
    return fitBudget(request.input.budget, {
      contextSize,
      promptTokens: estimateTokens(prompt),
      maxTokens: request.sampling.maxTokens,
    });
  }

  private common(maxTokens: number, stop: readonly string[]): ReplyRequest {
    const { model, seed, request } = this.options;
    const { temperature, topP, topK, minP } = request.sampling;
    return { model, seed, temperature, topP, topK, minP, maxTokens, stop };
  }
}

/** How long a thought may be, and what its end is called then. */
function thoughtLimits(
  { maxTokens, answerAfter = Number.POSITIVE_INFINITY }: ThinkBudget,
  most: number,
): { readonly tokens: number; readonly end: 'budget' | 'answerNow' } {
  const tokens = maxTokens ?? most;
  return answerAfter < tokens
    ? { tokens: answerAfter, end: 'answerNow' }
    : { tokens, end: 'budget' };
}
