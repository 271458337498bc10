/** Longest title, in characters. */
const LONGEST = 90;
/** As much of a step is looked at for its title. */
const LOOKED_AT = 600;

const SYMBOLS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '·',
  div: '÷',
  pm: '±',
  le: '≤',
  leq: '≤',
  ge: '≥',
  geq: '≥',
  ne: '≠',
  neq: '≠',
  approx: '≈',
  equiv: '≡',
  to: '→',
  rightarrow: '→',
  Rightarrow: '⇒',
  implies: '⇒',
  infty: '∞',
  in: '∈',
  cup: '∪',
  cap: '∩',
  subset: '⊂',
  degree: '°',
  circ: '°',
  ldots: '…',
  dots: '…',
  cdots: '…',
  sum: 'Σ',
  prod: 'Π',
  int: '∫',
  sqrt: '√',
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  Delta: 'Δ',
  epsilon: 'ε',
  theta: 'θ',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  phi: 'φ',
  omega: 'ω',
};

/** One line that tells what a step is about: its first sentence in plain characters, math readable, marks of Markdown taken off. */
export function stepTitle(text: string): string {
  const lines = text.slice(0, LOOKED_AT).trim().split('\n');
  const meaningful = lines.find(
    (line) => !/^\s*(?:```|~~~|[-=*_]{3,}\s*$|\\\[|\$\$\s*$)/.test(line) && line.trim() !== '',
  );
  const plain = readable(meaningful ?? lines.find((line) => line.trim() !== '') ?? '');
  const sentence = /^.{8,}?[.!?](?=["')\]]*\s)/.exec(plain)?.[0] ?? plain;
  return shorten(sentence.replace(/(?<![.!?])[.:;,]$/, ''));
}

/** Text of a model without marks of Markdown and TeX. */
function readable(text: string): string {
  return plainMath(text)
    .replace(/^\s*(?:(?:#{1,6}|[-*+>]|\d{1,3}[.)])\s+)+/, '')
    .replace(/\*\*|__|`/g, '')
    .replace(/(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/g, '$1')
    .replace(/\[([^\]]+)\]\([^)\s]*\)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** TeX in plain characters, as far as it can be read that way. */
export function plainMath(text: string): string {
  return text
    .replace(/\\[()[\]]|\$\$?/g, '')
    .replace(/\\(?:left|right|displaystyle|big|Big|bigg|quad|qquad)(?![A-Za-z])|\\[,;:! ]/g, ' ')
    .replace(
      /\\(?:text|mathrm|mathbf|mathit|textbf|operatorname|boxed|fbox|mathbb)\s*\{([^{}]*)\}/g,
      '$1',
    )
    .replace(
      /\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g,
      (_, top: string, bottom: string) => `${grouped(top)}/${grouped(bottom)}`,
    )
    .replace(/\\sqrt\s*\{([^{}]*)\}/g, (_, inner: string) => `√${grouped(inner)}`)
    .replace(/\\([A-Za-z]+)/g, (_, name: string) => SYMBOLS[name] ?? name)
    .replace(/\^\{([^{}]*)\}/g, (_, power: string) => `^${grouped(power)}`)
    .replace(/_\{([^{}]*)\}/g, '_$1')
    .replace(/\^°/g, '°')
    .replace(/\\([%$#&_{}])/g, '$1')
    .replace(/(\d)\{,\}(?=\d)/g, '$1,');
}

function grouped(inner: string): string {
  const bare = inner.trim();
  return /^(?:[\d.,]+|[A-Za-z]|[\w.]+)$/.test(bare) ? bare : `(${bare})`;
}

function shorten(text: string): string {
  if (text.length <= LONGEST) return text;
  const cut = text.slice(0, LONGEST - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > LONGEST / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:]+$/, '').replace(/[\uD800-\uDBFF]$/, '')}…`;
}
