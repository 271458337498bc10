import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../model/wording.js';
import { findHighlights } from './findHighlights.js';
import { findText } from './findText.js';
import { iconButton } from './iconButton.js';
import { LightElement } from './lightElement.js';

/** What streams in is searched again after this time at most. */
const REFRESH_MS = 300;

/** The bar that finds words in questions, traces and answers. */
export class LemmaFind extends LightElement {
  static override properties = {
    open: { state: true },
    query: { state: true },
    found: { state: true },
    at: { state: true },
  };
  declare open: boolean;
  declare query: string;
  declare found: readonly Range[];
  /** Index of the match that stands out. */
  declare at: number;
  /** What is searched. */
  root: HTMLElement | undefined;
  private observer: MutationObserver | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private focusedBefore: Element | null = null;

  constructor() {
    super();
    this.open = false;
    this.query = '';
    this.found = [];
    this.at = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  /** Opens the bar with what is selected on the page, or with the last words, and puts the cursor there. */
  async show(): Promise<void> {
    const selected = document.getSelection()?.toString().trim() ?? '';
    if (!this.open) this.focusedBefore = document.activeElement;
    this.open = true;
    document.addEventListener('keydown', this.pressed, true);
    if (selected !== '' && !selected.includes('\n')) this.query = selected;
    this.observe();
    this.search();
    await this.updateComplete;
    this.input?.select();
    this.input?.focus();
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    document.removeEventListener('keydown', this.pressed, true);
    this.observer?.disconnect();
    clearTimeout(this.timer);
    this.timer = undefined;
    findHighlights.clear();
    this.found = [];
    const { focusedBefore: before, root } = this;
    const canTake = before instanceof HTMLElement && before.isConnected && before !== document.body;
    const target = canTake ? before : root?.closest<HTMLElement>('[tabindex]');
    target?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<div class="lemma-find" role="search" aria-label="Find in the chat">
      <input
        type="text"
        aria-label="Find in thinking and answers"
        placeholder="Find"
        spellcheck="false"
        .value=${this.query}
        @input=${this.typed}
      />
      <span class="lemma-find-count" role="status">${this.countWords()}</span>
      ${iconButton('arrow-up', 'Previous match', this.previous, 'Shift+Enter')}
      ${iconButton('arrow-down', 'Next match', this.next, 'Enter')}
      ${iconButton('close', 'Close', this.closed, 'Escape')}
    </div>`;
  }

  private get input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  private countWords(): string {
    const { length } = this.found;
    if (this.query.trim() === '') return '';
    return length === 0 ? 'No results' : `${count(this.at + 1)} of ${count(length)}`;
  }

  private observe(): void {
    if (this.root === undefined) return;
    this.observer ??= new MutationObserver(() => {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        if (this.open) this.search();
      }, REFRESH_MS);
    });
    this.observer.observe(this.root, { childList: true, characterData: true, subtree: true });
  }

  private search(): void {
    this.found = this.root === undefined ? [] : findText(this.root, this.query);
    this.at = Math.max(0, Math.min(this.at, this.found.length - 1));
    findHighlights.show(this.found, this.found[this.at]);
  }

  private go(by: 1 | -1): void {
    const { length } = this.found;
    if (length === 0) return;
    this.at = (this.at + by + length) % length;
    this.reveal();
  }

  /** Shows the match that stands out, opening what it is folded into. */
  private reveal(): void {
    const match = this.found[this.at];
    findHighlights.show(this.found, match);
    if (match === undefined) return;
    this.dispatchEvent(new CustomEvent('lemma-found', { detail: match, bubbles: true }));
  }

  private readonly previous = (): void => {
    this.go(-1);
  };

  private readonly next = (): void => {
    this.go(1);
  };

  private readonly closed = (): void => {
    this.close();
  };

  private readonly typed = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) this.query = event.target.value;
    this.at = 0;
    this.search();
    this.reveal();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const here = event.target instanceof Node && this.contains(event.target);
    const inInput = here && event.target === this.input;
    if (event.key === 'F3' || (event.key === 'Enter' && inInput)) this.go(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && here) this.close();
    else return;
    // Neither the chat nor VS Code has a use for a key that was meant for the bar.
    event.preventDefault();
    event.stopPropagation();
  };
}
