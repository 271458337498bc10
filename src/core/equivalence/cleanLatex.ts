/** Characters that stand for LaTeX. */
const UNICODE: Readonly<Record<string, string>> = {
  '−': '-',
  '–': '-',
  '—': '-',
  '×': '\\times ',
  '·': '\\cdot ',
  '⋅': '\\cdot ',
  '÷': '/',
  '∕': '/',
  π: '\\pi ',
  '∞': '\\infty ',
  '≤': '\\le ',
  '⩽': '\\le ',
  '≥': '\\ge ',
  '⩾': '\\ge ',
  '≠': '\\ne ',
  '±': '\\pm ',
  '∓': '\\mp ',
  '∪': '\\cup ',
  '∩': '\\cap ',
  '∈': '\\in ',
  '∅': '\\emptyset ',
  '°': '^\\circ ',
  ℝ: '\\mathbb{R}',
  '²': '^2',
  '³': '^3',
  '½': '\\frac{1}{2}',
  '¼': '\\frac{1}{4}',
  '¾': '\\frac{3}{4}',
  '“': '"',
  '”': '"',
  '，': ',',
  '（': '(',
  '）': ')',
};

/** Ways to write the same in plain text and in LaTeX, one after the other. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [
    /\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|mathbf|bm|quad|qquad)(?![A-Za-z])/g,
    ' ',
  ],
  [/\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*/g, ''],
  [/\\[dtc]frac(?![A-Za-z])/g, '\\frac'],
  [/\\dbinom|\\tbinom/g, '\\binom'],
  [/\\(?:leq|leqslant)(?![A-Za-z])/g, '\\le'],
  [/\\(?:geq|geqslant)(?![A-Za-z])/g, '\\ge'],
  [/\\neq(?![A-Za-z])/g, '\\ne'],
  [/\\(?:degree|degrees)(?![A-Za-z])/g, '^\\circ '],
  [/\^\s*\{\s*\\circ\s*\}/g, '^\\circ '],
  [/,\\!/g, ','],
  [/(?<!\\)\\[!;:> ]|~/g, ' '],
  [/(\d)\\,(?=\d{3}(?!\d))/g, '$1'],
  [/(?<!\\)\\,/g, ' '],
  [/\\approx(?![A-Za-z])/g, '='],
  [/^\\mp(?![A-Za-z])/g, '\\pm'],
  [/(\d)\s*\{,\}\s*(?=\d{3})/g, '$1'],
  [/\{,\}/g, ','],
  [/<=/g, '\\le '],
  [/>=/g, '\\ge '],
  [/!=/g, '\\ne '],
  [/\+-|\+\/-/g, '\\pm '],
  [/\*\*/g, '^'],
  [/\*/g, '\\cdot '],
  [/(?<![\\A-Za-z])sqrt\s*\(([^()]*)\)/g, '\\sqrt{$1}'],
  [/(?<![\\A-Za-z])sqrt\s*\{/g, '\\sqrt{'],
  [/(?<![\\A-Za-z])sqrt\s*(\d+)/g, '\\sqrt{$1}'],
  [/√\s*\(([^()]*)\)/g, '\\sqrt{$1}'],
  [/√\s*(\d+|[A-Za-z])/g, '\\sqrt{$1}'],
  [
    /(?<![\\A-Za-z])(sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|ln|log|exp|pi|infty|alpha|beta|theta)(?![A-Za-z])/g,
    '\\$1 ',
  ],
  [/(?<![\\A-Za-z])(?:infinity|inf|oo)(?![A-Za-z])/gi, '\\infty '],
  [/\^\s*\(([^()]*)\)/g, '^{$1}'],
  [/\^\s*(-?\d{2,})/g, '^{$1}'],
  [/\^\s*(-\d)(?!\d)/g, '^{$1}'],
  [/(\d)\s*[xX]\s*10\s*\^/g, '$1\\times 10^'],
  [/\\(?:mathbb|mathbf)\s*R(?![A-Za-z])/g, '\\mathbb{R}'],
  [/\\(?:dots|ldots|cdots)(?![A-Za-z])/g, '\\ldots '],
];

/**
 * An answer in one way of writing: LaTeX without what is for the eye alone, and with the plain-text forms of operators,
 * functions and signs as LaTeX.
 */
export function cleanLatex(answer: string): string {
  let text = withoutDollars(answer).replaceAll(/[^\n -~]/gu, (mark) => UNICODE[mark] ?? mark);
  for (const [pattern, replacement] of RULES) text = text.replaceAll(pattern, replacement);
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Formulas among words lose their marks; a single dollar is a currency. */
function withoutDollars(text: string): string {
  const marks = text.match(/(?<!\\)\$/g)?.length ?? 0;
  return marks > 1 ? text.replaceAll(/(?<!\\)\$/g, '') : text;
}

/** The content of `$…$`, `\(…\)`, `\[…\]`, bold marks or outer braces that hold the whole text; else the text itself. */
export function unwrap(text: string): string {
  let inner = text.trim();
  for (;;) {
    const next = unwrapOnce(inner);
    if (next === inner) return inner;
    inner = next;
  }
}

const WRAPPERS: readonly RegExp[] = [
  /^\$\$((?:\\.|[^$\\])*)\$\$$/s,
  /^\$((?:\\.|[^$\\])+)\$$/s,
  /^\\\(((?:(?!\\\)).)*)\\\)$/s,
  /^\\\[((?:(?!\\\]).)*)\\\]$/s,
  /^\*\*([^*]*)\*\*$/,
  /^`([^`]*)`$/,
];

function unwrapOnce(text: string): string {
  // A full stop of the sentence around it, not one of a number or of dots.
  const sentence = text.replace(/(?<![.])[.,;:]$/, '').trim();
  for (const wrapper of WRAPPERS) {
    const content = wrapper.exec(sentence)?.[1];
    if (content !== undefined) return content.trim();
  }
  return sentence;
}
