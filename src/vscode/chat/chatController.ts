import type { Memento } from 'vscode';
import type { ChatEvent, ChatSession } from '../../core/chat/chatSession.js';
import { Emitter } from '../../core/chat/emitter.js';
import type { SavedSession } from '../../core/chat/savedSession.js';
import { sessionHead } from '../../core/chat/sessionHead.js';
import { cleanTitle } from '../../core/chat/sessionTitle.js';
import type { Effort } from '../../core/sampling/r1Defaults.js';
import type { EffortChoice } from '../../protocol/chat.js';
import type { TurnInput, TurnSnapshot } from '../../core/chat/turn.js';
import type { Clock } from '../../core/stream/clock.js';
import type { OpenChats } from '../storage/openChats.js';
import type { SessionStore } from '../storage/sessionStore.js';

/** What {@link ChatController} stands on. */
export interface ChatControllerOptions {
  readonly createSession: (saved?: SavedSession) => Promise<ChatSession>;
  readonly store: SessionStore;
  /** The effort and the budgets of the settings. */
  readonly efforts: () => EffortChoice;
  /** Remembers which session a workspace shows. */
  readonly memento: Memento;
  /** A string never given before. */
  readonly newId: () => string;
  /** Title of a copy of a chat. */
  readonly copyTitle: (title: string) => string;
  /** Told when a chat became a copy, because another window went on with it, too. */
  readonly onCopied: (title: string) => void;
  readonly openChats: OpenChats;
  /** Told when a chat was opened that another window shows, too. */
  readonly onShownElsewhere: (title: string) => void;
  readonly clock: Clock;
}

/** Milliseconds that the process of a window which is reloaded may take to end: until then it seems to be another window. */
const RELOAD_MS = 30_000;

const CURRENT_SESSION = 'lemma.currentSession';

/** The chat that every view shows: opens the stored one on first use, keeps it stored, starts new ones. */
export class ChatController {
  private readonly options: ChatControllerOptions;
  private readonly emitter = new Emitter<ChatEvent>();
  private opening: Promise<ChatSession> | undefined;
  private current: ChatSession | undefined;
  private isClosed = false;
  private readonly focusEmitter = new Emitter<undefined>();
  private focusedTurnId: string | undefined;
  private isFocused = false;
  /** Looks once more whether another window shows the chat that was restored. */
  private recheck: unknown;

  constructor(options: ChatControllerOptions) {
    this.options = options;
  }

  /** The turns that the open session shows; none before one is open. */
  get turns(): readonly TurnSnapshot[] {
    return this.current?.turns ?? [];
  }

  get busy(): boolean {
    return this.current?.busy ?? false;
  }

  /** The turn that runs, else the first that waits, also of a branch that is not shown. */
  get activeTurn(): TurnSnapshot | undefined {
    return this.current?.activeTurn;
  }

  /** Whether a view of the chat has the focus. */
  get focused(): boolean {
    return this.isFocused;
  }

  /** Tells whether a view has the focus, and which turn it was in last. */
  setFocus(focused: boolean, turnId?: string): void {
    this.isFocused = focused;
    this.focusedTurnId = turnId;
    this.focusEmitter.emit(undefined);
  }

  /** Calls the listener when the focus has come, gone, or moved to another turn, until the returned function is called. */
  onFocus(listener: () => void): () => void {
    return this.focusEmitter.on(listener);
  }

  /** How long the model may think about the next questions: as chosen for this chat, else as set. */
  get effort(): EffortChoice {
    const { effort, tokens } = this.options.efforts();
    return { effort: this.current?.effort ?? effort, tokens };
  }

  /** Chooses how long the model may think about the next questions of this chat. */
  async chooseEffort(effort: Effort): Promise<void> {
    (await this.open()).chooseEffort(effort);
  }

  /** Tells that the settings of {@link effort} changed. */
  tellEffort(): void {
    this.emitter.emit({ type: 'effort' });
  }

  /** The turn that commands are about: the one with the focus, else the newest. */
  get focusedTurn(): TurnSnapshot | undefined {
    const { turns } = this;
    return turns.find(({ turnId }) => turnId === this.focusedTurnId) ?? turns.at(-1);
  }

  /** The turn whose branch commands switch: the one with the focus, else the newest that has branches. */
  get branchingTurn(): TurnSnapshot | undefined {
    const { focusedTurn, turns } = this;
    return focusedTurn?.branch ? focusedTurn : turns.findLast(({ branch }) => branch !== undefined);
  }

  /** The session, if one is open. */
  get session(): ChatSession | undefined {
    return this.current;
  }

  /** What the chat that is shown is called; empty where nothing was asked and no name given. */
  get title(): string {
    return this.current?.title ?? '';
  }

