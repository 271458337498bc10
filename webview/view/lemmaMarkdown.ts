import type { CodeAction } from '../../src/protocol/chat.js';
import { MarkdownStream } from '../render/markdownStream.js';
import type { Typesetter } from '../render/typesetter.js';

/** A text, and whether more of it comes. */
export interface MarkdownContent {
  readonly text: string;
  readonly done: boolean;
}

/** Shows Markdown that grows. Set everything else before {@link content}. */
export class LemmaMarkdown extends HTMLElement {
  typesetter: Typesetter | undefined;
  codeActions: readonly CodeAction[] = [];
  lineBreaks = false;
  private stream: MarkdownStream | undefined;
  private shown: MarkdownContent = { text: '', done: false };

  /** The Markdown that is shown. */
  get source(): string {
    return this.shown.text;
  }

  /** Whether no more of it comes. */
  get done(): boolean {
    return this.shown.done;
  }

  set content(content: MarkdownContent) {
    this.shown = content;
    if (this.stream === undefined) {
      if (this.typesetter === undefined) return;
      this.classList.add('lemma-md');
      const { typesetter, codeActions, lineBreaks } = this;
      this.stream = new MarkdownStream(this, { typesetter, codeActions, lineBreaks });
    }
    this.stream.update(content.text, content.done);
  }
}
