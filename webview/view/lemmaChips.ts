import { html, nothing, type TemplateResult } from 'lit';
import type { DraftAttachment } from '../../src/protocol/attachments.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { chipIcon, chipName, chipSize, chipTitle } from '../model/attachmentWords.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** What is attached to the question being written; emits `lemma-input` when the cursor should go back to the input. */
export class LemmaChips extends LightElement {
  static override properties = {
    attachments: { attribute: false },
    services: { attribute: false },
  };
  declare attachments: readonly DraftAttachment[];
  declare services: ViewServices | undefined;

  constructor() {
    super();
    this.attachments = [];
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.attachments.length === 0) return nothing;
    return html`<ul class="lemma-chips" aria-label="Attached to the question">
      ${this.attachments.map((attachment) => this.chip(attachment))}
    </ul>`;
  }

  private chip(attachment: DraftAttachment): TemplateResult {
    const { id } = attachment;
    const name = chipName(attachment);
    return html`<li class="lemma-chip">
      <button
        type="button"
        class="lemma-chip-name"
        title=${chipTitle(attachment)}
        @click=${() => this.services?.host.command(ChatApi.revealDraft, { id })}
      >
        <span class="codicon codicon-${chipIcon(attachment)}" aria-hidden="true"></span>
        <span class="lemma-path"><bdi>${name}</bdi></span>
        <span class="lemma-figures">${chipSize(attachment)}</span>
      </button>
      <button
        type="button"
        class="lemma-icon-button codicon codicon-close"
        title="Remove"
        aria-label="Remove ${name}"
        @click=${() => {
          this.services?.host.command(ChatApi.removeAttachment, { id });
          this.dispatchEvent(new CustomEvent('lemma-input', { bubbles: true }));
        }}
      ></button>
    </li>`;
  }
}
