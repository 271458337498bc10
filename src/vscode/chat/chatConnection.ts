import type { ChatEvent } from '../../core/chat/chatSession.js';
import type { Clock } from '../../core/stream/clock.js';
import { PatchGate } from '../../core/stream/patchGate.js';
import type { DraftAttachment } from '../../protocol/attachments.js';
import {
  ChatApi,
  type ChatSnapshot,
  type ModelBadge,
  type StepChange,
  type TurnAction,
  type ViewSettings,
} from '../../protocol/chat.js';
import type { HostHandlers, WireMessage } from '../../protocol/rpc.js';
import { DisposableList, type Disposable } from '../lifetime/disposables.js';
import type { ModelStatus } from '../status/modelStatus.js';
import type { ChatController } from './chatController.js';
import { chatGuards } from './chatGuards.js';
import { RpcServer } from './rpcServer.js';

/** What the requests of every view come to; a connection adds what is its own. */
export type SharedHandlers = Omit<HostHandlers<typeof ChatApi>, 'ready' | 'ack' | 'focus'>;

/** The part of VS Code's webview that a connection needs. */
export interface ChatWebview {
  postMessage(message: WireMessage): PromiseLike<boolean>;
  onDidReceiveMessage(listener: (message: unknown) => unknown): Disposable;
}

/** What is attached to the question being written. */
interface DraftList {
  readonly list: readonly DraftAttachment[];
  readonly text: string;
  onChange(listener: (list: readonly DraftAttachment[]) => void): () => void;
}

/** Whether to show where the model was unsure. */
interface ConfidenceSetting {
  shown(): boolean;
  onChange(listener: () => void): Disposable;
}

/** How the user wants the chat shown, as it is and when it changes. */
interface ViewSettingsSource {
  readonly current: ViewSettings;
  onChange(listener: () => void): Disposable;
}

/** What {@link ChatConnection} stands on. */
export interface ChatConnectionOptions {
  readonly webview: ChatWebview;
  readonly controller: ChatController;
  readonly models: ModelStatus;
  readonly viewSettings: ViewSettingsSource;
  readonly handlers: SharedHandlers;
  readonly drafts: DraftList;
  readonly confidence: ConfidenceSetting;
  readonly clock: Clock;
  /** Told that the view is shown, and that it is for another model's server now. */
  readonly onShown: () => void;
  readonly onError: (where: string, thrown: unknown) => void;
}

/** One webview's line to the chat. It is quiet until the webview says `ready`, and again while it is hidden. */
export class ChatConnection implements Disposable {
  private readonly options: ChatConnectionOptions;
  private readonly server: RpcServer<typeof ChatApi>;
  private readonly gate: PatchGate;
  private readonly owned = new DisposableList();
  private wantsFocus = false;
  private isReady = false;
  /** Whether the attachments changed while the view was hidden. */
  private draftsStale = false;
  private hasFocus = false;
  /** What the view knows to run in a branch that is not shown. */
  private backgroundTurnId: string | undefined;
  /** The server's model that the view shows. */
  private served: string | undefined;

  constructor(options: ChatConnectionOptions) {
    this.options = options;
    const { webview, controller, models } = options;
    this.gate = new PatchGate({
      clock: options.clock,
      send: (patch) => {
        this.server.notify(ChatApi.patch, patch);
      },
    });
    this.gate.pause();
    this.server = new RpcServer<typeof ChatApi>({
      api: ChatApi,
      guards: chatGuards,
      handlers: {
        ...options.handlers,
        ready: () => this.greet(),
        ack: ({ turnId, seq }) => {
          this.gate.ack(turnId, seq);
        },
        focus: ({ focused, turnId }) => {
          this.hasFocus = focused;
          controller.setFocus(focused, turnId);
        },
      },
      // The promise only tells whether the webview still lives: a dead one has no use for the message.
      post: (message) => void webview.postMessage(message),
      onError: options.onError,
    });
    this.owned.add(this.gate);
    this.owned.add(
      options.confidence.onChange(() => {
        const shown = options.confidence.shown();
        if (!this.gate.paused) this.server.notify(ChatApi.confidence, { shown });
      }),
    );
    this.owned.add(webview.onDidReceiveMessage((message) => this.server.receive(message)));
    this.owned.addFunction(
      controller.onEvent((event) => {
        this.forward(event);
      }),
    );
    this.owned.addFunction(
      options.drafts.onChange(() => {
        this.forwardDrafts();
      }),
    );
    this.owned.add(
      options.viewSettings.onChange(() => {
        if (!this.gate.paused)
          this.server.notify(ChatApi.viewSettings, options.viewSettings.current);
      }),
    );
    this.owned.addFunction(
      models.onChange((badge) => {
        this.forwardModel(badge);
      }),
    );
  }

