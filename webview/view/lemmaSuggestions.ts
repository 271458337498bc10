import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { AttachSuggestion, AttachTarget } from '../../src/protocol/attachments.js';
import { LightElement } from './lightElement.js';

const ICONS: Readonly<Record<AttachTarget['kind'], string>> = {
  selection: 'list-selection',
  problems: 'warning',
  file: 'file',
  browse: 'folder-opened',
};

/** The list that `#` opens. The input keeps the focus; emits `lemma-pick` with the suggestion a pointer chose. */
export class LemmaSuggestions extends LightElement {
  static override properties = {
    suggestions: { attribute: false },
    active: { attribute: false },
  };
  declare suggestions: readonly AttachSuggestion[];
  /** Number of the suggestion that Enter takes. */
  declare active: number;

  constructor() {
    super();
    this.suggestions = [];
    this.active = 0;
  }

  /** Id of the list, for the input that controls it. */
  static readonly listId = 'lemma-suggestions';

  /** Id of a suggestion's element. */
  static optionId(index: number): string {
    return `lemma-suggestion-${index}`;
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.suggestions.length === 0) return nothing;
    return html`<div class="lemma-suggestions">
      <ul id=${LemmaSuggestions.listId} role="listbox" aria-label="Attach">
        ${this.suggestions.map((suggestion, index) => this.option(suggestion, index))}
      </ul>
      <p class="lemma-hint">Or hold Shift and drop files on the chat.</p>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('active') && !changed.has('suggestions')) return;
    this.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  private option(suggestion: AttachSuggestion, index: number): TemplateResult {
    const { target, label, detail } = suggestion;
    return html`<li
      id=${LemmaSuggestions.optionId(index)}
      role="option"
      class="lemma-suggestion"
      title=${detail === '' ? label : `${label} ${detail}`}
      aria-selected=${index === this.active}
      @mousedown=${(event: MouseEvent) => {
        // The input keeps the focus.
        event.preventDefault();
      }}
      @click=${() => {
        this.dispatchEvent(new CustomEvent('lemma-pick', { detail: suggestion, bubbles: true }));
      }}
    >
      <span class="codicon codicon-${ICONS[target.kind]}" aria-hidden="true"></span>
      <span class="lemma-suggestion-label">${label}</span>
      <span class="lemma-suggestion-detail"><bdi>${detail}</bdi></span>
    </li>`;
  }
}
