import { LatexSyntax, type MathJsonExpression } from '@cortex-js/compute-engine/latex-syntax';

/** A formula as MathJSON: a number, a symbol, or a function with its arguments. */
export type MathJson = MathJsonExpression;

/** Longest LaTeX that is parsed, in characters: beyond, answers are compared as text. */
const MAX_FORMULA_LENGTH = 2000;

let syntax: LatexSyntax | undefined;

/** Parses LaTeX; undefined where it is empty, too long, or not wholly understood. */
export function parseLatex(latex: string): MathJson | undefined {
  if (latex.trim() === '' || latex.length > MAX_FORMULA_LENGTH) return undefined;
  syntax ??= new LatexSyntax();
  try {
    const json = syntax.parse(latex);
    return json === null || holdsError(json) ? undefined : json;
  } catch {
    // Nesting that is too deep for the parser's recursion.
    return undefined;
  }
}

/** LaTeX of a formula. */
export function toLatex(json: MathJson): string {
  syntax ??= new LatexSyntax();
  return syntax.serialize(json);
}

/** Name of a function expression; undefined for numbers, symbols and strings. */
export function head(json: MathJson): string | undefined {
  const list = asList(json);
  return typeof list?.[0] === 'string' ? list[0] : undefined;
}

/** Arguments of a function expression. */
export function args(json: MathJson): readonly MathJson[] {
  return asList(json)?.slice(1) ?? [];
}

/** Name of a symbol. */
export function symbolName(json: MathJson): string | undefined {
  if (typeof json === 'object' && 'sym' in json) return json.sym;
  return typeof json === 'string' && !json.startsWith("'") ? json : undefined;
}

/** Digits of a number as it was written, such as `0.(3)` or `2e-3`. */
export function numberText(json: MathJson): string | undefined {
  if (typeof json === 'number') return String(json);
  return typeof json === 'object' && 'num' in json ? json.num : undefined;
}

/** Content of a text literal. */
export function stringText(json: MathJson): string | undefined {
  if (typeof json === 'object' && 'str' in json) return json.str;
  return typeof json === 'string' && json.startsWith("'") ? json.slice(1, -1) : undefined;
}

/** Symbols of a formula that stand for unknown values, sorted. */
export function freeSymbols(json: MathJson): string[] {
  const names = new Set<string>();
  const visit = (each: MathJson, bound: readonly string[]): void => {
    const name = symbolName(each);
    if (name !== undefined && !CONSTANTS.has(name) && !bound.includes(name)) names.add(name);
    const inner = [...bound, ...boundSymbols(each)];
    for (const arg of args(each)) visit(arg, inner);
  };
  visit(json, []);
  return [...names].sort();
}

/** What a sum, a product, a limit or an integral between bounds runs over. */
function boundSymbols(json: MathJson): string[] {
  if (head(json) === 'Function')
    return args(json)
      .slice(1)
      .flatMap((each) => symbolName(each) ?? []);
  if (!['Sum', 'Product', 'Integrate'].includes(head(json) ?? '')) return [];
  return args(json).flatMap((limits) => {
    const [variable, low] = head(limits) === 'Tuple' ? args(limits) : [];
    return low === undefined || variable === undefined ? [] : (symbolName(variable) ?? []);
  });
}

/** Symbols with a value of their own. */
const CONSTANTS: ReadonlySet<string> = new Set([
  'Pi',
  'e',
  'ExponentialE',
  'i',
  'ImaginaryUnit',
  'PositiveInfinity',
  'NegativeInfinity',
  'ComplexInfinity',
  'GoldenRatio',
  'EmptySet',
  'RealNumbers',
  'Integers',
  'RationalNumbers',
  'NonNegativeIntegers',
  'PositiveIntegers',
  'ComplexNumbers',
  'True',
  'False',
]);

function asList(json: MathJson): readonly MathJson[] | undefined {
  if (typeof json !== 'object') return undefined;
  if (Array.isArray(json)) return json as readonly MathJson[];
  return 'fn' in json ? json.fn : undefined;
}

function holdsError(json: MathJson): boolean {
  const name = head(json);
  return name === 'Error' || name === 'HorizontalSpacing' || args(json).some(holdsError);
}