  /** Calls the listener whenever {@link title} may have changed, until the returned function is called. */
  onTitle(listener: () => void): () => void {
    return this.emitter.on(({ type }) => {
      if (type === 'turn' || type === 'reset' || type === 'renamed') listener();
    });
  }

  /** Calls the listener on every event of the session shown, and with `reset` when another is shown. */
  onEvent(listener: (event: ChatEvent) => void): () => void {
    return this.emitter.on(listener);
  }

  /** The session of this workspace, restored on the first call. */
  open(): Promise<ChatSession> {
    this.opening ??= this.restore().catch((thrown: unknown) => {
      // What failed once may be tried again.
      this.opening = undefined;
      throw thrown;
    });
    return this.opening;
  }

  /** Adds a question and returns its turn id. */
  async submit(input: TurnInput): Promise<string> {
    return (await this.open()).submit(input);
  }

  /** Shows a fresh session; the one before stays stored. */
  async newChat(): Promise<void> {
    const old = await this.open();
    if (old.turns.length === 0) return;
    await this.replace(old);
  }

  /** Shows a stored session in place of the one shown; false when it is not there any more. */
  async show(id: string): Promise<boolean> {
    const old = await this.open();
    if (old.id === id) return true;
    const saved = await this.options.store.load(id);
    if (!saved) return false;
    await this.replace(old, saved);
    await this.tellIfElsewhere(id);
    return true;
  }

  /** Shows what another window made of the session shown, unless this one is at work on it. */
  async refresh(): Promise<void> {
    const { store } = this.options;
    const session = this.current;
    if (!session || !this.isQuiet(session)) return;
    const changed = await store.changedElsewhere(session.id);
    if (!changed || !this.isQuiet(session)) return;
    const saved = await store.load(session.id);
    if (saved && this.isQuiet(session)) await this.replace(session, saved);
  }

  /** The copy that a session becomes which another window went on with, too. */
  copy(saved: SavedSession): SavedSession {
    const id = this.options.newId();
    const title = cleanTitle(this.options.copyTitle(sessionHead(saved).title));
    const session = this.current;
    this.options.onCopied(title);
    if (session?.id !== saved.id) return { ...saved, id, title };
    session.becomeCopy(id, title);
    this.remember(session);
    void this.options.openChats.enter(id);
    return session.toSaved();
  }

  /** Resolves once everything is on disk. */
  whenStored(): Promise<void> {
    return this.options.store.flush();
  }

  /** Stops and stores everything; for the end of the extension. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.emitter.clear();
    await this.opening?.catch(() => undefined);
    if (this.recheck !== undefined) this.options.clock.clearTimeout(this.recheck);
    if (this.current) this.leave(this.current);
    await this.options.store.flush();
    await this.options.openChats.enter(undefined);
  }

  private async tellIfElsewhere(id: string): Promise<void> {
    const isElsewhere = await this.options.openChats.isElsewhere(id);
    if (isElsewhere && this.current?.id === id) this.options.onShownElsewhere(this.title);
  }

  /** Whether this window has shown all there is of the session, and stored it. */
  private isQuiet(session: ChatSession): boolean {
    return this.current === session && !session.busy && !this.options.store.pending;
  }

  private async replace(old: ChatSession, saved?: SavedSession): Promise<void> {
    if (old.id !== saved?.id) this.leave(old);
    else old.dispose();
    this.opening = this.begin(saved);
    await this.opening;
    await this.options.store.flush();
  }

  private remember(session: ChatSession): void {
    void this.options.memento.update(CURRENT_SESSION, session.id);
  }

  private async restore(): Promise<ChatSession> {
    const id = this.options.memento.get<unknown>(CURRENT_SESSION);
    const saved = typeof id === 'string' ? await this.options.store.load(id) : undefined;
    const session = await this.begin(saved);
    if (saved && (await this.options.openChats.isElsewhere(saved.id))) {
      this.recheck = this.options.clock.setTimeout(() => {
        void this.tellIfElsewhere(saved.id);
      }, RELOAD_MS);
    }
    return session;
  }

  private async begin(saved?: SavedSession): Promise<ChatSession> {
    const session = await this.options.createSession(saved);
    this.current = session;
    if (this.isClosed) session.dispose();
    else void this.options.openChats.enter(session.id);
    this.remember(session);
    session.onEvent((event) => {
      if (event.type === 'busy' && !event.busy) void this.options.store.flush();
      else this.options.store.schedule(() => session.toSaved());
      this.emitter.emit(event);
    });
    this.emitter.emit({ type: 'reset' });
    return session;
  }

  /** Stops a session and leaves its last state with the store, once it holds anything. */
  private leave(session: ChatSession): void {
    session.dispose();
    if (session.turns.length === 0) return;
    this.options.store.schedule(() => session.toSaved());
    void this.options.store.flush();
  }
}
