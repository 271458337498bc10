import { LemmaError } from '../errors.js';
import type { SampledToken } from '../messages.js';
import { Emitter } from './emitter.js';
import type { Clock } from '../stream/clock.js';
import { type Continuation, continued, reopened, resumed } from './continuation.js';
import { Conversation, restoreTurn } from './conversation.js';
import type { ChatSettings, ModelAccess } from './modelAccess.js';
import type { SavedSession } from './savedSession.js';
import { TokenCounts } from './tokenCounts.js';
import type { TurnError, TurnInput, TurnPatch, TurnSnapshot } from './turn.js';
import { fitPrompt } from './turnPrompt.js';
import { TurnRecord } from './turnRecord.js';
import { TurnRun } from './turnRun.js';

/** What changed in a session. */
export type ChatEvent =
  /** A turn was added, took the place of the last one (then after `reset`), or goes on from what this snapshot says. */
  | { readonly type: 'turn'; readonly turn: TurnSnapshot }
  | { readonly type: 'patch'; readonly patch: TurnPatch }
  /** A turn went away: take a fresh look at {@link ChatSession.turns}. */
  | { readonly type: 'reset' }
  | { readonly type: 'busy'; readonly busy: boolean };

/** What a session is built from. */
export interface ChatSessionDeps {
  readonly models: ModelAccess;
  readonly clock: Clock;
  /** A string never given before. */
  readonly newId: () => string;
  /** Asked when a turn runs. */
  readonly settings: () => ChatSettings;
  readonly describeError: (error: LemmaError) => TurnError;
  /** Takes the tokens of a turn, when the settings ask for them. */
  readonly onTokens?: (turnId: string, tokens: readonly SampledToken[]) => void;
  /** Takes what a listener throws; absent, it becomes an unhandled rejection. Neither hurts the session. */
  readonly onListenerError?: (error: unknown) => void;
}

/** A turn that waits. */
interface Waiting {
  readonly record: TurnRecord;
  readonly continuation?: Continuation;
}

/** One chat: its turns, and the one that runs. */
export class ChatSession {
  readonly id: string;
  private readonly deps: ChatSessionDeps;
  private readonly conversation = new Conversation();
  private readonly counts = new TokenCounts();
  private readonly emitter: Emitter<ChatEvent>;
  private readonly queue: Waiting[] = [];
  private running: { readonly record: TurnRecord; readonly run: TurnRun } | undefined;
  private isBusy = false;
  private disposed = false;
  private idleWaiters: (() => void)[] = [];

  constructor(deps: ChatSessionDeps, saved?: SavedSession) {
    this.deps = deps;
    this.id = saved?.id ?? deps.newId();
    this.emitter = new Emitter(deps.onListenerError);
    for (const turn of saved?.turns ?? []) this.conversation.add(restoreTurn(turn));
  }

  /** The turns as they are now, oldest first. */
  get turns(): readonly TurnSnapshot[] {
    return this.conversation.turns.map((record) => record.snapshot());
  }

  /** Whether a turn waits or runs. */
  get busy(): boolean {
    return this.isBusy;
  }

  /** Calls the listener on every change until the returned function is called. */
  onEvent(listener: (event: ChatEvent) => void): () => void {
    return this.emitter.on(listener);
  }

  /** One turn as it is now. */
  turn(turnId: string): TurnSnapshot | undefined {
    return this.conversation.find(turnId)?.snapshot();
  }

  /** Adds a question; it runs once those before it have ended. Returns its turn id. */
  submit(input: TurnInput): string {
    this.checkAlive();
    const record = new TurnRecord(this.deps.newId(), input);
    this.conversation.add(record);
    this.enqueue({ record });
    return record.turnId;
  }

  /** Ends a waiting or running turn as cancelled; what it wrote stays. Any other turn is left alone. */
  stop(turnId: string): void {
    if (this.running?.record.turnId === turnId) {
      this.running.run.stop();
      return;
    }
    const waiting = this.unqueue(turnId);
    if (!waiting) return;
    const { record, continuation } = waiting;
    const status = continuation?.before ?? { state: 'finished', finish: 'cancelled' };
    this.emit({ type: 'patch', patch: record.apply([], status) });
    this.updateBusy();
  }

  /** Ends the trace of the running turn; its answer follows. */
  answerNow(turnId: string): void {
    if (this.running?.record.turnId === turnId) this.running.run.answerNow();
  }

