import { html, type TemplateResult } from 'lit';
import { ChatApi } from '../../src/protocol/chat.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/** A trace as text that can be changed or cut; the model goes on from its end. Tells with `lemma-edited` when it is done. */
export class LemmaTraceEditor extends LightElement {
  static override properties = {
    turnId: { attribute: false },
    thinking: { attribute: false },
    services: { attribute: false },
  };
  declare turnId: string | undefined;
  /** The trace to begin with. */
  declare thinking: string;
  declare services: ViewServices | undefined;

  constructor() {
    super();
    this.thinking = '';
  }

  protected override render(): TemplateResult {
    return html`<div class="lemma-trace-editor" @keydown=${this.pressed}>
      <textarea
        aria-label="Thinking to go on from"
        rows="10"
        spellcheck="false"
        .defaultValue=${this.thinking}
      ></textarea>
      <div class="lemma-trace-editor-bar">
        <vscode-button
          class="lemma-small"
          title="The model goes on from the end of this text"
          @click=${this.resume}
          >Resume from here</vscode-button
        >
        <vscode-button class="lemma-small" appearance="secondary" @click=${this.close}
          >Cancel</vscode-button
        >
      </div>
    </div>`;
  }

  protected override firstUpdated(): void {
    const { area } = this;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  private get area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly resume = (): void => {
    const { turnId, area } = this;
    if (turnId === undefined || !area) return;
    this.services?.host.command(ChatApi.resume, { turnId, thinking: area.value });
    this.close();
  };

  private readonly close = (): void => {
    this.dispatchEvent(new CustomEvent('lemma-edited', { bubbles: true }));
  };
}
