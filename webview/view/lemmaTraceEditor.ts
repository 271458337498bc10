import { html, nothing, type TemplateResult } from 'lit';
import { LemmaTextEditor } from './lemmaTextEditor.js';

/**
 * A trace, or a step of it, as text that can be changed or cut; the model goes on from its end. Asks for that with
 * `lemma-resume`, which holds the text.
 */
export class LemmaTraceEditor extends LemmaTextEditor {
  static override properties = {
    text: { attribute: false },
    label: { attribute: false },
    hint: { attribute: false },
  };
  /** The text to begin with. */
  declare text: string;
  /** What the text is, for a screen reader. */
  declare label: string;
  /** What becomes of the rest; may be empty. */
  declare hint: string;

  constructor() {
    super();
    this.text = '';
    this.label = 'Thinking to go on from';
    this.hint = '';
  }

  protected override render(): TemplateResult {
    return html`<div class="lemma-trace-editor" @keydown=${this.pressed}>
      <textarea
        aria-label=${this.label}
        rows="3"
        spellcheck="false"
        .defaultValue=${this.text}
      ></textarea>
      ${this.hint === '' ? nothing : html`<p class="lemma-hint">${this.hint}</p>`}
      <div class="lemma-trace-editor-bar">
        <vscode-button
          class="lemma-small"
          title="The model goes on from the end of this text (Ctrl+Enter)"
          @click=${this.send}
          >Resume from here</vscode-button
        >
        <vscode-button
          class="lemma-small"
          appearance="secondary"
          title="Leave the thinking as it is (Escape)"
          @click=${this.close}
          >Cancel</vscode-button
        >
      </div>
    </div>`;
  }

  protected override sends(event: KeyboardEvent): boolean {
    return event.ctrlKey || event.metaKey;
  }

  protected override readonly send = (): void => {
    const { area } = this;
    if (area) this.dispatchEvent(new CustomEvent('lemma-resume', { detail: area.value }));
    this.close();
  };
}
