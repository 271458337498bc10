import { Emitter } from '../chat/emitter.js';
import type { Clock } from '../stream/clock.js';
import { debounceMs } from './debounce.js';
import { DecodePace } from './decodePace.js';
import { SuggestionCache } from './suggestionCache.js';
import type { InfillSuggestion } from './suggestInfill.js';
import { mayPredict, typedBetween, type CursorPlace } from './typeThrough.js';
import { TypingPace } from './typingPace.js';

/** Milliseconds a generation goes on after its request was withdrawn: the next key brings a request that may take it over. */
const GRACE_MS = 400;
/** Response time up to which it is worth to look ahead, in milliseconds. */
const LOOK_AHEAD_MS = 1000;

/** Asks a model, loading it first where needed. `onRaw` is given all that the model wrote so far. */
type AskModel = (
  place: CursorPlace,
  signal: AbortSignal,
  onRaw: (raw: string) => void,
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
  readonly controller: AbortController;
  raw: string;
  /** What the user typed since. */
  typed: string;
  /** Settles when the model has stopped; false when it was made to. */
  readonly done: Promise<boolean>;
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
    return this.decodePace.isSlowerThan(this.pace.intervalMs);
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
    this.cache.clear();
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
    const place = normal(request.place);
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

  private start(place: CursorPlace): Running {
    const controller = new AbortController();
    const running: Running = {
      place,
      controller,
      raw: '',
      typed: '',
      done: this.generate(place, controller, (raw) => {
        running.raw = raw;
        if (!mayPredict(place.prefix, raw, running.typed)) controller.abort();
      }).finally(() => {
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
    place: CursorPlace,
    { signal }: AbortController,
    onRaw: (raw: string) => void,
  ): Promise<boolean> {
    let characters = 0;
    try {
      const { text, finish, usage } = await this.options.ask(place, signal, (raw) => {
        characters = raw.length;
        onRaw(raw);
      });
      this.decodePace.note(usage, characters);
      if (finish === 'cancelled') return this.wasCancelled();
      this.responseMs = usage.ttftMs + usage.decodeMs;
      this.cache.put(place, text ?? '');
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

function normal(place: CursorPlace): CursorPlace {
  return {
    ...place,
    prefix: place.prefix.replaceAll('\r\n', '\n'),
    suffix: place.suffix.replaceAll('\r\n', '\n'),
  };
}
