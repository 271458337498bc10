import { Emitter } from '../chat/emitter.js';
import type { Clock } from '../stream/clock.js';
import { debounceMs } from './debounce.js';
import { DecodePace } from './decodePace.js';
import { SuggestionCache } from './suggestionCache.js';
import type { InfillSuggestion } from './suggestInfill.js';
import { mayPredict, typedBetween, withUnixLines, type CursorPlace } from './typeThrough.js';
import { TypingPace } from './typingPace.js';

/** Milliseconds a generation goes on after its request was withdrawn: the next key brings a request that may take it over. */
const GRACE_MS = 400;
/** Response time up to which it is worth to look ahead, in milliseconds. */
const LOOK_AHEAD_MS = 1000;

/** Most texts for one place: the likeliest and others. */
const MOST_TEXTS = 3;
/** Times a model is asked for another text; what it wrote before does not count. */
const MOST_TRIES = 4;
/** Milliseconds that other texts may take while the user has not seen the first one. */
const OTHERS_MS = 1500;

/**
 * Asks a model, loading it first where needed. `onRaw` is given all that the model wrote so far. Variant 0 is the likeliest text, each
 * other number another one.
 */
type AskModel = (
  place: CursorPlace,
  signal: AbortSignal,
  onRaw: (raw: string) => void,
  variant: number,
) => Promise<InfillSuggestion>;

/** What {@link InlineSuggester} stands on. */
export interface InlineSuggesterOptions {
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Whether a model may be asked by itself, now. */
  readonly mayAsk: () => boolean;
}

/** One request for a suggestion. */
export interface SuggestRequest {
  readonly place: CursorPlace;
  /** The user asked for it: there is no wait, and a place without a suggestion is asked about again. */
  readonly explicit: boolean;
}

/** What suggestions cost so far. */
export interface SuggestCounts {
  readonly started: number;
  readonly cancelled: number;
  /** Most generations that were under way at once. */
  readonly mostAtOnce: number;
}

interface Running {
  readonly place: CursorPlace;
  readonly variant: number;
  readonly controller: AbortController;
  raw: string;
  /** What the user typed since. */
  typed: string;
  /** Settles when the model has stopped; false when it was made to. */
  readonly done: Promise<boolean>;
}

interface KnownTexts {
  readonly place: CursorPlace;
  readonly texts: readonly string[];
  /** Times the model was asked for another text. */
  readonly tries: number;
}

interface Asked {
  readonly place: CursorPlace;
  readonly variant: number;
  readonly onRaw: (raw: string) => void;
  readonly onText: (text: string) => void;
}

/**
 * Decides when a model is asked for a suggestion. There is never more than one generation under way, and none waits: what is typed as
 * it was predicted keeps the running one, anything else stops it.
 */
export class InlineSuggester {
  private readonly options: InlineSuggesterOptions;
  private readonly cache = new SuggestionCache();
  private readonly pace = new TypingPace();
  private readonly decodePace = new DecodePace();
  private readonly changes = new Emitter<undefined>();
  private running: Running | undefined;
  /** Number of the latest request. */
  private latest = 0;
  private responseMs: number | undefined;
  private tally = { started: 0, cancelled: 0, mostAtOnce: 0 };
  private underWay = 0;
  /** Where the text stands that was suggested last, once it is accepted. */
  private accepted: CursorPlace | undefined;
  /** All texts that are known for the place asked about last. */
  private known: KnownTexts | undefined;

  constructor(options: InlineSuggesterOptions) {
    this.options = options;
  }

  /** Whether a generation is under way. */
  get working(): boolean {
    return this.running !== undefined;
  }

  /** What the last suggestion took the model, in milliseconds. */
  get latencyMs(): number | undefined {
    return this.responseMs;
  }

  /** Whether the model writes slower than the user types, so that suggestions while typing only come late. */
  get tooSlow(): boolean {
    return this.decodePace.isSlowerThan(this.pace.intervalMs, this.options.clock.now());
  }

