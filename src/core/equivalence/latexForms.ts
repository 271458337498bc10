/** Characters that stand for LaTeX. */
export const CHARACTERS: Readonly<Record<string, string>> = {
  '…': '...',
  '¢': '\\text{ cents}',
  '−': '-',
  '–': '-',
  '—': '-',
  '×': '\\times ',
  '·': '\\cdot ',
  '⋅': '\\cdot ',
  '∙': '\\cdot ',
  '÷': '/',
  '∕': '/',
  α: '\\alpha ',
  β: '\\beta ',
  γ: '\\gamma ',
  δ: '\\delta ',
  θ: '\\theta ',
  λ: '\\lambda ',
  μ: '\\mu ',
  π: '\\pi ',
  ω: '\\omega ',
  '∞': '\\infty ',
  '≤': '\\le ',
  '⩽': '\\le ',
  '≥': '\\ge ',
  '⩾': '\\ge ',
  '≠': '\\ne ',
  '≈': '\\approx ',
  '±': '\\pm ',
  '∓': '\\mp ',
  '∪': '\\cup ',
  '∩': '\\cap ',
  '∈': '\\in ',
  '∅': '\\emptyset ',
  '∖': '\\setminus ',
  '∣': '|',
  '⟨': '\\langle ',
  '⟩': '\\rangle ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
  '⌈': '\\lceil ',
  '⌉': '\\rceil ',
  '∠': '\\angle ',
  '°': '^\\circ ',
  Ω: '\\Omega ',
  '≡': '\\equiv ',
  '′': "'",
  ℝ: '\\mathbb{R}',
  ℤ: '\\mathbb{Z}',
  ℕ: '\\mathbb{N}',
  ℚ: '\\mathbb{Q}',
  '½': '\\frac{1}{2}',
  '⅓': '\\frac{1}{3}',
  '⅔': '\\frac{2}{3}',
  '¼': '\\frac{1}{4}',
  '¾': '\\frac{3}{4}',
  '⅛': '\\frac{1}{8}',
  '“': '"',
  '”': '"',
  '，': ',',
  '（': '(',
  '）': ')',
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
};

/** Raised and lowered characters, by what stands there in LaTeX. */
export const RAISED = raisedOrLowered('⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ', '0123456789+-n');
export const LOWERED = raisedOrLowered('₀₁₂₃₄₅₆₇₈₉ₙ', '0123456789n');

function raisedOrLowered(written: string, meant: string): ReadonlyMap<string, string> {
  return new Map(Array.from(written, (mark, at) => [mark, meant.charAt(at)]));
}

