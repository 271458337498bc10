/** DeepSeek's recommended instruction for mathematical problems. */
export const MATH_DIRECTIVE =
  'Please reason step by step, and put your final answer within \\boxed{}.';

const SPACING = /\\(?:displaystyle|quad|[,;:! ])\s?/g;
const SIZES = /\\(?:left|right)(?![A-Za-z])\s?/g;

/** A problem with what a document puts around it taken off: quotation marks, numbering, headings, emphasis. */
export function bareProblem(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:>\s?)+/, '').trimEnd())
    .join('\n')
    .trim();
  const single = lines.split(/\n/).filter(isListItem).length <= 1;
  let body = single ? lines.replace(LIST_MARK, '') : lines;
  body = body
    .replace(/^#{1,6}\s+/, '')
    .replace(/^(\*\*|__)?(?:problem|exercise|question|task)\s*\d*(?:\.\d+)*\s*[.:)]\s*\1\s*/i, '')
    .replace(/^(\*\*|__)(?=\S)([^\n]*\S)\1$/, '$2');
  return body.trim();
}

/** Mathematics without its delimiters (`$`, `$$`, `\(`, `\[`, an equation environment, backticks). */
function withoutDelimiters(text: string): string {
  const body = text.trim();
  for (const pattern of DELIMITED) {
    const inner = pattern.exec(body)?.[1];
    if (inner !== undefined) {
      return inner.trim();
    }
  }
  return body;
}

/**
 * An expression or equation in plain characters, like `2x + 3 = 11`; undefined when it needs LaTeX, has words in it, or is
 * more than one line.
 */
export function simpleExpression(text: string): string | undefined {
  const plain = withoutDelimiters(text.trim().replace(/(?<=\S)[.;,]$/, ''))
    .replace(SIZES, '')
    .replace(SPACING, ' ')
    .replace(/\\(?:cdot|times)(?![A-Za-z])|[×·⋅]/g, '*')
    .replace(/\\div(?![A-Za-z])|÷/g, '/')
    .replace(/[−–]/g, '-')
    .replace(/(\d)\{,\}(?=\d)/g, '$1')
    .replace(/[ \t]+/g, ' ')
    .replace(/\s*=\s*\??$/, '')
    .trim();
  const allowed = /^[\dA-Za-z+\-*/=().,^<>% ]{1,200}$/.test(plain);
  const words = /[A-Za-z]{2,}/.test(plain);
  const operated = /[\dA-Za-z)]\s*[-+*/^=<>]\s*[-(\dA-Za-z]/.test(plain);
  return allowed && !words && operated && /\d/.test(plain) ? plain : undefined;
}

/** Whether text holds LaTeX mathematics. */
export function hasLatex(text: string): boolean {
  return (
    /\$\$|\\\(|\\\[/.test(text) ||
    /(?<![\\$\w])\$(?![\s$])[^$\n]*[^\s$\\]\$(?!\d)/.test(text) ||
    /\\begin\{(?:equation|align|gather|cases|[bpvBV]?matrix|multline|eqnarray)\*?\}/.test(text) ||
    /\\(?:d?frac|sqrt|int|sum|prod|lim|cdot|times|boxed|infty|partial|sin|cos|tan|log|ln|pi|theta|alpha|beta|lambda|leq?|geq?|neq?)(?![A-Za-z])/.test(
      text,
    )
  );
}

const LIST_MARK = /^\s*(?:[-*+]\s+(?:\[[ xX]\]\s+)?|\(?\d{1,3}[.)]\s+|\(?[a-z]\)\s+)/;

const DELIMITED = [
  /^\$\$([^$]+)\$\$$/,
  /^\$([^$\n]+)\$$/,
  /^\\\(((?:(?!\\\)).)+)\\\)$/s,
  /^\\\[((?:(?!\\\]).)+)\\\]$/s,
  /^\\begin\{(?:equation|displaymath|math)\*?\}(.+)\\end\{(?:equation|displaymath|math)\*?\}$/s,
  /^`([^`\n]+)`$/,
];

function isListItem(line: string): boolean {
  return LIST_MARK.test(line);
}
