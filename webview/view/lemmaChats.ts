import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RequestDef } from '../../src/protocol/rpc.js';
import { SessionsApi, type ChatListItem, type Done } from '../../src/protocol/sessions.js';
import { iconButton } from './iconButton.js';
import type { LemmaChatRow } from './lemmaChatRow.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** Milliseconds that typing must pause before a search begins. */
const SEARCH_DELAY = 150;

/** The stored chats: search, open, rename, delete. Tells with `lemma-close` when another page is to be shown. */
export class LemmaChats extends LightElement {
  static override properties = {
    services: { attribute: false },
    chats: { state: true },
    query: { state: true },
    deleted: { state: true },
    problem: { state: true },
  };
  declare services: ViewServices | undefined;
  /** What is listed; `undefined` before the first answer of the host. */
  declare chats: readonly ChatListItem[] | undefined;
  declare query: string;
  /** The chat deleted last, as long as that can be undone. */
  declare deleted: ChatListItem | undefined;
  declare problem: string;
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.query = '';
    this.problem = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  /** Asks the host for the list again. */
  async refresh(): Promise<void> {
    const { services } = this;
    if (services === undefined) return;
    this.asked += 1;
    const { asked, query } = this;
    try {
      const { chats } = await services.host.request(SessionsApi.listChats, { query });
      if (asked !== this.asked) return;
      this.chats = chats;
      this.problem = '';
    } catch {
      this.problem = 'The chats could not be read. Try again.';
    }
  }

  /** Puts the cursor where words to search for are typed. */
  focusSearch(): void {
    this.querySelector('input')?.focus();
  }

  protected override render(): TemplateResult {
    return html`<main class="lemma-chats" aria-label="Chats" @keydown=${this.pressed}>
      <div class="lemma-chats-bar">
        ${iconButton('arrow-left', 'Back to the chat', this.close, 'Escape')}
        <h2>Chats</h2>
        ${iconButton('sign-in', 'Import chats', this.import)}
        ${iconButton('export', 'Export all chats', this.export)}
      </div>
      <label class="lemma-chats-search">
        <span class="codicon codicon-search" aria-hidden="true"></span>
        <input
          type="search"
          placeholder="Search questions, thoughts and answers"
          aria-label="Search chats"
          .value=${this.query}
          @input=${this.typed}
        />
      </label>
      ${
        this.problem === ''
          ? nothing
          : html`<p class="lemma-note lemma-note-warning" role="alert">
              <span class="codicon codicon-warning" aria-hidden="true"></span>
              <span>${this.problem}</span>
            </p>`
      }
      ${this.list()} ${this.undoBar()}
      <div class="lemma-hidden" role="status">${this.summary()}</div>
    </main>`;
  }

  protected override firstUpdated(): void {
    this.focusSearch();
  }

  private list(): TemplateResult | typeof nothing {
    const { chats } = this;
    if (chats === undefined) return nothing;
    if (chats.length === 0) {
      return html`<p class="lemma-chats-none">
        ${this.query.trim() === '' ? 'No chats yet. What you ask is kept here.' : 'No chat holds all of these words.'}
      </p>`;
    }
    return html`<ul class="lemma-chats-list">
      ${repeat(
        chats,
        (chat) => chat.id,
        (chat) =>
          html`<li>
            <lemma-chat-row
              .chat=${chat}
              @lemma-open=${() => this.open(chat)}
              @lemma-rename=${(event: CustomEvent<string>) => this.rename(chat, event.detail)}
              @lemma-delete=${() => this.delete(chat)}
            ></lemma-chat-row>
          </li>`,
      )}
    </ul>`;
  }

  private undoBar(): TemplateResult | typeof nothing {
    const { deleted } = this;
    if (deleted === undefined) return nothing;
    return html`<div class="lemma-undo" role="status">
      <span class="lemma-undo-text">Deleted “${deleted.title}”</span>
      <vscode-button class="lemma-small" appearance="secondary" @click=${this.undo}
        >Undo</vscode-button
      >
      ${iconButton('close', 'Dismiss', () => {
        this.deleted = undefined;
      })}
    </div>`;
  }

  private summary(): string {
    const { chats, query } = this;
    if (chats === undefined || query.trim() === '') return '';
    return chats.length === 1 ? '1 chat found' : `${chats.length} chats found`;
  }

  private get rows(): readonly LemmaChatRow[] {
    return [...this.querySelectorAll<LemmaChatRow>('lemma-chat-row')];
  }

  private async open({ id }: ChatListItem): Promise<void> {
    if (await this.done(SessionsApi.openChat, { sessionId: id })) this.close();
    else await this.refresh();
  }

  private async rename({ id }: ChatListItem, title: string): Promise<void> {
    await this.done(SessionsApi.renameChat, { sessionId: id, title });
    await this.refresh();
  }

  private async delete(chat: ChatListItem): Promise<void> {
    const at = this.rows.findIndex((row) => row.chat?.id === chat.id);
    if (await this.done(SessionsApi.deleteChat, { sessionId: chat.id })) this.deleted = chat;
    await this.refresh();
    await this.updateComplete;
    this.focusRow(Math.min(at, this.rows.length - 1));
  }

  private readonly undo = (): void => {
    const { deleted } = this;
    if (deleted === undefined) return;
    this.deleted = undefined;
    void this.done(SessionsApi.restoreChat, { sessionId: deleted.id })
      .then(() => this.refresh())
      .then(() => this.updateComplete)
      .then(() => {
        this.focusRow(this.rows.findIndex((row) => row.chat?.id === deleted.id));
      });
  };

  /** Sends a request; whether it did what it asked for. */
  private async done<P>(def: RequestDef<P, Done>, params: P): Promise<boolean> {
    try {
      return (await this.services?.host.request(def, params))?.done ?? false;
    } catch {
      return false;
    }
  }

  private focusRow(at: number): void {
    const row = this.rows[at];
    if (row) row.focusTitle();
    else this.focusSearch();
  }

  private readonly typed = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.query = event.target.value;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.refresh();
    }, SEARCH_DELAY);
  };

  private readonly import = (): void => {
    this.services?.host.command(SessionsApi.importChats, {});
  };

  private readonly export = (): void => {
    this.services?.host.command(SessionsApi.exportChats, {});
  };

  private readonly close = (): void => {
    this.dispatchEvent(new CustomEvent('lemma-close', { bubbles: true }));
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.isComposing || event.defaultPrevented) return;
    const { rows } = this;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    switch (event.key) {
      case 'Escape':
        event.stopPropagation();
        this.close();
        break;
      case 'ArrowDown':
        this.focusRow(Math.min(at + 1, rows.length - 1));
        break;
      case 'ArrowUp':
        this.focusRow(at - 1);
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}