  /** Tells whether the webview can be seen; a hidden one is sent nothing. */
  setVisible(visible: boolean): void {
    if (!visible) {
      this.gate.pause();
      this.loseFocus();
    } else if (this.isReady) {
      if (this.gate.resume()) this.server.notify(ChatApi.snapshot, this.snapshot());
      if (this.draftsStale) this.forwardDrafts();
      this.options.onShown();
    }
  }

  /** Puts the cursor into the input, as soon as there is one. */
  focusInput(): void {
    this.wantsFocus = !this.isReady || this.gate.paused;
    if (!this.wantsFocus) this.server.notify(ChatApi.focusInput, {});
  }

  /** Tells that chats came, went or changed. */
  refreshChats(): void {
    if (!this.gate.paused) this.server.notify(ChatApi.chatsChanged, {});
  }

  /** Opens the bar that finds words in the chat; a view that is not ready has no words. */
  find(): void {
    if (this.isReady && !this.gate.paused) this.server.notify(ChatApi.find, {});
  }

  /** Changes the step that the view's menu was opened on. */
  changeStep(change: StepChange): void {
    if (!this.gate.paused) this.server.notify(ChatApi.changeStep, { change });
  }

  /** Does with a turn what one of its buttons does; a view that is not ready has no turns. */
  act(turnId: string, action: TurnAction): void {
    if (this.isReady && !this.gate.paused) this.server.notify(ChatApi.act, { turnId, action });
  }

  dispose(): void {
    this.loseFocus();
    this.owned.dispose();
  }

  /** A view that is gone tells nothing any more. */
  private loseFocus(): void {
    if (this.hasFocus) this.options.controller.setFocus(false);
    this.hasFocus = false;
  }

  private async greet(): Promise<ChatSnapshot> {
    await this.options.controller.open();
    this.isReady = true;
    this.gate.reset();
    this.gate.resume();
    // After the response, which the webview needs first.
    setImmediate(() => {
      this.server.notify(ChatApi.draft, { text: this.options.drafts.text });
      this.forwardDrafts();
      if (this.wantsFocus) this.focusInput();
      this.options.onShown();
    });
    return this.snapshot();
  }

  private snapshot(): ChatSnapshot {
    const { controller, models, viewSettings } = this.options;
    const { session } = controller;
    const backgroundTurnId = session?.backgroundTurnId;
    this.backgroundTurnId = backgroundTurnId;
    return {
      sessionId: session?.id ?? '',
      turns: session?.turns ?? [],
      model: models.badge,
      view: viewSettings.current,
      busy: controller.busy,
      effort: controller.effort,
      ...(backgroundTurnId !== undefined && { backgroundTurnId }),
      confidence: this.options.confidence.shown(),
    };
  }

  private forward(event: ChatEvent): void {
    if (this.gate.paused) return;
    switch (event.type) {
      case 'turn':
        this.gate.forget(event.turn.turnId);
        for (const { turnId } of event.turn.samples ?? []) this.gate.forget(turnId);
        this.server.notify(ChatApi.turn, event.turn);
        break;
      case 'patch':
        this.gate.push(event.patch);
        break;
      case 'doubts':
        this.server.notify(ChatApi.doubts, event.doubts);
        break;
      case 'reset':
        this.gate.reset();
        this.server.notify(ChatApi.snapshot, this.snapshot());
        this.server.notify(ChatApi.chatsChanged, {});
        break;
      case 'renamed':
        this.server.notify(ChatApi.chatsChanged, {});
        break;
      case 'background':
        this.forwardBackground();
        break;
      case 'effort':
        this.server.notify(ChatApi.effort, this.options.controller.effort);
        break;
      case 'busy':
        break;
    }
  }

  private forwardDrafts(): void {
    this.draftsStale = this.gate.paused;
    if (this.draftsStale) return;
    this.server.notify(ChatApi.attachments, { attachments: this.options.drafts.list });
  }

  private forwardBackground(): void {
    const turnId = this.options.controller.session?.backgroundTurnId;
    // It comes with every word that a hidden turn writes.
    if (turnId === this.backgroundTurnId) return;
    this.backgroundTurnId = turnId;
    this.server.notify(ChatApi.background, turnId === undefined ? {} : { turnId });
  }

  private forwardModel(badge: ModelBadge): void {
    if (this.gate.paused) return;
    this.server.notify(ChatApi.model, badge);
    const served = badge.server && JSON.stringify([badge.server.host, badge.name]);
    if (served === this.served) return;
    this.served = served;
    this.options.onShown();
  }
}
