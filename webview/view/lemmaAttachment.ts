import { html, nothing, type TemplateResult } from 'lit';
import type { TurnAttachment } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { foundHint, placeOf } from '../model/attachmentWords.js';
import { CodeBlock } from '../render/codeBlock.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

let created = 0;

/** Text that a question is about: where it comes from, and the text itself to unfold. */
export class LemmaAttachment extends LightElement {
  static override properties = {
    turnId: { attribute: false },
    index: { attribute: false },
    attachment: { attribute: false },
    services: { attribute: false },
    open: { state: true },
  };
  declare turnId: string;
  /** Number of the attachment in its turn, from 0. */
  declare index: number;
  declare attachment: TurnAttachment | undefined;
  declare services: ViewServices | undefined;
  declare open: boolean;
  private readonly codeId = `lemma-attachment-${++created}`;
  private code: CodeBlock | undefined;

  constructor() {
    super();
    this.turnId = '';
    this.index = 0;
    this.open = false;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { attachment, turnId, index } = this;
    if (attachment === undefined) return nothing;
    const hint = foundHint(attachment);
    const isProblems = attachment.source === 'problems';
    return html`<div class="lemma-attachment">
        <button
          type="button"
          class="lemma-fold"
          aria-expanded=${this.open}
          aria-controls=${this.codeId}
          @click=${() => {
            this.open = !this.open;
          }}
        >
          <span
            class="codicon codicon-chevron-${this.open ? 'down' : 'right'}"
            aria-hidden="true"
          ></span>
          <span class="lemma-path" title=${attachment.path}><bdi>${attachment.path}</bdi></span
          ><span class="lemma-lines">${placeOf(attachment)}</span>
        </button>
        ${iconButton(
          'go-to-file',
          isProblems ? 'Show the problems' : 'Show these lines in the editor',
          () => {
            this.services?.host.command(ChatApi.revealAttachment, { turnId, index });
          },
        )}
      </div>
      <div id=${this.codeId} ?hidden=${!this.open}>
        ${this.open ? this.codeElement(attachment) : nothing}
      </div>
      ${hint === undefined ? nothing : html`<p class="lemma-hint">${hint}</p>`}`;
  }

  private codeElement(attachment: TurnAttachment): HTMLElement {
    if (this.code === undefined) {
      this.code = new CodeBlock(attachment.languageId, 0, []);
      this.code.show(attachment.text, true);
    }
    return this.code.element;
  }
}
