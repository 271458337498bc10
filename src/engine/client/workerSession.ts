import { LemmaError } from '../../core/errors.js';
import type { Clock } from '../../core/stream/clock.js';
import type { EngineEvent, EngineRequest } from '../../protocol/engine.js';
import type { EngineTransport } from './transport.js';

/** A request to send, without its id. */
export type RequestBody = EngineRequest extends infer R
  ? R extends {
      readonly type:
        | 'load'
        | 'loadInfill'
        | 'generate'
        | 'planSamples'
        | 'prepare'
        | 'countTokens'
        | 'unload'
        | 'calibrate';
    }
    ? Omit<R, 'id'>
    : never
  : never;

/** A request for several generations, without their ids. */
export type SamplesBody = Omit<EngineRequest & { readonly type: 'generateSamples' }, 'ids'>;

/** Events that belong to one request. */
export type RequestEvent = Extract<EngineEvent, { readonly id: number }>;
/** Events that end a request well. */
type FinalEvent = Extract<
  RequestEvent,
  {
    readonly type:
      | 'loaded'
      | 'infillLoaded'
      | 'generated'
      | 'samplesPlanned'
      | 'prepared'
      | 'counted'
      | 'unloaded'
      | 'calibrated';
  }
>;

/** A request under way. */
export interface PendingRequest {
  readonly id: number;
  /** The event that ended it; rejects with a LemmaError. */
  readonly done: Promise<FinalEvent>;
}

interface Pending {
  readonly onEvent: (event: RequestEvent) => void;
  readonly resolve: (event: FinalEvent) => void;
  readonly reject: (error: LemmaError) => void;
}

/** What a session needs besides its transport. */
export interface WorkerSessionOptions {
  readonly clock: Clock;
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
  /** Told once when the worker is gone without having been asked to go. */
  readonly onDeath: (error: LemmaError) => void;
}

/** Longest wait for a new worker's first message, in milliseconds. */
const HELLO_DEADLINE = 30_000;

/** One worker's life: requests with ids, their events, and what becomes of them when it dies. */
export class WorkerSession {
  private readonly transport: EngineTransport;
  private readonly options: WorkerSessionOptions;
  private readonly pending = new Map<number, Pending>();
  private readonly helloTimer: unknown;
  private nextId = 1;
  private end: LemmaError | undefined;
  private closing = false;

  constructor(transport: EngineTransport, options: WorkerSessionOptions) {
    this.transport = transport;
    this.options = options;
    transport.onMessage((event) => {
      this.take(event);
    });
    transport.onExit((reason) => {
      this.die(new LemmaError('engineCrashed', { reason }));
    });
    this.helloTimer = options.clock.setTimeout(() => {
      this.die(new LemmaError('engineUnresponsive', { waitedMs: HELLO_DEADLINE }));
      void transport.close();
    }, HELLO_DEADLINE);
  }

  /** Sends a request. `onEvent` gets what comes before its end. */
  request(body: RequestBody, onEvent: (event: RequestEvent) => void): PendingRequest {
    const pending = this.open(onEvent);
    if (!this.end) this.transport.post({ ...body, id: pending.id });
    return pending;
  }

  /** Sends a request for several generations, one for each of `onEvents`. */
  requestSamples(
    body: SamplesBody,
    onEvents: readonly ((event: RequestEvent) => void)[],
  ): readonly PendingRequest[] {
    const pending = onEvents.map((onEvent) => this.open(onEvent));
    if (!this.end) this.transport.post({ ...body, ids: pending.map(({ id }) => id) });
    return pending;
  }

  /** Sends what needs no answer. */
  tell(request: Extract<EngineRequest, { type: 'cancel' | 'closeThinking' | 'ack' }>): void {
    if (!this.end) this.transport.post(request);
  }

  /** Ends the worker, which cancels what is under way first; what it leaves open fails as `cancelled`. */
  async close(): Promise<void> {
    this.closing = true;
    await this.transport.close();
    this.fail(new LemmaError('cancelled'));
  }

  private take(event: EngineEvent): void {
    switch (event.type) {
      case 'hello':
        this.options.clock.clearTimeout(this.helloTimer);
        break;
      case 'log':
        this.options.log(event.level, event.message);
        break;
      case 'bye':
        break;
      case 'progress':
      case 'deltas':
      case 'tokens':
        this.pending.get(event.id)?.onEvent(event);
        break;
      case 'failed':
        this.settle(event.id)?.reject(LemmaError.fromData(event.error));
        break;
      case 'loaded':
      case 'infillLoaded':
      case 'generated':
      case 'samplesPlanned':
      case 'prepared':
      case 'counted':
      case 'unloaded':
      case 'calibrated':
        this.settle(event.id)?.resolve(event);
        break;
    }
  }

  private open(onEvent: (event: RequestEvent) => void): PendingRequest {
    const id = this.nextId++;
    const done = new Promise<FinalEvent>((resolve, reject) => {
      if (this.end) reject(this.end);
      else this.pending.set(id, { onEvent, resolve, reject });
    });
    return { id, done };
  }

  private settle(id: number): Pending | undefined {
    const pending = this.pending.get(id);
    this.pending.delete(id);
    return pending;
  }

  private die(error: LemmaError): void {
    if (this.end || this.closing) return;
    this.fail(error);
    this.options.onDeath(error);
  }

  private fail(error: LemmaError): void {
    this.options.clock.clearTimeout(this.helloTimer);
    this.end ??= error;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const each of pending) each.reject(error);
  }
}
