import type { Memento } from 'vscode';
import type { ChatEvent, ChatSession } from '../../core/chat/chatSession.js';
import { Emitter } from '../../core/chat/emitter.js';
import type { SavedSession } from '../../core/chat/savedSession.js';
import type { TurnInput, TurnSnapshot } from '../../core/chat/turn.js';
import type { SessionStore } from '../storage/sessionStore.js';

/** What {@link ChatController} stands on. */
export interface ChatControllerOptions {
  readonly createSession: (saved?: SavedSession) => Promise<ChatSession>;
  readonly store: SessionStore;
  /** Remembers which session a workspace shows. */
  readonly memento: Memento;
}

const CURRENT_SESSION = 'lemma.currentSession';

/** The chat that every view shows: opens the stored one on first use, keeps it stored, starts new ones. */
export class ChatController {
  private readonly options: ChatControllerOptions;
  private readonly emitter = new Emitter<ChatEvent>();
  private opening: Promise<ChatSession> | undefined;
  private current: ChatSession | undefined;
  private isClosed = false;

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

  /** The session, if one is open. */
  get session(): ChatSession | undefined {
    return this.current;
  }

  /** Calls the listener on every event of the session shown, and with `reset` when another is shown. */
  onEvent(listener: (event: ChatEvent) => void): () => void {
    return this.emitter.on(listener);
  }

  /** The session of this workspace, restored on the first call. */
  open(): Promise<ChatSession> {
    return (this.opening ??= this.restore());
  }

  /** Adds a question and returns its turn id. */
  async submit(input: TurnInput): Promise<string> {
    return (await this.open()).submit(input);
  }

  /** Shows a fresh session; the one before stays stored. */
  async newChat(): Promise<void> {
    const old = await this.open();
    if (old.turns.length === 0) return;
    this.leave(old);
    this.opening = this.begin();
    await this.opening;
    await this.options.store.flush();
  }

  /** Stops and stores everything; for the end of the extension. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.emitter.clear();
    await this.opening?.catch(() => undefined);
    if (this.current) this.leave(this.current);
    await this.options.store.flush();
  }

  private async restore(): Promise<ChatSession> {
    const id = this.options.memento.get<unknown>(CURRENT_SESSION);
    const saved = typeof id === 'string' ? await this.options.store.load(id) : undefined;
    return this.begin(saved);
  }

  private async begin(saved?: SavedSession): Promise<ChatSession> {
    const session = await this.options.createSession(saved);
    this.current = session;
    if (this.isClosed) session.dispose();
    void this.options.memento.update(CURRENT_SESSION, session.id);
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
    if (session.turns.length > 0) this.options.store.schedule(() => session.toSaved());
  }
}
