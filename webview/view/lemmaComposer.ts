import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import type { AttachSuggestion, DraftAttachment } from '../../src/protocol/attachments.js';
import type { Effort } from '../../src/core/sampling/r1Defaults.js';
import { ChatApi } from '../../src/protocol/chat.js';
import { votesOf } from '../model/voteChoice.js';
import { hasFiles, readDrop, readFiles } from '../host/transferred.js';
import { withoutMention } from '../model/mention.js';
import { MentionList } from '../model/mentionList.js';
import { QuestionHistory } from '../model/questionHistory.js';
import { editField } from './editField.js';
import { iconButton } from './iconButton.js';
import { isInFirstLine, isInLastLine } from './inputLines.js';
import { LemmaSuggestions } from './lemmaSuggestions.js';
import { LightElement } from './lightElement.js';
import type { ViewServices } from './viewServices.js';

/**
 * The input: Enter sends, Shift+Enter starts a line, `#` opens the list of what can be attached, the arrow keys go through
 * earlier questions. While a turn runs, its button stops it. Emits `lemma-draft` with the text whenever that changes.
 */
export class LemmaComposer extends LightElement {
  static override properties = {
    services: { attribute: false },
    attachments: { attribute: false },
    runningTurnId: { attribute: false },
    effort: { attribute: false },
    text: { state: true },
    problem: { state: true },
  };
  declare services: ViewServices | undefined;
  declare attachments: readonly DraftAttachment[];
  /** The turn that a stop would end. */
  declare runningTurnId: string | undefined;
  /** What decides how often a question is asked, where the user left that to it. */
  declare effort: Effort | undefined;
  declare text: string;
  declare problem: string;
  private readonly area = createRef<HTMLTextAreaElement>();
  private history = new QuestionHistory();
  /** Whether anything was written since the page was loaded. */
  private touched = false;
  /** Whether the text is being changed by something other than typing. */
  private replacing = false;
  private readonly mentions = new MentionList(
    async (query) => {
      const { services } = this;
      const found = await services?.host.request(ChatApi.suggestAttachments, { query });
      return found?.suggestions ?? [];
    },
    () => {
      this.requestUpdate();
    },
  );

  constructor() {
    super();
    this.attachments = [];
    this.text = '';
    this.problem = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.text = this.services?.draft.get() ?? '';
    this.history = new QuestionHistory(this.services?.questions.get());
  }

  /** Puts the cursor into the input. */
  focusInput(): void {
    this.area.value?.focus();
  }

  /** Puts back what was being written before the page was loaded, unless more was written since. */
  restore(text: string): void {
    if (this.touched) return;
    this.touched = true;
    this.text = text;
  }

  /** Puts a text into the input, in place of what is there. */
  fill(text: string): void {
    this.setText(text);
    this.focusInput();
  }

  /** Attaches what was dropped anywhere on the chat, or pasted as files. */
  attachDropped(transfer: DataTransfer): void {
    // Before anything is awaited: what a drag holds can be read while its event lasts.
    const { uris, files } = readDrop(transfer);
    readFiles(files)
      .then((read) => this.services?.host.request(ChatApi.attachDropped, { uris, files: read }))
      .catch(this.failed);
    this.focusInput();
  }

