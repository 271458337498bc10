import type { Finding } from '../check/finding.js';
import { LemmaError } from '../errors.js';
import type { Effort } from '../sampling/r1Defaults.js';
import type { GenerationDelta, MessagePart } from '../messages.js';
import { Emitter } from './emitter.js';
import { type Continuation, continued, reopened, resumed } from './continuation.js';
import { Conversation } from './conversation.js';
import type { HistoryEntry } from './history.js';
import type { SavedSession } from './savedSession.js';
import { runOrder } from './runFacts.js';
import { cleanTitle, sessionTitle } from './sessionTitle.js';
import { TokenCounts } from './tokenCounts.js';
import type { TurnInput, TurnSnapshot, TurnStatus } from './turn.js';
import { TurnRecord } from './turnRecord.js';
import type { WaitingTurn } from './waitingTurn.js';
import { usualReply } from './usualReply.js';
import { chosenReply } from './voteChoice.js';
import type { UsualReply } from '../voting/voteCost.js';
import { beginRun, type RunDeps, type TurnEvent } from './beginRun.js';
import type { RunningTurn } from './runningTurn.js';

/** What changed in a session. */
export type ChatEvent =
  | TurnEvent
  /** Another branch is shown, or branches came or went: take a fresh look at {@link ChatSession.turns}. */
  | { readonly type: 'reset' }
  /** Something happened to a turn that is not shown: take a fresh look at {@link ChatSession.backgroundTurnId}. */
  | { readonly type: 'background' }
  /** The chat has another title. */
  | { readonly type: 'renamed' }
  /** Another effort was chosen for the next turns. */
  | { readonly type: 'effort' }
  | { readonly type: 'busy'; readonly busy: boolean };

/** What a session is built from. */
export interface ChatSessionDeps extends RunDeps {
  /** A string never given before. */
  readonly newId: () => string;
  /** Takes what a listener throws; absent, it becomes an unhandled rejection. Neither hurts the session. */
  readonly onListenerError?: (error: unknown) => void;
}

/** One chat: its turns, of which one branch is shown, and the turn that runs. */
export class ChatSession {
  private sessionId: string;
  private givenTitle: string | undefined;
  private chosenEffort: Effort | undefined;
  private readonly createdAt: number;
  private updatedAt: number;
  private readonly deps: ChatSessionDeps;
  private readonly conversation: Conversation;
  private readonly counts = new TokenCounts();
  private readonly emitter: Emitter<ChatEvent>;
  private readonly queue: WaitingTurn[] = [];
  private running: { readonly record: TurnRecord; readonly run: RunningTurn } | undefined;
  private isBusy = false;
  private disposed = false;
  private idleWaiters: (() => void)[] = [];

  constructor(deps: ChatSessionDeps, saved?: SavedSession) {
    this.deps = deps;
    this.sessionId = saved?.id ?? deps.newId();
    this.givenTitle = saved?.title;
    this.chosenEffort = saved?.effort;
    this.createdAt = saved?.createdAt ?? deps.clock.now();
    this.updatedAt = saved?.updatedAt ?? this.createdAt;
    this.emitter = new Emitter(deps.onListenerError);
    this.conversation = new Conversation(saved);
  }

  get id(): string {
    return this.sessionId;
  }

  /** The name the user gave, else one made of the first question; empty where nothing was asked. */
  get title(): string {
    const turns = this.conversation.turns.slice(0, 1).map(({ input }) => input);
    return sessionTitle({ title: this.givenTitle, turns });
  }

  /** How long the model may think about the next questions; absent while nobody chose. */
  get effort(): Effort | undefined {
    return this.chosenEffort;
  }

  /** Chooses how long the model may think about the next questions. */
  chooseEffort(effort: Effort): void {
    this.chosenEffort = effort;
    this.emit({ type: 'effort' });
  }

  /** The turns of the branch shown as they are now, oldest first. */
  get turns(): readonly TurnSnapshot[] {
    return this.conversation.turns.map((record) => record.snapshot());
  }

  /** Whether a turn waits or runs. */
  get busy(): boolean {
    return this.isBusy;
  }

