import type { Token } from 'marked';
import type { CodeAction } from '../../src/protocol/chat.js';
import { blockCut, type BlockCut } from './blockCut.js';
import { CodeBlock } from './codeBlock.js';
import { MarkdownHtmlRenderer, type MarkdownHtml, type Slot } from './markdownHtml.js';
import { joinedNodes, makeLink, wrapTable, type CutElement } from './markdownNodes.js';
import { patchNodes } from './patchNodes.js';
import { sanitizeMarkdown } from './sanitize.js';
import type { Typesetter } from './typesetter.js';

const paragraphs = new MarkdownHtmlRenderer(false);
const lines = new MarkdownHtmlRenderer(true);

/** Longest code that is coloured again with every piece that arrives. */
const MOST_LIVE_COLOURED = 4000;
/** Most characters that are parsed again with every piece that arrives. */
const MOST_OPEN = 2000;
/** The same for a block that is better left whole, such as a long item of a list. */
const MOST_OPEN_UNCUT = 8000;

/** What a stream of Markdown needs from outside. */
export interface MarkdownStreamOptions {
  readonly typesetter: Typesetter;
  /** What the code blocks offer, in this order. */
  readonly codeActions: readonly CodeAction[];
  /** Whether a line break in the source is one on the page: a model thinks in lines, and writes in paragraphs. */
  readonly lineBreaks: boolean;
}

/** A block that was cut, with what its next part is put to. */
interface Joint extends CutElement {
  readonly code: CodeBlock | undefined;
}

/** Nodes of the open blocks: those that were put to the part before, and the others. */
interface PlacedNodes {
  readonly joined: readonly ChildNode[];
  readonly own: readonly ChildNode[];
}

const NOWHERE: PlacedNodes = { joined: [], own: [] };

interface BuiltBlocks {
  readonly fragment: DocumentFragment;
  /** How many code blocks begin in them. */
  readonly codeBlocks: number;
  readonly lastCode: CodeBlock | undefined;
}

/**
 * Shows a growing Markdown text below an element. Blocks that no later text can change become nodes once and are left
 * alone; only the blocks at the end that may still change are parsed again, and never more than {@link MOST_OPEN}
 * characters: a longer block is cut. The result does not depend on how the text was cut into pieces, as all that is decided
 * depends on the text up to there alone.
 */
