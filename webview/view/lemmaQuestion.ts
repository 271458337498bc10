import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { TurnAttachment, TurnSnapshot } from '../../src/core/chat/turn.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { foundHint, linesOf } from '../model/attachmentWords.js';
import { CodeBlock } from '../render/codeBlock.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

let created = 0;

/** What the user asked, with the lines it is about. */
export class LemmaQuestion extends LightElement {
  static override properties = {
    turn: { attribute: false },
    services: { attribute: false },
    open: { state: true },
  };
  declare turn: TurnSnapshot | undefined;
  declare services: ViewServices | undefined;
  declare open: boolean;
  private readonly codeId = `lemma-attachment-${++created}`;
  private code: CodeBlock | undefined;

  constructor() {
    super();
    this.open = false;
  }

  protected override shouldUpdate(changed: PropertyValues<this>): boolean {
    // Only the answer of a turn grows; its question is painted once.
    const before = changed.get('turn');
    if (changed.size > 1 || before === undefined) return true;
    return before.prompt !== this.turn?.prompt || before.turnId !== this.turn.turnId;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { turn } = this;
    if (turn === undefined) return nothing;
    return html`<p class="lemma-prompt">${turn.prompt}</p>
      ${turn.attachment === undefined ? nothing : this.attachment(turn.turnId, turn.attachment)}`;
  }

  private attachment(turnId: string, attachment: TurnAttachment): TemplateResult {
    const hint = foundHint(attachment);
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
          ><span class="lemma-lines">:${linesOf(attachment)}</span>
        </button>
        ${iconButton('go-to-file', 'Show these lines in the editor', () => {
          this.services?.host.command(ChatApi.revealAttachment, { turnId });
        })}
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