/** Calls in plain text, and what stands for their brackets in LaTeX. */
export const CALLS: readonly (readonly [opener: RegExp, before: string, after: string])[] = [
  [/(?:(?<![\\A-Za-z])sqrt|√)\s*\(/, '\\sqrt{', '}'],
  [/(?:(?<![\\A-Za-z])cbrt|∛)\s*\(/, '\\sqrt[3]{', '}'],
  [/(?<![\\A-Za-z])abs\s*\(/, '|', '|'],
  [/\^\s*\(/, '^{', '}'],
];

/** Bases of numerals in words. */
const BASES = [
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

const FUNCTIONS =
  'sinh|cosh|tanh|sin|cos|tan|cot|sec|csc|arcsin|arccos|arctan|arccot|ln|log|exp|gcd|max|min|det';

/** Ways to write the same in plain text and in LaTeX, one after the other. */
export const RULES: readonly (readonly [RegExp, string])[] = [
  [
    /\\(?:displaystyle|textstyle|limits|nolimits|boldsymbol|mathbf|bm|pmb|quad|qquad|therefore|ensuremath|bf|rm)(?![A-Za-z])/g,
    ' ',
  ],
  [/\\(?:hspace|vspace|phantom|color|tag)\s*\*?\s*\{[^{}]*\}/g, ' '],
  [/\\yen(?![A-Za-z])/g, '¥'],
  [/\\(?:hat|vec)\s*(?:\{\s*([ijk])\s*\}|([ijk])(?![A-Za-z]))/g, ' $1$2 '],
  // A ratio in words.
  [/(\d)\s*\\text\s*\{\s*to\s*\}\s*(?=\d)|(?<=\d)\s+to\s+(?=\d)/g, '$1:'],
  [/\\underline\s*\{([^{}]*)\}/g, '$1'],
  [/\\(?:text(?:bf|it|rm|sf|up|normal)|[mh]box|emph)(?![A-Za-z])/g, '\\text'],
  [/\\boxed\s*(?=[^\s{])/g, ''],
  [/\\(?:left|right)\s*\.(?!\d)/g, ' '],
  [/\\(?:left|right|middle|[bB]igg?[lrm]?)(?![A-Za-z])\s*/g, ''],
  [/\\[dtc]frac(?![A-Za-z])/g, '\\frac'],
  [/\\dbinom|\\tbinom/g, '\\binom'],
  [/\\(?:leq|leqslant)(?![A-Za-z])/g, '\\le'],
  [/\\(?:geq|geqslant)(?![A-Za-z])/g, '\\ge'],
  [/\\neq(?![A-Za-z])/g, '\\ne'],
  [/\\lt(?![A-Za-z])/g, '<'],
  [/\\gt(?![A-Za-z])/g, '>'],
  [/\\[lr]?vert(?![A-Za-z])/g, '|'],
  [/\\lbrace(?![A-Za-z])/g, '\\{'],
  [/\\rbrace(?![A-Za-z])/g, '\\}'],
  [/\\(?:ast|star)(?![A-Za-z])/g, '\\cdot'],
  [/\\div(?![A-Za-z])/g, '/'],
  [/\\tg(?![A-Za-z])/g, '\\tan'],
  [/\\ctg(?![A-Za-z])/g, '\\cot'],
  [/\\arctg(?![A-Za-z])/g, '\\arctan'],
  [/\\(?:degree|degrees)(?![A-Za-z])/g, '^\\circ '],
  [/\^\s*\{\s*\\circ\s*\}/g, '^\\circ '],
  [/,\\!\s*/g, ','],
  [/(?<!\\)\\[!;:> ]|~/g, ' '],
  [/(\d)\\,(?=\d{3}(?!\d))/g, '$1'],
  [/(?<!\\)\\,/g, ' '],
  [/\\(?:approx|simeq)(?![A-Za-z])/g, '='],
  [/^\\mp(?![A-Za-z])/g, '\\pm'],
  [/(\d)\s*\{,\}\s*(?=\d{3})/g, '$1'],
  [/\{,\}/g, ','],
  [/<=/g, '\\le '],
  [/>=/g, '\\ge '],
  [/!=/g, '\\ne '],
  [/\+-|\+\/-/g, '\\pm '],
  [/\*\*/g, '^'],
  [/\*/g, '\\cdot '],
  // The names of environments were not meant.
  [/\{(align|aligned|gather|equation|multline|alignat|eqnarray|split)\\cdot \}/g, '{$1}'],
  [/\{(?:align|gather|equation|multline|alignat|eqnarray|split)\}/g, '{aligned}'],
  // A line that goes on with `=` belongs to the one before it.
  [/\\\\\s*&?\s*(?==)/g, ' '],
  [/(\\begin\s*\{array\})\s*(?:\[[a-z]\]\s*)?\{[lcr|\s]*\}/g, '$1'],
  [
    /\[\s*\\begin\s*\{(?:array|matrix)\}((?:(?!\\end).)*)\\end\s*\{(?:array|matrix)\}\s*\]/gs,
    '\\begin{bmatrix}$1\\end{bmatrix}',
  ],
  [
    /\(\s*\\begin\s*\{(?:array|matrix)\}((?:(?!\\end).)*)\\end\s*\{(?:array|matrix)\}\s*\)/gs,
    '\\begin{pmatrix}$1\\end{pmatrix}',
  ],
  [
    /\|\s*\\begin\s*\{(?:array|matrix)\}((?:(?!\\end).)*)\\end\s*\{(?:array|matrix)\}\s*\|/gs,
    '\\begin{vmatrix}$1\\end{vmatrix}',
  ],
  [
    /\\\{\s*\\begin\s*\{(?:array|aligned)\}((?:(?!\\end).)*)\\end\s*\{(?:array|aligned)\}\s*\.?\s*$/gs,
    '\\begin{cases}$1\\end{cases}',
  ],
  [
    /\\frac\s*\{\s*\\(?:text|mathrm)\s*\{([^{}]*)\}\s*\}\s*\{\s*\\(?:text|mathrm)\s*\{([^{}]*)\}\s*(\^\d)?\s*\}/g,
    '\\text{$1/$2$3}',
  ],
  // A quotient of units, with a command around each or around both.
  [
    /\\(?:text|mathrm)\s*\{\s*([A-Za-z]+)\s*\}\s*\/\s*\\(?:text|mathrm)\s*\{\s*([A-Za-z]+)\s*\}\s*(\^\d)?/g,
    '\\text{$1/$2$3}',
  ],
  [/\\text\s*\{\s*:\s*\}/g, ':'],
  [/\\(?:text|mathrm)\s*\{\s*lcm\s*\}/g, '\\operatorname{lcm}'],
  // A segment is called by its ends, with a bar or without.
  [
    /(?<=^|[=,]|\\(?:parallel|perp|cong))\s*\\overline\s*\{\s*([A-Z]{2})\s*\}(?=\s*(?:$|[=,]|\\(?:parallel|perp|cong)))/g,
    ' $1 ',
  ],
  [/(?<!\d)\.\\overline/g, '0.\\overline'],
  // Numerals with their base.
  ...BASES.map((word, at): readonly [RegExp, string] => [
    new RegExp(String.raw`_\s*\{?\s*\\(?:text|mathrm)\s*\{\s*${word}\s*\}\s*\}?`, 'g'),
    `_{${at + 2}}`,
  ]),
  [/\\(?:text|mathrm)\s*\{\s*([0-9A-F]+)\s*\}\s*_/g, '$1_'],
  [/^\(\s*(\d+)\s*\)\s*_/g, '$1_'],
  // Ways to choose, with a raised or lowered number on either side. Looking behind keeps a long row from being read from each of its places.
  [
    /(?:\{\s*\})?(?<!\s)\s*[_^]\s*\{?\s*(\d+|[a-z])\s*\}?\s*(?:C|\\(?:text|mathrm)\s*\{\s*C\s*\})\s*_\s*(?:\{\s*(\d+|[a-z])\s*\}|(\d|[a-z]))/g,
    '\\binom{$1}{$2$3}',
  ],
  [
    /(?:\{\s*\})?(?<!\s)\s*_\s*\{?\s*(\d+)\s*\}?\s*P\s*_\s*(?:\{\s*(\d+)\s*\}|(\d))/g,
    '\\frac{$1!}{($1-$2$3)!}',
  ],
  // A formula on one line of its own.
  [
    /\\begin\s*\{aligned\}((?:(?!\\\\|\\end|\\begin|&).)*)&?((?:(?!\\\\|\\end|\\begin|&).)*)\\end\s*\{aligned\}/gs,
    '$1$2',
  ],
  [/(?<![\\A-Za-z])(?:sqrt)\s*\{/g, '\\sqrt{'],
  [/(?:(?<![\\A-Za-z])sqrt|√)\s*(\d+|[A-Za-z](?![A-Za-z]))/g, '\\sqrt{$1}'],
  [/∛\s*(\d+|[A-Za-z])/g, '\\sqrt[3]{$1}'],
  [new RegExp(String.raw`\\(?:operatorname|mathrm|text)\s*\{\s*(${FUNCTIONS})\s*\}`, 'g'), '\\$1 '],
  [/(?<![\\A-Za-z])a(sin|cos|tan)(?=\s*\()/g, '\\arc$1 '],
  [/\\mathrm\s*\{\s*([ei])\s*\}/g, '$1'],
  [
    new RegExp(
      String.raw`(?<![\\A-Za-z])(${FUNCTIONS}|pi|infty|alpha|beta|gamma|lambda|theta)(?![A-Za-z])`,
      'g',
    ),
    '\\$1 ',
  ],
  [/(?<![\\A-Za-z])(?:infinity|inf|oo)(?![A-Za-z])/gi, '\\infty '],
  [/\^\s*(-?\d{2,})/g, '^{$1}'],
  [/\^\s*(-\d)(?!\d)/g, '^{$1}'],
  [/(\d)\s*[xX]\s*10\s*\^/g, '$1\\times 10^'],
  [/(\d)\s*(?:\\text\s*\{\s*)?thousand(?:\s*\})?(?![A-Za-z])/g, '$1\\times 10^3'],
  [/(\d)\s*(?:\\text\s*\{\s*)?million(?:\s*\})?(?![A-Za-z])/g, '$1\\times 10^6'],
  [/(\d)\s*(?:\\text\s*\{\s*)?billion(?:\s*\})?(?![A-Za-z])/g, '$1\\times 10^9'],
  // Unions and members in plain text.
  [/([)\]]|\\\})\s*(?:U|union)\s*(?=[([]|\\\{)/g, '$1\\cup '],
  [/(?<![\\A-Za-z])([A-Za-z])\s+in\s+(?=[([{\\])/g, '$1\\in '],
  [/\\(?:mathbb|mathbf)\s*([RZNQ])(?![A-Za-z])/g, '\\mathbb{$1}'],
  [/\\mathbb\{R\}\s*_\s*\{\s*\\ge\s*0\s*\}/g, '[0,\\infty)'],
  [/\\mathbb\{R\}\s*(?:\^\s*\{?\s*-\s*\}?|_\s*\{?\s*(?:-|<\s*0)\s*\}?)/g, '(-\\infty,0)'],
  [/\\mathbb\{R\}\s*(?:\^\s*\{?\s*\+\s*\}?|_\s*\{?\s*(?:\+|>\s*0)\s*\}?)/g, '(0,\\infty)'],
  [/\\(?:dots|ldots|cdots)(?![A-Za-z])/g, '\\ldots '],
  [/(\.\d+)\s*\.{3}/g, '$1\\ldots '],
  [/(\.\d*?)([1-9])\2+\s*\\ldots(?![A-Za-z])/g, '$1\\overline{$2}'],
  // Repeating digits: a bar, or a dot on the first and the last of them.
  [/(?<!\d)(\d*\.\d*)\\bar\s*\{?\s*(\d+)\s*\}?/g, '$1\\overline{$2}'],
  [
    /(?<!\d)(\d*\.\d*)\\dot\s*\{?\s*(\d)\s*\}?(\d*)\\dot\s*\{?\s*(\d)\s*\}?/g,
    '$1\\overline{$2$3$4}',
  ],
  [/(?<!\d)(\d*\.\d*)\\dot\s*\{?\s*(\d)\s*\}?/g, '$1\\overline{$2}'],
  [/(\d)\s*\\Omega(?![A-Za-z])/g, '$1\\text{ ohm}'],
  [/(\d)\s*(?:\\text\s*\{\s*dozen\s*\}|dozen(?![A-Za-z]))/g, '$1\\times 12 '],
  [
    /(?:\(\s*(?:\\b?mod(?![A-Za-z])|mod|\\(?:text|mathrm)\s*\{\s*mod\s*\})|\\pmod)\s*\{?\s*(\d+)\s*\}?\s*\)?$/g,
    '\\pmod{$1}',
  ],
];