  /**
   * Asks the last question again: a fresh turn takes the place of the last one, which is stopped if it runs.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when it is not the last turn.
   */
  retry(turnId: string): string {
    this.checkAlive();
    const old = this.conversation.last;
    if (old?.turnId !== turnId) throw new LemmaError('internal', { reason: 'notLastTurn', turnId });
    if (this.running?.record === old) this.running.run.abandon();
    this.unqueue(turnId);
    this.counts.forget(turnId);
    const record = new TurnRecord(this.deps.newId(), old.input);
    this.conversation.replaceLast(record);
    this.emit({ type: 'reset' });
    this.enqueue({ record });
    return record.turnId;
  }

  /**
   * Goes on with the last turn where it was stopped, cut or failed.
   *
   * @throws LemmaError `internal` when it is not the last turn, waits or runs, or came to its end.
   */
  continueTurn(turnId: string): void {
    this.goOn(turnId, ({ parts, status }) => continued(parts, status));
  }

  /**
   * Reopens the last turn's thought for another budget; a fresh answer takes the place of the one there is.
   *
   * @throws LemmaError `internal` when it is not the last turn, waits or runs, or has no thought.
   */
  thinkLonger(turnId: string): void {
    this.goOn(turnId, ({ parts, status }) => reopened(parts, status));
  }

  /**
   * Goes on from a trace, usually the turn's own up to a point, edited or not. The thought and the answer after it take the
   * place of those there are.
   *
   * @throws LemmaError `internal` when it is not the last turn, or waits or runs.
   */
  resumeFrom(turnId: string, thinking: string): void {
    this.goOn(turnId, ({ parts, status }) => resumed(parts, status, thinking));
  }

  /** Resolves once no turn waits or runs. */
  whenIdle(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => {
      this.idleWaiters.push(resolve);
    });
  }

  /** The chat as it is stored, also in the middle of a turn. */
  toSaved(): SavedSession {
    const turns = this.conversation.turns.map((record) => record.toSaved());
    return { version: 1, id: this.id, turns };
  }

  /** Stops everything; no event follows. The turns can still be read. */
  dispose(): void {
    this.disposed = true;
    this.emitter.clear();
    this.queue.length = 0;
    this.running?.run.abandon();
    this.running = undefined;
    this.updateBusy();
  }

  private checkAlive(): void {
    if (this.disposed) throw new LemmaError('internal', { reason: 'disposed' });
  }

  private goOn(turnId: string, plan: (record: TurnRecord) => Continuation): void {
    this.checkAlive();
    const record = this.conversation.last;
    if (record?.turnId !== turnId) {
      throw new LemmaError('internal', { reason: 'notLastTurn', turnId });
    }
    if (record.status.state !== 'finished' && record.status.state !== 'failed') {
      throw new LemmaError('internal', { reason: 'turnNotOver', turnId });
    }
    const continuation = plan(record);
    record.replace({ status: { state: 'queued' } });
    this.enqueue({ record, continuation });
  }

  private enqueue(waiting: Waiting): void {
    this.queue.push(waiting);
    this.emit({ type: 'turn', turn: waiting.record.snapshot() });
    this.updateBusy();
    this.runNext();
  }

  private unqueue(turnId: string): Waiting | undefined {
    const index = this.queue.findIndex(({ record }) => record.turnId === turnId);
    return index === -1 ? undefined : this.queue.splice(index, 1)[0];
  }

  private runNext(): void {
    if (this.running) return;
    const waiting = this.queue.shift();
    if (!waiting) return;
    const { record, continuation } = waiting;
    const { models, clock, settings, describeError } = this.deps;
    const run = new TurnRun({
      record,
      models,
      clock,
      settings,
      describeError,
      continuation,
      buildPrompt: (target) => {
        const earlier = this.conversation.historyOf(record);
        const { modelText } = record.input;
        return fitPrompt(earlier, modelText, this.counts, target, continuation);
      },
      onTokens: (tokens) => this.deps.onTokens?.(record.turnId, tokens),
      onReplaced: (turn) => {
        this.emit({ type: 'turn', turn });
      },
      emit: (patch) => {
        this.emit({ type: 'patch', patch });
      },
    });
    this.running = { record, run };
    void run.start().then(() => {
      this.running = undefined;
      this.runNext();
      this.updateBusy();
    });
  }

  private emit(event: ChatEvent): void {
    this.emitter.emit(event);
  }

  private updateBusy(): void {
    const busy = this.running !== undefined || this.queue.length > 0;
    if (busy === this.isBusy) return;
    this.isBusy = busy;
    this.emit({ type: 'busy', busy });
    if (busy) return;
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
