import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { ChatApi } from '../../src/protocol/chat.js';
import type { ChatStore, StoreChange } from '../model/chatStore.js';
import { DropZone } from './dropZone.js';
import { FollowBottom } from './followBottom.js';
import { iconButton } from './iconButton.js';
import type { LemmaBackground } from './lemmaBackground.js';
import type { LemmaChats } from './lemmaChats.js';
import type { LemmaComposer } from './lemmaComposer.js';
import type { LemmaContextGauge } from './lemmaContextGauge.js';
import type { LemmaEffort } from './lemmaEffort.js';
import type { LemmaEmpty } from './lemmaEmpty.js';
import type { LemmaFind } from './lemmaFind.js';
import type { LemmaModelBadge } from './lemmaModelBadge.js';
import type { LemmaVoteChoice } from './lemmaVoteChoice.js';
import type { LemmaTurn } from './lemmaTurn.js';
import { LightElement } from './lightElement.js';
import { scrollToRange } from './scrollToRange.js';
import { keyOf } from './shortcuts.js';
import { restorePlace, turnPlace, type TurnPlace } from './turnPlace.js';
import type { ViewServices } from './viewServices.js';
import { WakeQueue } from './wakeQueue.js';

/** Turns at the end of a chat that are shown in full from the beginning. */
const SHOWN_AT_ONCE = 3;

/** The whole chat: model, turns, input. */
export class LemmaChat extends LightElement {
  static override properties = {
    store: { attribute: false },
    services: { attribute: false },
    following: { state: true },
    spoken: { state: true },
    showsChats: { state: true },
  };
  declare store: ChatStore | undefined;
  declare services: ViewServices | undefined;
  declare following: boolean;
  /** What a screen reader says next. */
  declare spoken: string;
  /** Whether the list of chats stands in place of the chat. */
  declare showsChats: boolean;
  private follow: FollowBottom | undefined;
  private dropZone: DropZone | undefined;
  private drafts: readonly DraftAttachment[] = [];
  private readonly wakes = new WakeQueue();
  private place: TurnPlace | undefined;
  private toldFocus = '';
  private seenModel = '';