  protected override render(): TemplateResult {
    const running = this.runningTurnId !== undefined;
    const { suggestions, active } = this.mentions;
    const isOpen = suggestions.length > 0;
    return html`${
        this.problem === ''
          ? nothing
          : html`<p class="lemma-note lemma-note-warning" role="alert">
              <span class="codicon codicon-warning" aria-hidden="true"></span>
              <span>${this.problem}</span>
            </p>`
      }
      <lemma-suggestions
        .suggestions=${suggestions}
        .active=${active}
        @lemma-pick=${(event: CustomEvent<AttachSuggestion>) => {
          this.pick(event.detail);
        }}
      ></lemma-suggestions>
      <div class="lemma-composer">
        <lemma-chips
          .attachments=${this.attachments}
          .services=${this.services}
          @lemma-input=${() => {
            this.focusInput();
          }}
        ></lemma-chips>
        <textarea
          ${ref(this.area)}
          class="lemma-input"
          aria-label="Question"
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls=${isOpen ? LemmaSuggestions.listId : nothing}
          aria-activedescendant=${isOpen ? LemmaSuggestions.optionId(active) : nothing}
          placeholder="Ask a question, # attaches"
          rows="1"
          .value=${this.text}
          @input=${this.typed}
          @keydown=${this.pressed}
          @click=${this.moved}
          @blur=${this.left}
          @paste=${this.pasted}
        ></textarea>
        <div class="lemma-composer-bar">
          ${iconButton('attach', 'Attach files, the selection or problems (#)', this.openList)}
          <span class="lemma-keys">
            ${running ? html`<kbd>Esc</kbd> stops` : html`<kbd>Enter</kbd> sends`}
          </span>
          ${running ? this.stopButton() : this.sendButton()}
        </div>
      </div>
      <div class="lemma-hidden" role="status">
        ${isOpen ? `${suggestions.length} things to attach` : nothing}
      </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('text')) return;
    this.dispatchEvent(new CustomEvent('lemma-draft', { bubbles: true, detail: this.text }));
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

  private setText(text: string): void {
    this.touched = true;
    this.text = text;
    this.services?.draft.set(text);
  }

  /** Shows a text at once, with the cursor at an offset of it. */
  private replaceText(text: string, cursor: number): void {
    this.setText(text);
    this.replacing = true;
    if (this.area.value) editField(this.area.value, text, cursor);
    this.replacing = false;
  }

  private readonly typed = (): void => {
    if (this.replacing) return;
    this.problem = '';
    this.history.reset();
    this.setText(this.area.value?.value ?? '');
    this.moved();
  };

  private readonly moved = (): void => {
    const area = this.area.value;
    if (area) this.mentions.follow(area.value, area.selectionStart);
  };

  private readonly left = (): void => {
    this.mentions.dismiss();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    // Keys that compose a character belong to the input method.
    if (event.isComposing || !this.answers(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Does what a key stands for; false leaves it to the text area. */
  private answers(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { mention, picked } = this.mentions;
    switch (event.key) {
      case 'Enter':
        if (event.shiftKey) return false;
        if (picked) this.pick(picked);
        else this.send();
        return true;
      case 'Tab':
        if (!picked || event.shiftKey) return false;
        this.pick(picked);
        return true;
      case 'Escape':
        if (!mention) return false;
        this.mentions.dismiss();
        return true;
      case 'ArrowUp':
      case 'ArrowDown': {
        if (event.shiftKey) return false;
        const isUp = event.key === 'ArrowUp';
        if (mention) this.mentions.move(isUp ? -1 : 1);
        return mention !== undefined || this.recall(isUp);
      }
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'Home':
      case 'End':
        this.mentions.dismiss();
        return false;
      default:
        return false;
    }
  }

  /** Shows an earlier or later question where the cursor can go no further up or down. */
  private recall(isUp: boolean): boolean {
    const area = this.area.value;
    if (!area || !(isUp ? isInFirstLine(area) : isInLastLine(area))) return false;
    const question = isUp ? this.history.older(this.text) : this.history.newer();
    if (question === undefined) return false;
    this.replaceText(question, isUp ? 0 : question.length);
    return true;
  }

  private pick({ target }: AttachSuggestion): void {
    const { mention } = this.mentions;
    if (mention) {
      const { text, cursor } = withoutMention(this.text, mention);
      this.replaceText(text, cursor);
    }
    this.mentions.dismiss();
    this.services?.host.request(ChatApi.attach, target).catch(this.failed);
    this.focusInput();
  }

  private readonly failed = (): void => {
    this.problem = 'That could not be attached. Try again.';
  };

  /** Begins a mention at the cursor. */
  private readonly openList = (): void => {
    const area = this.area.value;
    if (!area) return;
    const { selectionStart: start, selectionEnd: end, value } = area;
    const mark = /(?:^|[\s([{])$/.test(value.slice(0, start)) ? '#' : ' #';
    this.replaceText(value.slice(0, start) + mark + value.slice(end), start + mark.length);
    this.focusInput();
    this.moved();
  };

  private readonly pasted = (event: ClipboardEvent): void => {
    const data = event.clipboardData;
    const area = this.area.value;
    if (!data || !area) return;
    const text = data.getData('text/plain');
    if (hasFiles(data) && text === '') {
      event.preventDefault();
      this.attachDropped(data);
    } else if (data.types.includes('vscode-editor-data')) {
      // Copied in an editor: the host knows where. Until it answers, the text goes in as any other, which undo knows.
      const start = area.selectionStart;
      this.services?.host.request(ChatApi.attachPasted, { text }).then(({ attached }) => {
        if (attached) this.takeBack(text.replace(/\r\n?/g, '\n'), start);
      }, this.failed);
    }
  };

  /** Takes out pasted text that became an attachment. */
  private takeBack(pasted: string, start: number): void {
    if (!this.text.startsWith(pasted, start)) return;
    this.replaceText(this.text.slice(0, start) + this.text.slice(start + pasted.length), start);
  }

  private readonly stop = (): void => {
    const turnId = this.runningTurnId;
    if (turnId !== undefined) this.services?.host.command(ChatApi.stop, { turnId });
    this.focusInput();
  };

  private readonly send = (): void => {
    const text = this.text.trim();
    const { services } = this;
    if (text === '' || this.runningTurnId !== undefined || services === undefined) return;
    this.replaceText('', 0);
    this.mentions.dismiss();
    this.history.add(text);
    services.questions.set(this.history.all);
    const attachments = this.attachments.map(({ id }) => id);
    const votes = votesOf(services.votes.get(), this.effort ?? 'normal');
    const question = { text, attachments, ...(votes !== undefined && { votes }) };
    services.host.request(ChatApi.submit, question).catch(() => {
      // What the user wrote must not be lost.
      if (this.text === '') this.setText(text);
      this.problem = 'The question could not be sent. Try again.';
    });
  };
}
