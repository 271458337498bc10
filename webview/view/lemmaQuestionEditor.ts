import { html, type TemplateResult } from 'lit';
import { ChatApi } from '../../src/protocol/chat.js';
import { LemmaTextEditor } from './lemmaTextEditor.js';
import type { ViewServices } from './viewServices.js';

/** A question as text that can be changed and asked again. */
export class LemmaQuestionEditor extends LemmaTextEditor {
  static override properties = {
    turnId: { attribute: false },
    prompt: { attribute: false },
    services: { attribute: false },
    text: { state: true },
  };
  declare turnId: string;
  /** The question to begin with. */
  declare prompt: string;
  declare services: ViewServices | undefined;
  declare text: string;

  constructor() {
    super();
    this.turnId = '';
    this.prompt = '';
    this.text = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.text = this.prompt;
  }

  protected override render(): TemplateResult {
    return html`<div class="lemma-question-editor" @keydown=${this.pressed}>
      <textarea
        aria-label="Edited question"
        rows="1"
        .defaultValue=${this.prompt}
        @input=${this.typed}
      ></textarea>
      <div class="lemma-question-editor-bar">
        <vscode-button
          class="lemma-small"
          title="Ask this instead; what is here stays in its own branch (Enter)"
          ?disabled=${this.text.trim() === ''}
          @click=${this.send}
          >Ask</vscode-button
        >
        <vscode-button
          class="lemma-small"
          appearance="secondary"
          title="Leave the question as it is (Escape)"
          @click=${this.close}
          >Cancel</vscode-button
        >
      </div>
    </div>`;
  }

  protected override sends(event: KeyboardEvent): boolean {
    return !event.shiftKey && event.target === this.area;
  }

  protected override readonly send = (): void => {
    const text = this.text.trim();
    if (text === '') return;
    this.services?.host.command(ChatApi.edit, { turnId: this.turnId, text });
    this.close();
  };

  private readonly typed = (): void => {
    this.text = this.area?.value ?? '';
  };
}
