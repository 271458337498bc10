import { html, nothing, type TemplateResult } from 'lit';
import type { ChatListItem } from '../../src/protocol/sessions.js';
import { chatFigures, foundWord } from '../model/chatListWords.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';

/** One chat of the list. Tells with `lemma-open`, `lemma-rename` and `lemma-delete` what the user wants of it. */
export class LemmaChatRow extends LightElement {
  static override properties = {
    chat: { attribute: false },
    renaming: { state: true },
  };
  declare chat: ChatListItem | undefined;
  /** Whether the title is open as text. */
  declare renaming: boolean;

  constructor() {
    super();
    this.renaming = false;
  }

  /** Puts the focus on the chat. */
  focusTitle(): void {
    this.querySelector<HTMLElement>('.lemma-chat-open')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { chat } = this;
    if (chat === undefined) return nothing;
    return html`<div class="lemma-chat-row ${chat.current ? 'lemma-current' : ''}">
      ${this.renaming ? this.editor(chat) : this.button(chat)}
      <span class="lemma-chat-actions">
        ${iconButton('edit', `Rename “${titleOf(chat)}”`, this.startRenaming, 'F2')}
        ${iconButton('trash', `Delete “${titleOf(chat)}”`, this.delete, 'Delete')}
      </span>
    </div>`;
  }

  private button(chat: ChatListItem): TemplateResult {
    const { match } = chat;
    const word = match === undefined ? '' : foundWord(match.where);
    return html`<button
      type="button"
      class="lemma-chat-open"
      aria-current=${chat.current ? 'true' : nothing}
      @click=${this.open}
      @keydown=${this.pressed}
    >
      <span class="lemma-chat-title" title=${titleOf(chat)}>${titleOf(chat)}</span>
      <span class="lemma-figures"
        >${chat.current ? 'Open · ' : ''}${chatFigures(chat, Date.now())}</span
      >
      ${
        match === undefined || word === ''
          ? nothing
          : html`<span class="lemma-chat-found"><b>${word}:</b> ${match.excerpt}</span>`
      }
    </button>`;
  }

  private editor(chat: ChatListItem): TemplateResult {
    return html`<input
      class="lemma-chat-rename"
      aria-label="Title of the chat"
      .value=${chat.title}
      placeholder="Named by its first question"
      @keydown=${this.edited}
      @blur=${this.keep}
    />`;
  }

  private tell(type: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  private readonly open = (): void => {
    this.tell('lemma-open');
  };

  private readonly startRenaming = (): void => {
    this.renaming = true;
    void this.updateComplete.then(() => {
      this.querySelector('input')?.select();
    });
  };

  private readonly delete = (): void => {
    this.tell('lemma-delete');
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key === 'F2') this.startRenaming();
    else if (event.key === 'Delete') this.delete();
    else return;
    event.preventDefault();
  };

  private readonly edited = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    // The keys of the list are not those of its text.
    event.stopPropagation();
    if (event.key === 'Enter') this.keep();
    else if (event.key === 'Escape') this.renaming = false;
    else return;
    event.preventDefault();
    void this.updateComplete.then(() => {
      this.focusTitle();
    });
  };

  private readonly keep = (): void => {
    const input = this.querySelector('input');
    if (!this.renaming || input === null) return;
    this.renaming = false;
    if (input.value !== this.chat?.title) this.tell('lemma-rename', input.value);
  };
}

function titleOf({ title }: ChatListItem): string {
  return title === '' ? 'Untitled' : title;
}
