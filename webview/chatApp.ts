import {
  CHAT_PROTOCOL_VERSION,
  ChatApi,
  type ChatSnapshot,
  type ViewSettings,
} from '../src/protocol/chat.js';
import type { TurnPatch, TurnSnapshot } from '../src/core/chat/turn.js';
import { DraftKeeper } from './host/draftKeeper.js';
import { HostConnection } from './host/hostConnection.js';
import type { VsCodeApi } from './host/vsCodeApi.js';
import { announcement } from './model/announcements.js';
import { branchNews } from './model/branchWords.js';
import { ChatStore, type StoreChange } from './model/chatStore.js';
import { NONE_FOLDED } from './model/stepFolds.js';
import { parseViewState, pruneFolds, type ViewState } from './model/viewState.js';
import { Typesetter, type SetMath } from './render/typesetter.js';
import { ConfidencePainter } from './view/confidencePainter.js';
import { ConfidenceTip } from './view/confidenceTip.js';
import { MarkTip } from './view/markTip.js';
import { FrameQueue } from './view/frameQueue.js';
import { LemmaChat } from './view/lemmaChat.js';
import { Ticker } from './view/ticker.js';
import type { ViewServices } from './view/viewServices.js';

/** Something to paint, or the credit of a patch that goes back once it is painted. */
type FrameItem =
  StoreChange | { readonly kind: 'ack'; readonly turnId: string; readonly seq: number };

/** Milliseconds after which a question for the chat that got no answer, or a bad one, is asked again. */
const ASK_AGAIN_MS = 5000;

/** The chat page: host wire, state and view, joined. */
export class ChatApp {
  readonly element = new LemmaChat();
  readonly host: HostConnection;
  private readonly store = new ChatStore();
  private readonly vscode: VsCodeApi;
  private readonly frames: FrameQueue<FrameItem>;
  private readonly confidence: ConfidencePainter;
  private viewState: ViewState;
  private viewSettings: ViewSettings = { thinkingFold: 'never' };
  private asking = false;
  private readonly keeper = new DraftKeeper((text) => {
    this.host.command(ChatApi.keepDraft, { text });
  });

  /** @param loadMath Fetches the math library at its first need. */
  constructor(vscode: VsCodeApi, loadMath: () => Promise<SetMath>) {
    this.vscode = vscode;
    this.viewState = parseViewState(vscode.getState());
    this.host = new HostConnection((message) => {
      vscode.postMessage(message);
    });
    this.frames = new FrameQueue((items) => {
      this.paint(items);
    });
    this.store.onChange((change) => {
      this.frames.add(change);
    });
    this.element.store = this.store;
    this.confidence = new ConfidencePainter(this.element, this.store);
    new ConfidenceTip(this.element, this.confidence).start();
    new MarkTip(this.element).start();
    this.element.services = this.services(new Typesetter(loadMath));
    this.listen();
  }

  /** Asks the host for everything there is to show, and again where no answer comes: a host that starts may lose the question. */
  start(): void {
    if (this.asking) return;
    this.asking = true;
    const asked = setTimeout(() => {
      this.asking = false;
      this.start();
    }, ASK_AGAIN_MS);
    this.host
      .request(ChatApi.ready, { protocolVersion: CHAT_PROTOCOL_VERSION })
      .then((snapshot) => {
        clearTimeout(asked);
        this.asking = false;
        this.takeSnapshot(snapshot);
      })
      .catch(() => {
        this.element.announce('The chat could not be loaded');
      });
  }

  private takeSnapshot(snapshot: ChatSnapshot): void {
    const { sessionId, turns } = this.store;
    this.viewSettings = snapshot.view;
    this.store.applySnapshot(snapshot);
    const news = branchNews(turns, snapshot.turns);
    this.confidence.shown = snapshot.confidence ?? false;
    if (sessionId !== snapshot.sessionId) this.element.toLatest();
    else if (news !== undefined) this.element.announce(news);
    this.save(
      pruneFolds(
        this.viewState,
        snapshot.turns.flatMap(({ turnId, samples = [] }) => [
          turnId,
          ...samples.map((sample) => sample.turnId),
        ]),
      ),
    );
  }