export class MarkdownStream {
  private readonly container: HTMLElement;
  private readonly options: MarkdownStreamOptions;
  private readonly renderer: MarkdownHtmlRenderer;
  private shown = '';
  private done = false;
  /** Characters of {@link shown} that are final. */
  private settledChars = 0;
  private settledCodeBlocks = 0;
  private openHtml = '';
  private openNodes: PlacedNodes = NOWHERE;
  private openCode: CodeBlock | undefined;
  private joint: Joint | undefined;

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
    let most = MOST_OPEN;
    for (;;) {
      const step = this.advance(most);
      if (step === 'end') return;
      most = step === 'lookFurther' ? MOST_OPEN_UNCUT : MOST_OPEN;
    }
  }

  /** Settles what can be settled of the next `most` characters, and shows the rest once it is less than that. */
  private advance(most: number): 'again' | 'lookFurther' | 'end' {
    const prefix = this.joint?.prefix ?? '';
    const end = this.settledChars + most;
    const source = prefix + this.shown.slice(this.settledChars, end);
    const isWhole = end >= this.shown.length;
    const isOver = source === prefix && this.joint?.joins !== 'code';
    const tokens = isOver ? [] : this.renderer.lex(source);
    // What follows empty lines is a block of its own.
    if (tokens[0]?.type === 'space') this.joint = undefined;
    let count = isWhole && this.done ? tokens.length : settledCount(tokens, source);
    // After a look further only the block that made it necessary is settled: what follows is looked at as if it were alone.
    if (most === MOST_OPEN_UNCUT) count = Math.min(count, blocksOfFirst(tokens));
    if (count > 0) this.settle(tokens.slice(0, count), prefix.length);
    if (count > 0 && (most === MOST_OPEN_UNCUT || !isWhole)) return 'again';
    if (isWhole) {
      this.showOpen(tokens.slice(count));
      return 'end';
    }
    const cut = blockCut(tokens, source, prefix.length, most === MOST_OPEN_UNCUT);
    if (cut === undefined) return 'lookFurther';
    this.settleCut(source, cut, prefix.length);
    return 'again';
  }

  private reset(): void {
    this.container.replaceChildren();
    this.shown = '';
    this.settledChars = 0;
    this.settledCodeBlocks = 0;
    this.joint = undefined;
    this.clearOpen();
  }

  private settle(tokens: readonly Token[], prefixLength: number): void {
    const built = this.build(this.renderer.render(tokens), tokens, true);
    this.place(built);
    this.keepOpen();
    this.joint?.code?.finish();
    this.joint = undefined;
    this.settledCodeBlocks += built.codeBlocks;
    this.settledChars += tokens.reduce((sum, token) => sum + token.raw.length, 0) - prefixLength;
  }

  private settleCut(source: string, cut: BlockCut, prefixLength: number): void {
    const tokens = this.renderer.lex(source.slice(0, cut.at));
    const built = this.build(this.renderer.render(tokens), tokens, true);
    this.place(built);
    this.keepOpen();
    const code = cut.joins === 'code' ? built.lastCode : undefined;
    code?.settle(cut.separator);
    const element = this.container.lastElementChild ?? undefined;
    element?.classList.add('lemma-cut');
    this.joint = { ...cut, element, code };
    this.settledCodeBlocks += built.codeBlocks;
    this.settledChars += cut.at - prefixLength;
  }

  private showOpen(tokens: readonly Token[]): void {
    const rendered = this.renderer.render(tokens);
    const [only] = rendered.slots;
    if (this.openCode !== undefined && isOneCodeBlock(tokens) && only?.kind === 'code') {
      if (only.language === this.openCode.language && only.fenced) {
        this.openCode.show(only.code, only.code.length <= MOST_LIVE_COLOURED);
        return;
      }
    }
    // Slots hold text that the markup does not.
    const key = rendered.html + JSON.stringify(rendered.slots);
    if (key === this.openHtml) return;
    const built = this.build(rendered, tokens, false);
    this.place(built);
    this.openHtml = key;
    this.openCode =
      isOneCodeBlock(tokens) && built.lastCode !== this.joint?.code ? built.lastCode : undefined;
  }

  private clearOpen(): void {
    for (const node of [...this.openNodes.joined, ...this.openNodes.own]) node.remove();
    this.keepOpen();
  }

  /** What is shown of the open blocks stays as it is from here on. */
  private keepOpen(): void {
    this.openNodes = NOWHERE;
    this.openHtml = '';
    this.openCode = undefined;
  }

  /** Blocks as nodes; the code of one that was cut goes to its first part. */
  private build(rendered: MarkdownHtml, tokens: readonly Token[], final: boolean): BuiltBlocks {
    const { slots } = rendered;
    const fragment = sanitizeMarkdown(rendered.html);
    let codeBlocks = 0;
    let joined = tokens[0]?.type === 'code' ? this.joint?.code : undefined;
    let lastCode = joined;
    for (const place of fragment.querySelectorAll<HTMLElement>('[data-slot]')) {
      const slot = slots[Number(place.dataset['slot'])];
      delete place.dataset['slot'];
      switch (slot?.kind) {
        case 'code': {
          if (joined) {
            joined.showMore(slot.code);
            joined = undefined;
            place.remove();
            break;
          }
          lastCode = this.codeBlock(slot, codeBlocks, final);
          codeBlocks += 1;
          place.replaceWith(lastCode.element);
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
    return { fragment, codeBlocks, lastCode };
  }

  private codeBlock(slot: Slot & { kind: 'code' }, index: number, final: boolean): CodeBlock {
    const actions = this.options.codeActions.filter((action) => slot.fenced || action === 'copy');
    const block = new CodeBlock(slot.language, this.settledCodeBlocks + index, actions);
    block.show(slot.code, final || slot.code.length <= MOST_LIVE_COLOURED);
    return block;
  }

  /** Puts blocks on the page in place of the open ones, the first to the part before it where it was cut. */
  private place({ fragment, lastCode }: BuiltBlocks): void {
    // A block of code has its own way to grow.
    if (lastCode !== undefined || this.openCode !== undefined) this.clearOpen();
    const { joint, container, openNodes } = this;
    const joined = joint ? joinedNodes(joint, fragment, this.options.lineBreaks) : [];
    this.openNodes = {
      joined: patchNodes(joint?.element ?? container, openNodes.joined, joined),
      own: patchNodes(container, openNodes.own, [...fragment.childNodes]),
    };
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

/** How many of the tokens are the first block and the space after it. */
function blocksOfFirst(tokens: readonly Token[]): number {
  const next = tokens.findIndex((token, at) => at > 0 && token.type !== 'space');
  return next < 0 ? tokens.length : next;
}

function isOneCodeBlock(tokens: readonly Token[]): boolean {
  const blocks = tokens.filter((token) => token.type !== 'space');
  return blocks.length === 1 && blocks[0]?.type === 'code';
}
