import { html, nothing, type TemplateResult } from 'lit';
import { ChatApi } from '../../src/protocol/chat.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

interface TextAreaElement extends HTMLElement {
  value: string;
}

/** The input: Enter sends, Shift+Enter starts a line. While a turn runs, its button stops it. */
export class LemmaComposer extends LightElement {
  static override properties = {
    services: { attribute: false },
    runningTurnId: { attribute: false },
    text: { state: true },
    problem: { state: true },
  };
  declare services: ViewServices | undefined;
  /** The turn that a stop would end. */
  declare runningTurnId: string | undefined;
  declare text: string;
  declare problem: string;

  constructor() {
    super();
    this.text = '';
    this.problem = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.text = this.services?.draft.get() ?? '';
  }

  /** Puts the cursor into the input. */
  focusInput(): void {
    this.area?.focus();
  }

  /** Puts a text into the input, in place of what is there. */
  fill(text: string): void {
    this.setText(text);
    this.focusInput();
  }

  protected override render(): TemplateResult {
    const running = this.runningTurnId !== undefined;
    return html`${
        this.problem === ''
          ? nothing
          : html`<p class="lemma-note lemma-note-warning" role="alert">
              <span class="codicon codicon-warning" aria-hidden="true"></span>
              <span>${this.problem}</span>
            </p>`
      }
      <div class="lemma-composer">
        <vscode-text-area
          aria-label="Question"
          placeholder="Ask a question, or paste a problem"
          rows="1"
          resize="none"
          .value=${this.text}
          @input=${this.typed}
          @keydown=${this.pressed}
        ></vscode-text-area>
        <div class="lemma-composer-bar">
          <span class="lemma-keys">
            ${running ? html`<kbd>Esc</kbd> stops` : html`<kbd>Enter</kbd> sends`}
          </span>
          ${running ? this.stopButton() : this.sendButton()}
        </div>
      </div>`;
  }

  private sendButton(): TemplateResult {
    return html`<vscode-button
      class="lemma-send"
      aria-label="Send"
      title="Send (Enter)"
      ?disabled=${this.text.trim() === ''}
      @click=${this.send}
      ><span class="codicon codicon-send"></span
    ></vscode-button>`;
  }

  private stopButton(): TemplateResult {
    return html`<vscode-button
      class="lemma-send"
      appearance="secondary"
      aria-label="Stop"
      title="Stop (Escape)"
      @click=${this.stop}
      ><span class="codicon codicon-stop-circle"></span
    ></vscode-button>`;
  }

  private get area(): TextAreaElement | null {
    return this.querySelector<TextAreaElement>('vscode-text-area');
  }

  private setText(text: string): void {
    this.text = text;
    this.services?.draft.set(text);
  }

  private readonly typed = (): void => {
    this.problem = '';
    this.setText(this.area?.value ?? '');
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    // Enter that ends the composition of a character belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  };

  private readonly stop = (): void => {
    const turnId = this.runningTurnId;
    if (turnId !== undefined) this.services?.host.command(ChatApi.stop, { turnId });
    this.focusInput();
  };

  private readonly send = (): void => {
    const text = this.text.trim();
    if (text === '' || this.runningTurnId !== undefined || this.services === undefined) return;
    this.setText('');
    this.services.host.request(ChatApi.submit, { text }).catch(() => {
      // What the user wrote must not be lost.
      if (this.text === '') this.setText(text);
      this.problem = 'The question could not be sent. Try again.';
    });
  };
}