  constructor() {
    super();
    this.following = true;
    this.spoken = '';
    this.showsChats = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('keydown', this.pressed);
    this.dropZone = new DropZone(this, (transfer) => this.composer?.attachDropped(transfer));
    this.addEventListener('lemma-link', this.openLink);
    this.addEventListener('focusin', this.focused);
    window.addEventListener('focus', this.focused);
    window.addEventListener('blur', this.focused);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.pressed);
    this.removeEventListener('lemma-link', this.openLink);
    this.dropZone?.dispose();
    this.removeEventListener('focusin', this.focused);
    window.removeEventListener('focus', this.focused);
    window.removeEventListener('blur', this.focused);
    this.follow?.dispose();
    this.follow = undefined;
  }

  /** Paints what changed; a patch touches its own turn alone. */
  paint(changes: readonly StoreChange[]): void {
    const { store } = this;
    if (store === undefined) return;
    if (changes.some((change) => change.kind === 'chat')) {
      this.requestUpdate();
      return;
    }
    const turnIds = new Set(
      changes.flatMap((change) => (change.kind === 'turn' ? change.turnId : [])),
    );
    for (const turnId of turnIds) {
      const element = this.querySelector<LemmaTurn>(
        `lemma-turn[data-turn="${CSS.escape(turnId)}"]`,
      );
      if (element) element.turn = store.turn(turnId);
    }
    const composer = this.composer;
    if (composer) {
      composer.runningTurnId = store.runningTurnId;
      composer.effort = store.effort.effort;
    }
    this.gauge?.look();
    const effort = this.querySelector<LemmaEffort>('lemma-effort');
    if (effort) effort.choice = store.effort;
    const { voteChoice } = this;
    if (voteChoice) voteChoice.effort = store.effort;
    const { state } = store.model;
    if (this.seenModel !== state) voteChoice?.look();
    this.seenModel = state;
    const background = this.querySelector<LemmaBackground>('lemma-background');
    if (background) background.turnId = store.backgroundTurnId;
    const badge = this.querySelector<LemmaModelBadge>('lemma-model-badge');
    if (badge) badge.model = store.model;
    const empty = this.querySelector<LemmaEmpty>('lemma-empty');
    if (empty) empty.model = store.model;
  }

  /** Puts back the question that was being written before the page was loaded. */
  restoreDraft(text: string): void {
    this.composer?.restore(text);
  }

  /** Opens the bar that finds words in the chat. */
  find(): void {
    const bar = this.findBar;
    if (this.showsChats) this.querySelector<LemmaChats>('lemma-chats')?.focusSearch();
    if (bar === null || this.showsChats) return;
    bar.root = this.querySelector<HTMLElement>('.lemma-turns') ?? undefined;
    void bar.show();
  }

  /** Paints all turns again, as when a setting of the view changed. */
  repaint(): void {
    for (const turn of this.querySelectorAll<LemmaTurn>('lemma-turn')) turn.requestUpdate();
  }

  /** Shows what is attached to the question being written. */
  set attachments(attachments: readonly DraftAttachment[]) {
    this.drafts = attachments;
    const composer = this.composer;
    if (composer) composer.attachments = attachments;
    const { gauge, voteChoice } = this;
    if (gauge) gauge.attachments = attachments;
    if (voteChoice) voteChoice.attachments = attachments;
  }

  /** Lets a screen reader say something. */
  announce(words: string): void {
    this.spoken = words;
  }

  focusInput(): void {
    this.showsChats = false;
    void this.updateComplete.then(() => {
      this.composer?.focusInput();
    });
  }

  /** Reads the list of chats again, if it is shown. */
  refreshChats(): void {
    void this.querySelector<LemmaChats>('lemma-chats')?.refresh();
  }

  /** Goes to the newest turn. */
  toLatest(): void {
    this.follow?.resume();
  }

  protected override willUpdate(): void {
    this.place = turnPlace(this);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { store, services } = this;
    if (store === undefined || services === undefined) return nothing;
    const { turns } = store;
    return html`<header>
        <h1 class="lemma-hidden">Lemma chat</h1>
        <div class="lemma-header-row">
          <lemma-model-badge .model=${store.model} .services=${services}></lemma-model-badge>
          <div class="lemma-header-actions">
            ${iconButton('history', 'Chats', () => {
              this.showsChats = !this.showsChats;
            })}
            ${iconButton(
              'add',
              'New chat',
              () => {
                services.host.command(ChatApi.newChat, {});
                this.closeChats();
              },
              keyOf('newChat'),
            )}
          </div>
        </div>
      </header>
      ${
        this.showsChats
          ? html`<lemma-chats .services=${services} @lemma-close=${this.closeChats}></lemma-chats>`
          : nothing
      }
      <lemma-find ?hidden=${this.showsChats} @lemma-found=${this.showFound}></lemma-find>
      <main class="lemma-scroll" tabindex="-1" ?hidden=${this.showsChats}>
        <div class="lemma-turns">
          ${turns.length === 0 && store.sessionId !== undefined ? this.empty() : nothing}
          ${repeat(
            turns,
            (turn) => turn.turnId,
            (turn, index) =>
              html`<lemma-turn
                data-turn=${turn.turnId}
                .wakes=${index < turns.length - SHOWN_AT_ONCE ? this.wakes : undefined}
                .turn=${turn}
                .services=${services}
              ></lemma-turn>`,
          )}
        </div>
      </main>
      ${
        this.following || turns.length === 0 || this.showsChats
          ? nothing
          : html`<div class="lemma-jump lemma-jump-chat">
              ${iconButton('arrow-down', 'Jump to the latest message', () => {
                this.toLatest();
              })}
            </div>`
      }
      <footer ?hidden=${this.showsChats}>
        <lemma-background
          .turnId=${store.backgroundTurnId}
          .services=${services}
        ></lemma-background>
        <lemma-composer
          .services=${services}
          .attachments=${this.drafts}
          .runningTurnId=${store.runningTurnId}
          .effort=${store.effort.effort}
          @lemma-draft=${(event: CustomEvent<string>) => {
            const { gauge, voteChoice } = this;
            if (gauge) gauge.draft = event.detail;
            if (voteChoice) voteChoice.draft = event.detail;
          }}
        ></lemma-composer>
        <div class="lemma-footer-bar">
          <lemma-effort .choice=${store.effort} .services=${services}></lemma-effort>
          <lemma-vote-choice
            .effort=${store.effort}
            .services=${services}
            .attachments=${this.drafts}
          ></lemma-vote-choice>
          <lemma-context-gauge
            .store=${store}
            .services=${services}
            .attachments=${this.drafts}
          ></lemma-context-gauge>
        </div>
      </footer>
      <div class="lemma-spoken lemma-hidden" role="status" aria-live="polite">${this.spoken}</div>`;
  }

  protected override updated(): void {
    this.gauge?.look();
    this.voteChoice?.look();
    const scroller = this.querySelector<HTMLElement>('.lemma-scroll');
    const content = this.querySelector<HTMLElement>('.lemma-turns');
    if (!scroller || !content) return;
    if (this.store?.turns.length === 0) {
      // An empty chat is read from its top.
      this.follow?.dispose();
      this.follow = undefined;
      this.following = true;
      return;
    }
    this.follow ??= new FollowBottom(scroller, content, (following) => {
      this.following = following;
    });
    const { place } = this;
    this.place = undefined;
    if (place) void this.restore(place, scroller);
  }

  /** Leaves the reader where they were when other turns have come. */
  private async restore(place: TurnPlace, scroller: HTMLElement): Promise<void> {
    const moved = await restorePlace(this, place);
    if (moved === undefined) return;
    scroller.scrollTop += moved;
    this.follow?.look();
  }

  private empty(): TemplateResult {
    return html`<lemma-empty
      .model=${this.store?.model}
      .services=${this.services}
      @lemma-example=${(event: CustomEvent<string>) => {
        const { composer } = this;
        if (event.detail === '') composer?.focusInput();
        else composer?.fill(event.detail);
      }}
    ></lemma-empty>`;
  }

  private get composer(): LemmaComposer | null {
    return this.querySelector<LemmaComposer>('lemma-composer');
  }

  private get findBar(): LemmaFind | null {
    return this.querySelector<LemmaFind>('lemma-find');
  }

  private get voteChoice(): LemmaVoteChoice | null {
    return this.querySelector<LemmaVoteChoice>('lemma-vote-choice');
  }

  private get gauge(): LemmaContextGauge | null {
    return this.querySelector<LemmaContextGauge>('lemma-context-gauge');
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (isFindKey(event)) {
      event.preventDefault();
      // VS Code would search the editor.
      event.stopPropagation();
      this.find();
      return;
    }
    if (event.key !== 'Escape' || event.isComposing) return;
    const bar = this.findBar;
    if (bar?.open) {
      bar.close();
      event.preventDefault();
      // The key was for the bar: it must not stop a reply as well.
      event.stopPropagation();
      return;
    }
    const turnId = this.store?.runningTurnId;
    if (turnId === undefined) return;
    event.preventDefault();
    this.services?.host.command(ChatApi.stop, { turnId });
  };

  private readonly closeChats = (): void => {
    this.focusInput();
  };

  private readonly focused = (): void => {
    const { services } = this;
    const focused = document.hasFocus();
    const turn = document.activeElement?.closest('lemma-turn');
    const turnId = turn?.getAttribute('data-turn') ?? undefined;
    const told = `${focused} ${turnId}`;
    if (told === this.toldFocus || services === undefined) return;
    this.toldFocus = told;
    services.host.command(ChatApi.focus, { focused, ...(turnId !== undefined && { turnId }) });
  };

  private readonly showFound = (event: CustomEvent<Range>): void => {
    const range = event.detail;
    const turn = range.startContainer.parentElement?.closest<LemmaTurn>('lemma-turn');
    void turn?.unfoldTo(range.startContainer).then(() => {
      scrollToRange(range);
    });
  };

  private readonly openLink = (event: Event): void => {
    if (event instanceof CustomEvent && typeof event.detail === 'string') {
      this.services?.host.command(ChatApi.openLink, { href: event.detail });
    }
  };
}

function isFindKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'f' && (ctrlKey || metaKey) && !altKey && !shiftKey;
}
