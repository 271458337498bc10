import { Marked, type Tokens } from 'marked';
import { blockMath, blockMathStart, inlineMath, maskMath } from './mathSyntax.js';

/** A token of TeX: `math` within a line, `mathBlock` on its own; `mathOpen` is a block not closed so far. */
export interface MathToken extends Tokens.Generic {
  readonly type: 'math' | 'mathBlock' | 'mathOpen';
  readonly raw: string;
  readonly tex: string;
  readonly display: boolean;
}

/**
 * A Markdown parser for model output: GFM with math, without raw HTML (its marks are text) and without reference
 * links, so that no block depends on one that comes later.
 *
 * @param lineBreaks Whether a line break in the source is one on the page.
 */
export function markdownParser(lineBreaks: boolean): Marked {
  return new Marked({
    gfm: true,
    breaks: lineBreaks,
    tokenizer: {
      html: () => undefined,
      tag: () => undefined,
      def: () => undefined,
      lheading: (src) => (mathBeforeUnderline(src) ? undefined : false),
      emStrong: (src, _masked, before = '') => (isTimesSign(src, before) ? undefined : false),
    },
    hooks: { emStrongMask: maskMath },
    extensions: [
      {
        name: 'mathBlock',
        level: 'block',
        start: (src) => blockMathStart(src),
        tokenizer(src): MathToken | undefined {
          const found = blockMath(src);
          if (found === undefined) return undefined;
          return found.kind === 'closed'
            ? { type: 'mathBlock', raw: found.raw, tex: found.tex, display: true }
            : { type: 'mathOpen', raw: found.raw, tex: '', display: true };
        },
      },
      {
        name: 'math',
        level: 'inline',
        start: (src) => src.indexOf('$'),
        tokenizer(src, tokens): MathToken | undefined {
          const span = inlineMath(src, tokens.at(-1)?.raw.at(-1) ?? '');
          return span && { type: 'math', ...span };
        },
      },
    ],
  });
}

/** `3*4` and `2*(x+1)` are products, as models write them, and begin no emphasis. */
function isTimesSign(src: string, before: string): boolean {
  return /[\d)\]]/.test(before) && /^\*(?![*\s])/.test(src);
}

/** Lines of display math may look like the underline of a heading. */
function mathBeforeUnderline(src: string): boolean {
  const math = blockMathStart(src);
  return math >= 0 && src.slice(0, math).search(/\n {0,3}(?:=+|-+)[ \t]*\n/) < 0;
}
