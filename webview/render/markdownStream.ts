import type { Token } from 'marked';
import type { CodeAction } from '../../src/protocol/chat.js';
import { CodeBlock } from './codeBlock.js';
import { MarkdownHtmlRenderer, type Slot } from './markdownHtml.js';
import { sanitizeMarkdown } from './sanitize.js';
import type { Typesetter } from './typesetter.js';

const paragraphs = new MarkdownHtmlRenderer(false);
const lines = new MarkdownHtmlRenderer(true);

/** Longest code that is coloured again with every piece that arrives. */
const MOST_LIVE_COLOURED = 4000;

/** What a stream of Markdown needs from outside. */
export interface MarkdownStreamOptions {
  readonly typesetter: Typesetter;
  /** What the code blocks offer, in this order. */
  readonly codeActions: readonly CodeAction[];
  /** Whether a line break in the source is one on the page: a model thinks in lines, and writes in paragraphs. */
  readonly lineBreaks: boolean;
}

/**
 * Shows a growing Markdown text below an element. Blocks that no later text can change become nodes once and are left
 * alone; only the blocks at the end that may still change are parsed again. The result does not depend on how the text
 * was cut into pieces.
 */
export class MarkdownStream {
  private readonly container: HTMLElement;
  private readonly options: MarkdownStreamOptions;
  private readonly renderer: MarkdownHtmlRenderer;
  private shown = '';
  private done = false;
  /** Characters of {@link shown} whose blocks are final. */
  private settledChars = 0;
  private settledCodeBlocks = 0;
  private openHtml = '';
  private openNodes: readonly ChildNode[] = [];
  private openCode: CodeBlock | undefined;

  constructor(container: HTMLElement, options: MarkdownStreamOptions) {
    this.container = container;
    this.options = options;
    this.renderer = options.lineBreaks ? lines : paragraphs;
  }

  /**
   * Shows a text; one that continues what is shown is appended to it.
   *
   * @param done Whether the text is complete.
   */
  update(text: string, done: boolean): void {
    const normal = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    if (normal === this.shown && done === this.done) return;
    if (this.done || !normal.startsWith(this.shown)) this.reset();
    this.shown = normal;
    this.done = done;
    const tail = normal.slice(this.settledChars);
    const tokens = this.renderer.lex(tail);
    const settled = done ? tokens.length : settledCount(tokens, tail);
    if (settled > 0) {
      this.settle(tokens.slice(0, settled));
    }
    this.showOpen(tokens.slice(settled));
  }

  private reset(): void {
    this.container.replaceChildren();
    this.shown = '';
    this.settledChars = 0;
    this.settledCodeBlocks = 0;
    this.clearOpen();
  }

  private settle(tokens: readonly Token[]): void {
    this.clearOpen();
    const { html: markup, slots } = this.renderer.render(tokens);
    const fragment = this.build(markup, slots, true);
    this.container.append(fragment);
    this.settledChars += tokens.reduce((sum, token) => sum + token.raw.length, 0);
    this.settledCodeBlocks += slots.filter((slot) => slot.kind === 'code').length;
  }

  private showOpen(tokens: readonly Token[]): void {
    const { html: markup, slots } = this.renderer.render(tokens);
    const [only] = slots;
    if (this.openCode !== undefined && isOneCodeBlock(tokens) && only?.kind === 'code') {
      if (only.language === this.openCode.language && only.fenced) {
        this.openCode.show(only.code, only.code.length <= MOST_LIVE_COLOURED);
        return;
      }
    }
    // Slots hold text that the markup does not.
    const key = markup + JSON.stringify(slots);
    if (key === this.openHtml) return;
    this.clearOpen();
    const fragment = this.build(markup, slots, false);
    this.openHtml = key;
    this.openNodes = [...fragment.childNodes];
    if (!isOneCodeBlock(tokens)) this.openCode = undefined;
    this.container.append(fragment);
  }

  private clearOpen(): void {
    for (const node of this.openNodes) node.remove();
    this.openNodes = [];
    this.openHtml = '';
    this.openCode = undefined;
  }

  private build(markup: string, slots: readonly Slot[], final: boolean): DocumentFragment {
    const fragment = sanitizeMarkdown(markup);
    let codeBlocks = this.settledCodeBlocks;
    for (const place of fragment.querySelectorAll<HTMLElement>('[data-slot]')) {
      const slot = slots[Number(place.dataset['slot'])];
      delete place.dataset['slot'];
      switch (slot?.kind) {
        case 'code': {
          const actions = this.options.codeActions.filter(
            (action) => slot.fenced || action === 'copy',
          );
          const block = new CodeBlock(slot.language, codeBlocks, actions);
          codeBlocks += 1;
          block.show(slot.code, final || slot.code.length <= MOST_LIVE_COLOURED);
          if (!final) this.openCode = block;
          place.replaceWith(block.element);
          break;
        }
        case 'math':
          place.replaceWith(this.options.typesetter.element(slot.tex, slot.display));
          break;
        case 'link':
          makeLink(place, slot.href);
          break;
        case undefined:
          break;
      }
    }
    for (const table of fragment.querySelectorAll('table')) wrapTable(table);
    return fragment;
  }
}

/**
 * How many of the blocks at the beginning of a text no continuation can change: all before the last one that holds
 * text and whose first line is complete, since only a complete line tells that a block goes on no further.
 */
function settledCount(tokens: readonly Token[], text: string): number {
  const total = tokens.reduce((sum, token) => sum + token.raw.length, 0);
  if (total !== text.length) return 0;
  const lastBreak = text.lastIndexOf('\n');
  let start = total;
  for (let at = tokens.length - 1; at > 0; at -= 1) {
    const token = tokens[at];
    start -= token?.raw.length ?? 0;
    if (token?.type !== 'space' && start <= lastBreak) return at;
  }
  return 0;
}

function isOneCodeBlock(tokens: readonly Token[]): boolean {
  const blocks = tokens.filter((token) => token.type !== 'space');
  return blocks.length === 1 && blocks[0]?.type === 'code';
}

/** Makes a link that the page never follows: a click becomes an event, and the host asks before it opens anything. */
function makeLink(link: HTMLElement, href: string): void {
  link.className = 'lemma-link';
  link.setAttribute('role', 'link');
  link.tabIndex = 0;
  link.title = href;
  const open = (): void => {
    link.dispatchEvent(new CustomEvent('lemma-link', { detail: href, bubbles: true }));
  };
  link.addEventListener('click', open);
  link.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') open();
  });
}

function wrapTable(table: HTMLTableElement): void {
  const wrapper = document.createElement('div');
  wrapper.className = 'lemma-table';
  wrapper.tabIndex = 0;
  wrapper.setAttribute('role', 'region');
  wrapper.setAttribute('aria-label', 'Table');
  table.replaceWith(wrapper);
  wrapper.append(table);
}
