import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { ChatApi, type StepChange, type TurnAction } from '../../src/protocol/chat.js';
import type { ChatStore, StoreChange } from '../model/chatStore.js';
import { childOf } from './childOf.js';
import { DropZone } from './dropZone.js';
import { FollowBottom } from './followBottom.js';
import { iconButton } from './iconButton.js';
import { LemmaBackground } from './lemmaBackground.js';
import { LemmaChats } from './lemmaChats.js';
import { LemmaComposer } from './lemmaComposer.js';
import { LemmaContextGauge } from './lemmaContextGauge.js';
import { LemmaEffort } from './lemmaEffort.js';
import { LemmaEmpty } from './lemmaEmpty.js';
import { LemmaFind } from './lemmaFind.js';
import { LemmaModelBadge } from './lemmaModelBadge.js';
import { LemmaVoteChoice } from './lemmaVoteChoice.js';
import type { LemmaStep } from './lemmaStep.js';
import { LemmaTurn } from './lemmaTurn.js';
import { LightElement } from './lightElement.js';
import { scrollToRange } from './scrollToRange.js';
import { keyOf } from './shortcuts.js';
import { restorePlace, turnPlace, type TurnPlace } from './turnPlace.js';
import type { ViewServices } from './viewServices.js';
import { WakeQueue } from './wakeQueue.js';

/** Turns at the end of a chat that are shown in full from the beginning. */
const SHOWN_AT_ONCE = 3;

/** What a turn is made of that shows more than the turn itself says: settings, and what the model can do. */
const PARTS = 'lemma-turn, lemma-panes, lemma-trace, lemma-thought, lemma-answer';

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
  /** The step that the menu of VS Code was opened on last. */
  private menuStep: LemmaStep | null = null;
  private seenModel = '';
  private seenFree = false;

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
    this.addEventListener('lemma-say', this.said);
    this.addEventListener('focusin', this.focused);
    this.addEventListener('contextmenu', this.menuOpened);
    window.addEventListener('focus', this.focused);
    window.addEventListener('blur', this.focused);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.pressed);
    this.removeEventListener('lemma-link', this.openLink);
    this.removeEventListener('lemma-say', this.said);
    this.dropZone?.dispose();
    this.removeEventListener('focusin', this.focused);
    this.removeEventListener('contextmenu', this.menuOpened);
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
      const element = this.turnElements.findLast((each) => each.dataset['turn'] === turnId);
      if (element) element.turn = store.turn(turnId);
    }
    const composer = this.composer;
    if (composer) {
      composer.runningTurnId = store.runningTurnId;
      composer.effort = store.effort.effort;
    }
    this.gauge?.look();
    const effort = childOf(this.footerBar, LemmaEffort);
    if (effort) {
      effort.choice = store.effort;
      effort.model = store.model;
    }
    const { voteChoice } = this;
    if (voteChoice) voteChoice.effort = store.effort;
    const { state } = store.model;
    if (this.seenModel !== state) voteChoice?.look();
    this.seenModel = state;
    this.repaintIfServerChanged(store);
    const background = childOf(childOf(this, 'footer'), LemmaBackground);
    if (background) background.turnId = store.backgroundTurnId;
    const badge = childOf(childOf(childOf(this, 'header'), 'div'), LemmaModelBadge);
    if (badge) badge.model = store.model;
    const empty = childOf(this.content, LemmaEmpty);
    if (empty) empty.model = store.model;
  }

  /** Puts back the question that was being written before the page was loaded. */
  restoreDraft(text: string): void {
    this.composer?.restore(text);
  }

  /** Opens the bar that finds words in the chat. */
  find(): void {
    const bar = this.findBar;
    if (this.showsChats) childOf(this, LemmaChats)?.focusSearch();
    if (bar === undefined || this.showsChats) return;
    bar.root = this.content;
    void bar.show();
  }

  /** Changes the step that the menu was opened on. */
  changeStep(change: StepChange): void {
    this.menuStep?.change(change);
  }

  /** Does with a turn what one of its buttons does, and lets it be seen. */
  act(turnId: string, action: TurnAction): void {
    this.showsChats = false;
    const turn = this.turnElements.find((each) => each.dataset['turn'] === turnId);
    void this.updateComplete.then(() => turn?.act(action));
  }

  /** Paints all turns again, as when a setting of the view changed. */
  repaint(): void {
    for (const part of this.content?.querySelectorAll(PARTS) ?? [])
      if (part instanceof LightElement) part.requestUpdate();
  }

  /** What the turns offer depends on what the model can do where it is now. */
  private repaintIfServerChanged({ thinksFreely }: ChatStore): void {
    if (this.seenFree !== thinksFreely) this.repaint();
    this.seenFree = thinksFreely;
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
    void childOf(this, LemmaChats)?.refresh();
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
    const isFollowed = this.following || turns.length === 0 || this.showsChats;
    return html`${this.header(store, services)}
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
        isFollowed
          ? nothing
          : html`<div class="lemma-jump lemma-jump-chat">
              ${iconButton('arrow-down', 'Jump to the latest message', () => {
                this.toLatest();
              })}
            </div>`
      }
      ${this.footer(store, services)}
      <div class="lemma-spoken lemma-hidden" role="status" aria-live="polite">${this.spoken}</div>`;
  }

  private header(store: ChatStore, services: ViewServices): TemplateResult {
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
    </header>`;
  }

  private footer(store: ChatStore, services: ViewServices): TemplateResult {
    return html`<footer ?hidden=${this.showsChats}>
      <lemma-background .turnId=${store.backgroundTurnId} .services=${services}></lemma-background>
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
        <lemma-effort
          .choice=${store.effort}
          .model=${store.model}
          .services=${services}
        ></lemma-effort>
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
    </footer>`;
  }

  protected override updated(): void {
    if (this.store) this.repaintIfServerChanged(this.store);
    this.gauge?.look();
    this.voteChoice?.look();
    const { scroller, content } = this;
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

  private get scroller(): HTMLElement | undefined {
    return childOf(this, 'main');
  }

  /** What holds the turns. */
  private get content(): HTMLElement | undefined {
    return childOf(this.scroller, 'div');
  }

  private get turnElements(): readonly LemmaTurn[] {
    const children: readonly Element[] = [...(this.content?.children ?? [])];
    return children.filter((each) => each instanceof LemmaTurn);
  }

  /** What stands below the input. */
  private get footerBar(): HTMLElement | undefined {
    return childOf(childOf(this, 'footer'), 'div');
  }

  private get composer(): LemmaComposer | undefined {
    return childOf(childOf(this, 'footer'), LemmaComposer);
  }

  private get findBar(): LemmaFind | undefined {
    return childOf(this, LemmaFind);
  }

  private get voteChoice(): LemmaVoteChoice | undefined {
    return childOf(this.footerBar, LemmaVoteChoice);
  }

  private get gauge(): LemmaContextGauge | undefined {
    return childOf(this.footerBar, LemmaContextGauge);
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

  private readonly menuOpened = (event: Event): void => {
    const { target } = event;
    this.menuStep = target instanceof Element ? target.closest<LemmaStep>('lemma-step') : null;
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

  private readonly said = (event: Event): void => {
    if (event instanceof CustomEvent && typeof event.detail === 'string')
      this.announce(event.detail);
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