  get counts(): SuggestCounts {
    return this.tally;
  }

  /** Calls the listener when {@link working}, {@link latencyMs} or {@link tooSlow} may have changed. */
  onChange(listener: () => void): () => void {
    return this.changes.on(listener);
  }

  /** Takes the time of a key. */
  noteKey(): void {
    this.pace.note(this.options.clock.now());
  }

  /** Stops what runs and forgets every suggestion, as another model would give others. */
  reset(): void {
    this.stop();
    this.forget();
  }

  /** Forgets every suggestion, and how fast they came. */
  forget(): void {
    this.cache.clear();
    this.known = undefined;
    this.decodePace.clear();
    this.responseMs = undefined;
    this.changes.emit(undefined);
  }

  /** Stops what runs. */
  stop(): void {
    this.running?.controller.abort();
  }

  /**
   * What to show at a place, or undefined. A later request supersedes this one.
   *
   * @throws LemmaError what failed.
   */
  async suggest(request: SuggestRequest, signal: AbortSignal): Promise<string | undefined> {
    const { explicit } = request;
    const place = withUnixLines(request.place);
    const number = (this.latest += 1);
    const isLatest = (): boolean => number === this.latest && !signal.aborted;
    const onAbort = (): void => {
      this.options.clock.setTimeout(() => {
        if (number === this.latest) this.stop();
      }, GRACE_MS);
    };
    signal.addEventListener('abort', onAbort);
    try {
      if (!(await this.settle(place, explicit, isLatest)) || !isLatest()) return undefined;
      const text = this.cache.find(place);
      if (text === undefined || text === '') return undefined;
      this.accepted = { ...place, prefix: place.prefix + text };
      if (!explicit) this.lookAhead(this.accepted);
      return text;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * As {@link suggest}, and where the user asks for it up to two other texts, the likeliest one first. Where the user sees that one
   * already, the others take the time they take; else only a little.
   *
   * @throws LemmaError what failed.
   */
  async suggestAll(request: SuggestRequest, signal: AbortSignal): Promise<readonly string[]> {
    const place = withUnixLines(request.place);
    const isSeen = (this.cache.find(place) ?? '') !== '';
    const first = await this.suggest(request, signal);
    if (first === undefined) return [];
    const number = this.latest;
    const isLatest = (): boolean => number === this.latest;
    const limit = new AbortController();
    const end = (): void => {
      limit.abort();
    };
    const timer = isSeen ? undefined : this.options.clock.setTimeout(end, OTHERS_MS);
    signal.addEventListener('abort', end);
    try {
      return request.explicit
        ? await this.withOthers(place, first, isLatest, limit.signal)
        : [first];
    } finally {
      this.options.clock.clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  /** The texts known for a place, more of them generated one after the other. What fails leaves it at those there are. */
  private async withOthers(
    place: CursorPlace,
    first: string,
    isLatest: () => boolean,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const isOver = (): boolean => signal.aborted || !isLatest();
    const { known } = this;
    const isSame = known !== undefined && typedBetween(known.place, place) === '';
    let { texts, tries } =
      isSame && known.texts[0] === first ? known : { texts: [first], tries: 0 };
    while (texts.length < MOST_TEXTS && tries < MOST_TRIES) {
      if (isOver()) break;
      if (this.running) {
        this.running.controller.abort();
        await this.running.done.catch(() => false);
      }
      if (isOver()) break;
      const { controller, done } = this.start(place, tries + 1, (text) => {
        if (text !== '' && !texts.includes(text)) texts = [...texts, text];
      });
      const stop = (): void => {
        controller.abort();
      };
      signal.addEventListener('abort', stop);
      const isComplete = await done.catch(() => false);
      signal.removeEventListener('abort', stop);
      if (!isComplete) break;
      tries += 1;
    }
    this.known = { place, texts, tries };
    return texts;
  }

  /** Sees to it that the cache knows the place; false when another request went before. */
  private async settle(
    place: CursorPlace,
    explicit: boolean,
    isLatest: () => boolean,
  ): Promise<boolean> {
    const isKnown = (): boolean => {
      const known = this.cache.find(place);
      return known !== undefined && !(explicit && known === '');
    };
    // Before the wait: what was typed unlike the prediction stops the model now.
    let joined = this.join(place);
    if (isKnown()) return true;
    const wasAccepted = this.accepted !== undefined && typedBetween(this.accepted, place) === '';
    if (!joined && !explicit && !wasAccepted) {
      await this.wait(debounceMs(this.pace.intervalMs, this.responseMs ?? 0));
      if (!isLatest() || !this.options.mayAsk()) return false;
      joined = this.join(place);
    }
    if (joined) {
      await joined.done;
      if (!isLatest()) return false;
      if (isKnown()) return true;
    }
    // The model takes up to one step to stop.
    await this.running?.done.catch(() => false);
    if (!isLatest()) return false;
    return this.start(place).done;
  }

  /** The running generation, if it may turn out to be for this place; else it is stopped. */
  private join(place: CursorPlace): Running | undefined {
    const { running } = this;
    if (!running || running.controller.signal.aborted) return undefined;
    if (running.variant > 0) {
      running.controller.abort();
      return undefined;
    }
    const typed = typedBetween(running.place, place);
    if (typed === undefined || !mayPredict(running.place.prefix, running.raw, typed)) {
      running.controller.abort();
      return undefined;
    }
    running.typed = typed;
    return running;
  }

  /** Has the text ready that follows the one being shown, should it be accepted. */
  private lookAhead(place: CursorPlace): void {
    const isQuick = this.responseMs !== undefined && this.responseMs <= LOOK_AHEAD_MS;
    if (this.running || !isQuick || !this.options.mayAsk()) return;
    if (this.cache.find(place) !== undefined) return;
    // Nobody waits for it: should it fail, the next request says so.
    this.start(place).done.catch(() => false);
  }

  /** @param onText Given the text, which may be empty; by default it becomes the suggestion for the place. */
  private start(
    place: CursorPlace,
    variant = 0,
    onText = (text: string): void => {
      this.cache.put(place, text);
    },
  ): Running {
    const controller = new AbortController();
    const onRaw = (raw: string): void => {
      running.raw = raw;
      if (!mayPredict(place.prefix, raw, running.typed)) controller.abort();
    };
    const running: Running = {
      place,
      variant,
      controller,
      raw: '',
      typed: '',
      done: this.generate({ place, variant, onRaw, onText }, controller).finally(() => {
        this.underWay -= 1;
        if (this.running === running) this.running = undefined;
        this.changes.emit(undefined);
      }),
    };
    this.running = running;
    this.underWay += 1;
    const mostAtOnce = Math.max(this.tally.mostAtOnce, this.underWay);
    this.tally = { ...this.tally, started: this.tally.started + 1, mostAtOnce };
    this.changes.emit(undefined);
    return running;
  }

  private async generate(
    { place, variant, onRaw, onText }: Asked,
    { signal }: AbortController,
  ): Promise<boolean> {
    let characters = 0;
    const takeRaw = (raw: string): void => {
      characters = raw.length;
      onRaw(raw);
    };
    try {
      const { text, finish, usage } = await this.options.ask(place, signal, takeRaw, variant);
      this.decodePace.note(usage, characters, this.options.clock.now());
      if (finish === 'cancelled') return this.wasCancelled();
      this.responseMs = usage.ttftMs + usage.decodeMs;
      onText(text ?? '');
      return true;
    } catch (thrown) {
      if (signal.aborted) return this.wasCancelled();
      throw thrown;
    }
  }

  private wasCancelled(): false {
    this.tally = { ...this.tally, cancelled: this.tally.cancelled + 1 };
    return false;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.options.clock.setTimeout(resolve, ms);
    });
  }
}