  /** The turn that runs, else the first that waits, whether or not it is shown. */
  get activeTurn(): TurnSnapshot | undefined {
    return (this.running ?? this.queue[0])?.record.snapshot();
  }

  /** The turn that runs or waits in a branch that is not shown. */
  get backgroundTurnId(): string | undefined {
    const { running, queue } = this;
    const active = [...(running && !running.run.stopping ? [running] : []), ...queue];
    return active.find(({ record }) => !this.conversation.isShown(record.turnId))?.record.turnId;
  }

  /** Calls the listener on every change until the returned function is called. */
  onEvent(listener: (event: ChatEvent) => void): () => void {
    return this.emitter.on(listener);
  }

  /** One turn, or one reply of a vote, as it is now, of any branch. */
  turn(turnId: string): TurnSnapshot | undefined {
    return this.conversation.findReply(turnId)?.snapshot();
  }

  /** Whether no turn comes before a turn. */
  isFirst(turnId: string): boolean {
    return this.conversation.isFirst(turnId);
  }

  /** What a turn was asked. */
  input(turnId: string): TurnInput | undefined {
    return this.conversation.find(turnId)?.input;
  }

  /** What a turn remembers of those before it; without one, what the next question would. */
  historyOf(turnId?: string): readonly HistoryEntry[] {
    const record = turnId === undefined ? undefined : this.conversation.find(turnId);
    return record ? this.conversation.historyOf(record) : this.conversation.historyOfNext();
  }

  /** Gives the chat a name; an empty one lets the first question name it. */
  rename(title: string): void {
    const clean = cleanTitle(title);
    this.givenTitle = clean === '' ? undefined : clean;
    this.emitter.emit({ type: 'renamed' });
  }

  /** Makes this the copy of the chat it was: from here on it is stored under another id. */
  becomeCopy(id: string, title: string): void {
    this.sessionId = id;
    this.rename(title);
  }

