import { Marked, type Token } from 'marked';

/** A fenced code block of an answer. */
export interface CodeBlock {
  /** First word of the info string; empty when there is none. */
  readonly language: string;
  readonly code: string;
}

/**
 * Content of the last `\boxed{…}` (or `\fbox{…}`) that is complete, nested braces included and white space around it
 * trimmed; undefined when there is none.
 */
export function lastBoxed(text: string): string | undefined {
  /** Start of each open group's content when a box opened it. */
  const groups: (number | undefined)[] = [];
  let last: { readonly start: number; readonly end: number } | undefined;
  for (const match of text.matchAll(/\\f?box(?:ed)?\s*\{|\\[^]|[{}]/g)) {
    const [mark] = match;
    if (mark === '}') {
      const start = groups.pop();
      if (start !== undefined && start > (last?.start ?? -1)) {
        last = { start, end: match.index };
      }
    } else if (mark.endsWith('{') && mark !== '\\{') {
      groups.push(mark === '{' ? undefined : match.index + mark.length);
    }
  }
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