  private takeTurn(turn: TurnSnapshot): void {
    const before = this.store.turn(turn.turnId);
    this.store.applyTurn(turn);
    this.speak(before, turn.turnId);
    if (before === undefined) this.element.toLatest();
  }

  private takePatch(patch: TurnPatch): void {
    const before = this.store.turn(patch.turnId);
    if (this.store.applyPatch(patch) === 'gap') this.start();
    else this.speak(before, patch.turnId);
    this.frames.add({ kind: 'ack', turnId: patch.turnId, seq: patch.seq });
  }

  private speak(before: TurnSnapshot | undefined, turnId: string): void {
    const after = this.store.turn(turnId);
    const words = after && announcement(before, after);
    if (words !== undefined) this.element.announce(words);
  }

  private paint(items: readonly FrameItem[]): void {
    this.element.paint(items.filter((item) => item.kind !== 'ack'));
    if (this.confidence.shown) this.confidence.schedule();
    for (const item of items) {
      if (item.kind === 'ack') {
        this.host.command(ChatApi.ack, { turnId: item.turnId, seq: item.seq });
      }
    }
  }

  private services(typesetter: Typesetter): ViewServices {
    return {
      host: this.host,
      typesetter,
      ticker: new Ticker(),
      folds: {
        get: (turnId) => this.viewState.folded[turnId],
        set: (turnId, folded) => {
          this.save({
            ...this.viewState,
            folded: { ...this.viewState.folded, [turnId]: folded },
          });
        },
      },
      thinkingFold: () => this.viewSettings.thinkingFold,
      thinksFreely: () => this.store.thinksFreely,
      stepFolds: {
        get: (turnId) => this.viewState.stepFolds[turnId] ?? NONE_FOLDED,
        set: (turnId, folds) => {
          this.save({
            ...this.viewState,
            stepFolds: { ...this.viewState.stepFolds, [turnId]: folds },
          });
        },
      },
      outline: this.kept('outline'),
      draft: {
        get: () => this.viewState.draft,
        set: (draft) => {
          this.save({ ...this.viewState, draft });
          this.keeper.keep(draft);
        },
      },
      votes: this.kept('votes'),
      questions: this.kept('questions'),
    };
  }

  private listen(): void {
    this.host.subscribe(ChatApi, {
      snapshot: (snapshot) => {
        this.takeSnapshot(snapshot);
      },
      turn: (turn) => {
        this.takeTurn(turn);
      },
      patch: (patch) => {
        this.takePatch(patch);
      },
      background: ({ turnId }) => {
        this.store.applyBackground(turnId);
      },
      effort: (choice) => {
        this.store.applyEffort(choice);
      },
      model: (model) => {
        this.store.applyModel(model);
      },
      doubts: (doubts) => {
        this.store.applyDoubts(doubts);
      },
      confidence: ({ shown }) => {
        this.confidence.shown = shown;
      },
      chatsChanged: () => {
        this.element.refreshChats();
      },
      draft: ({ text }) => {
        this.element.restoreDraft(text);
      },
      attachments: ({ attachments }) => {
        this.element.attachments = attachments;
      },
      viewSettings: (settings) => {
        this.viewSettings = settings;
        this.element.repaint();
      },
      find: () => {
        this.element.find();
      },
      act: ({ turnId, action }) => {
        this.element.act(turnId, action);
      },
      changeStep: ({ change }) => {
        this.element.changeStep(change);
      },
      focusInput: () => {
        this.element.focusInput();
      },
    });
  }

  /** A part of what the view keeps over a reload, to be read and set. */
  private kept<Key extends keyof ViewState>(
    key: Key,
  ): { readonly get: () => ViewState[Key]; readonly set: (value: ViewState[Key]) => void } {
    return {
      get: () => this.viewState[key],
      set: (value) => {
        this.save({ ...this.viewState, [key]: value });
      },
    };
  }

  private save(state: ViewState): void {
    this.viewState = state;
    this.vscode.setState(state);
  }
}
