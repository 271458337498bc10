import { Marked, type Token } from 'marked';

/** A fenced code block of an answer. */
export interface CodeBlock {
  /** First word of the info string; empty when there is none. */
  readonly language: string;
  readonly code: string;
}

/** A `\boxed{…}` or `\fbox{…}` of a text, by places in it. */
export interface BoxSpan {
  /** Where its command begins. */
  readonly from: number;
  /** Where its content begins. */
  readonly start: number;
  /** Where its content ends. */
  readonly end: number;
}

/** The boxes that are complete, nested braces included, by where they begin; boxes in boxes are listed, too. */
export function boxSpans(text: string): BoxSpan[] {
  /** Start of each open group, with its command when a box opened it. */
  const groups: (Omit<BoxSpan, 'end'> | undefined)[] = [];
  const spans: BoxSpan[] = [];
  for (const match of text.matchAll(/\\f?box(?:ed)?\s*\{|\\[^]|[{}]/g)) {
    const [mark] = match;
    if (mark === '}') {
      const group = groups.pop();
      if (group) spans.push({ ...group, end: match.index });
    } else if (mark.endsWith('{') && mark !== '\\{') {
      const box = { from: match.index, start: match.index + mark.length };
      groups.push(mark === '{' ? undefined : box);
    }
  }
  return spans.sort((a, b) => a.start - b.start);
}

/**
 * Content of the last `\boxed{…}` (or `\fbox{…}`) that is complete, nested braces included and white space around it
 * trimmed; undefined when there is none.
 */
export function lastBoxed(text: string): string | undefined {
  const last = boxSpans(text).at(-1);
  return last && text.slice(last.start, last.end).trim();
}

/** Raw HTML is text, as in the chat view, so that no HTML block hides a fence. */
const parser = new Marked({ tokenizer: { html: () => undefined, tag: () => undefined } });

/** Fenced code blocks of Markdown in document order, those in lists and quotations included; an open fence runs to the end. */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  collect(parser.lexer(markdown), blocks);
  return blocks;
}

function collect(tokens: readonly Token[], into: CodeBlock[]): void {
  for (const token of tokens) {
    if (token.type === 'code') {
      const code = token as { codeBlockStyle?: string; lang?: string; text: string };
      if (code.codeBlockStyle !== 'indented') {
        into.push({ language: code.lang?.trim().split(/\s/, 1)[0] ?? '', code: code.text });
      }
    } else if (token.type === 'list') {
      for (const item of (token as { items: { tokens: Token[] }[] }).items) {
        collect(item.tokens, into);
      }
    } else if (token.type === 'blockquote') {
      collect((token as { tokens: Token[] }).tokens, into);
    }
  }
}
