import type { Marked, Token, Tokens } from 'marked';
import { markdownParser, type MathToken } from './markdownSyntax.js';

/** Something in a text that needs more than HTML; `data-slot` holds its index. */
export type Slot =
  | {
      readonly kind: 'code';
      readonly code: string;
      readonly language: string;
      /** Whether the code is marked by fences rather than by indentation only. */
      readonly fenced: boolean;
    }
  | { readonly kind: 'math'; readonly tex: string; readonly display: boolean }
  | { readonly kind: 'link'; readonly href: string };

/** Blocks as HTML, still to be sanitised, with what goes into its slots. */
export interface MarkdownHtml {
  readonly html: string;
  readonly slots: readonly Slot[];
}

/** Turns model Markdown into tokens and HTML. Model text never becomes a tag, an attribute or a URL of the HTML. */
export class MarkdownHtmlRenderer {
  private readonly marked: Marked;
  private slots: Slot[] = [];

  /** @param lineBreaks Whether a line break in the source is one on the page. */
  constructor(lineBreaks: boolean) {
    this.marked = markdownParser(lineBreaks);
    const slot = (value: Slot): string => `data-slot="${this.slots.push(value) - 1}"`;
    const math = (token: Tokens.Generic): string => {
      const { tex, display } = token as MathToken;
      return `<span ${slot({ kind: 'math', tex, display })}></span>`;
    };
    this.marked.use({
      extensions: [
        { name: 'math', renderer: math },
        { name: 'mathBlock', renderer: (token) => `<p>${math(token)}</p>\n` },
        { name: 'mathOpen', renderer: (token) => `<p>${escapeHtml(token.raw)}</p>\n` },
      ],
      renderer: {
        code({ text, lang, codeBlockStyle }) {
          const fenced = codeBlockStyle !== 'indented';
          const language = languageOf(lang);
          return `<div ${slot({ kind: 'code', code: text, language, fenced })}></div>\n`;
        },
        codespan: ({ text }) => `<code>${escapeHtml(text)}</code>`,
        html: ({ raw }) => escapeHtml(raw),
        image: ({ text, href }) => escapeHtml(text === '' ? href : `${text} (${href})`),
        checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
        heading({ tokens, depth }) {
          // Models start with any level; on the page they come below the reply's own heading, none left out.
          const level = Math.min(6, Math.max(3, depth));
          return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
        },
        link({ href, tokens }) {
          const label = this.parser.parseInline(tokens);
          const target = webAddress(href);
          return target === undefined
            ? label
            : `<a ${slot({ kind: 'link', href: target })}>${label}</a>`;
        },
      },
    });
  }

  /** The blocks of a text; newlines must be `\n`. */
  lex(text: string): readonly Token[] {
    return this.marked.lexer(text);
  }

  /** Blocks as HTML. */
  render(tokens: readonly Token[]): MarkdownHtml {
    this.slots = [];
    const html = this.marked.parser([...tokens]);
    return { html, slots: this.slots };
  }
}

/** An http(s) address in its normal form; `undefined` for anything else. */
function webAddress(href: string): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

function languageOf(info: string | undefined): string {
  return /^[\w+#.-]{1,24}/.exec(info?.trim() ?? '')?.[0] ?? '';
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