  /** Adds a question to the branch shown; it runs once those before it have ended. Returns its turn id. */
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
    const { record, continuation, inPlace } = waiting;
    const before = continuation?.before;
    const { usage } = before ?? {};
    const stopped: TurnStatus = { state: 'finished', finish: 'cancelled', ...(usage && { usage }) };
    const end: GenerationDelta = { kind: 'thinkingEnd', end: 'cutOff', durationMs: 0 };
    const patch = record.apply(
      record.isThinking ? [end] : [],
      inPlace === true && before ? before : stopped,
    );
    this.emitFor(record, { type: 'patch', patch });
    this.takeBack(waiting);
    this.updateBusy();
  }

  /** Ends the trace of the running turn; its answer follows. */
  answerNow(turnId: string): void {
    if (this.running?.record.turnId === turnId) this.running.run.answerNow();
  }

  /**
   * Asks a question again in a branch of its own, which is shown. A turn that waits or runs is stopped; one that wrote nothing
   * leaves no branch behind.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when there is no such turn.
   */
  retry(turnId: string): string {
    const { input, parts, samples } = this.existing(turnId);
    const wroteNothing = parts.length === 0 && samples.length === 0;
    const isBlank = wroteNothing && this.conversation.isLast(turnId);
    if (isBlank) this.drop(turnId);
    else this.stop(turnId);
    const fresh = this.fork(turnId, new TurnRecord(this.deps.newId(), input));
    if (isBlank) this.conversation.remove(turnId);
    this.emit({ type: 'reset' });
    this.enqueue({ record: fresh });
    return fresh.turnId;
  }

  /**
   * Asks another question in place of a turn's, in a branch of its own, which is shown. The turn and those after it stay in
   * theirs; it is stopped if it waits or runs.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when there is no such turn.
   */
  edit(turnId: string, input: TurnInput): string {
    this.existing(turnId);
    this.stop(turnId);
    const record = this.fork(turnId, new TurnRecord(this.deps.newId(), input));
    this.emit({ type: 'reset' });
    this.enqueue({ record });
    return record.turnId;
  }

  /** Shows the branch that a turn is part of, as that branch was left. What waits or runs goes on, shown or not. */
  show(turnId: string): void {
    if (!this.conversation.find(turnId) || this.conversation.isShown(turnId)) return;
    this.conversation.show(turnId);
    this.emit({ type: 'reset' });
  }

  /** Shows the branch `offset` places behind that of a turn; nothing happens where there is none. */
  switchBranch(turnId: string, offset: number): void {
    const record = this.conversation.beside(turnId, offset);
    if (record) this.show(record.turnId);
  }

  /**
   * Runs a turn again with its seed and its settings, in a branch of its own, which is shown: on the same model the same words
   * come out.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when there is no such turn, when it waits or runs, or its run is not known.
   */
  runAgain(turnId: string): string {
    const { input, parts, status } = this.over(turnId);
    const again = runOrder({ turnId, parts, status });
    const record = this.fork(turnId, new TurnRecord(this.deps.newId(), input));
    this.emit({ type: 'reset' });
    this.enqueue({ record, again });
    return record.turnId;
  }

  /**
   * Goes on with a turn where it was stopped, cut or failed; in a branch of its own if other turns follow it.
   *
   * @returns the id of the turn that goes on.
   * @throws LemmaError `internal` when there is no such turn, when it waits or runs, or came to its end.
   */
  continueTurn(turnId: string): string {
    const record = this.over(turnId);
    const continuation = continued(record.parts, record.status);
    if (!this.conversation.isLast(turnId)) return this.goOnBeside(record, continuation);
    record.replace({ status: { state: 'queued' } });
    this.counts.forget(turnId);
    this.show(turnId);
    this.enqueue({ record, continuation, inPlace: true });
    return turnId;
  }

  /**
   * Reopens a turn's thought for another budget, in a branch of its own; one that is stopped before its first word leaves none.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when there is no such turn, when it waits or runs, or has no thought.
   */
  thinkLonger(turnId: string): string {
    const record = this.over(turnId);
    return this.goOnBeside(record, reopened(record.parts, record.status));
  }

  /**
   * Goes on from a trace, usually the turn's own up to a point, edited or not, in a branch of its own. A turn that waits or
   * runs is stopped. It may be a reply of a vote, which then goes on alone.
   *
   * @returns the fresh turn's id.
   * @throws LemmaError `internal` when there is no such turn.
   */
  resumeFrom(turnId: string, thinking: string): string {
    const owner = this.existing(this.conversation.ownerOf(turnId)?.turnId ?? turnId);
    this.stop(owner.turnId);
    const { parts, status } = this.conversation.findReply(turnId) ?? owner;
    return this.goOnBeside(owner, resumed(parts, status, thinking));
  }

  /**
   * Lets another reply of a vote be the turn's: later questions remember that one.
   *
   * @throws LemmaError `internal` when there is no such turn or reply, or when the turn waits or runs.
   */
  chooseSample(turnId: string, sample: number): void {
    const record = this.over(turnId);
    const { vote } = record.status;
    if (!vote || !record.samples[sample]) {
      throw new LemmaError('internal', { reason: 'noSuchSample', turnId });
    }
    const turn = record.replace(chosenReply(record.status, vote, record.samples, sample));
    this.counts.forget(turnId);
    this.emitFor(record, { type: 'turn', turn });
  }

  /** Keeps what a check of a turn, or of a reply of a vote, found; nothing happens where it is gone or goes on. */
  noteFindings(turnId: string, findings: readonly Finding[]): void {
    const record = this.conversation.findReply(turnId);
    const owner = this.conversation.ownerOf(turnId);
    if (this.disposed || !record || !owner || record.status.state !== 'finished') return;
    record.replace({ findings });
    this.emitFor(owner, { type: 'turn', turn: owner.snapshot() });
  }

  /** What the replies of the branch shown have taken lately. */
  get usualReply(): UsualReply {
    return usualReply(this.conversation.turns);
  }

  /** Resolves once no turn waits or runs. */
  whenIdle(): Promise<void> {
    if (!this.isBusy) return Promise.resolve();
    return new Promise((resolve) => {
      this.idleWaiters.push(resolve);
    });
  }

  /** The chat with all its branches as it is stored, also in the middle of a turn. */
  toSaved(): SavedSession {
    const { givenTitle: title, createdAt, updatedAt, chosenEffort } = this;
    return {
      version: 2,
      id: this.id,
      ...(title !== undefined && { title }),
      createdAt,
      updatedAt,
      ...(chosenEffort && { effort: chosenEffort }),
      ...this.conversation.toSaved(),
    };
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

  private existing(turnId: string): TurnRecord {
    this.checkAlive();
    const record = this.conversation.find(turnId);
    if (!record) throw new LemmaError('internal', { reason: 'noSuchTurn', turnId });
    return record;
  }

  private over(turnId: string): TurnRecord {
    const record = this.existing(turnId);
    if (record.status.state !== 'finished' && record.status.state !== 'failed') {
      throw new LemmaError('internal', { reason: 'turnNotOver', turnId });
    }
    return record;
  }

  private fork(turnId: string, record: TurnRecord): TurnRecord {
    this.conversation.fork(turnId, record);
    return record;
  }

  private goOnBeside(old: TurnRecord, continuation: Continuation): string {
    const { replyTokens } = old;
    // One reply goes on, not the vote it may be part of.
    const { task, prompt, modelText, attachments } = old.input;
    const input = { task, prompt, modelText, ...(attachments && { attachments }) };
    const record = new TurnRecord(this.deps.newId(), input, {
      parts: continuation.parts,
      status: { state: 'queued' },
      ...(replyTokens && { replyTokens }),
    });
    this.fork(old.turnId, record);
    this.emit({ type: 'reset' });
    const { kind } = continuation;
    const reopens = kind === 'thinkLonger' ? { reopens: old.turnId } : {};
    this.enqueue({ record, continuation, ...reopens });
    return record.turnId;
  }

  /** Takes away the branch of a thought that was reopened and stopped before it had another word. */
  private takeBack({ record, continuation, reopens }: WaitingTurn): void {
    const { turnId, parts, status } = record;
    const isStopped = status.state === 'finished' && status.finish === 'cancelled';
    if (reopens === undefined || !isStopped || !this.conversation.isLast(turnId)) return;
    if (textLength(parts) > textLength(continuation?.parts ?? [])) return;
    const wasShown = this.conversation.isShown(turnId);
    if (wasShown) this.conversation.show(reopens);
    this.conversation.remove(turnId);
    this.emit({ type: 'reset' });
  }

  /** Ends a turn without a word. */
  private drop(turnId: string): void {
    if (this.running?.record.turnId === turnId) this.running.run.abandon();
    this.unqueue(turnId);
    this.counts.forget(turnId);
  }

  private enqueue(waiting: WaitingTurn): void {
    this.queue.push({ ...waiting, effort: this.chosenEffort });
    const { record } = waiting;
    this.emitFor(record, { type: 'turn', turn: record.snapshot() });
    this.updateBusy();
    this.runNext();
  }

  private unqueue(turnId: string): WaitingTurn | undefined {
    const index = this.queue.findIndex(({ record }) => record.turnId === turnId);
    return index === -1 ? undefined : this.queue.splice(index, 1)[0];
  }

  private runNext(): void {
    if (this.running) return;
    const waiting = this.queue.shift();
    if (!waiting) return;
    const { record } = waiting;
    const run = beginRun(waiting, {
      conversationId: this.id,
      conversation: this.conversation,
      counts: this.counts,
      deps: this.deps,
      emit: (event) => {
        this.emitFor(record, event);
      },
    });
    this.running = { record, run };
    void run.start().then(() => {
      this.running = undefined;
      if (!this.conversation.isLast(record.turnId)) record.replyTokens = undefined;
      if (!this.conversation.isShown(record.turnId)) this.emit({ type: 'background' });
      if (!this.disposed) this.takeBack(waiting);
      this.runNext();
      this.updateBusy();
    });
  }

  /** Tells of a change of one turn to those who see it. */
  private emitFor(record: TurnRecord, event: ChatEvent): void {
    this.emit(this.conversation.isShown(record.turnId) ? event : { type: 'background' });
  }

  private emit(event: ChatEvent): void {
    if (event.type !== 'busy') this.updatedAt = this.deps.clock.now();
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

function textLength(parts: readonly MessagePart[]): number {
  return parts.reduce((sum, { text }) => sum + text.length, 0);
}
