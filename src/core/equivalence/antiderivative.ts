import { sameUpToConstant } from './expressions.js';
import { args, freeSymbols, head, type MathJson, symbolName } from './mathJson.js';

/** Names of the constant that an antiderivative is given with. */
const CONSTANT = /^(?:[CcK]|C_(?:0|1))$/;
/** Names of what functions are integrated over. */
const VARIABLE = /^(?:[tuvxyzsr]|theta)$/;

/** An antiderivative without its constant. */
interface Antiderivative {
  readonly of: MathJson;
  readonly variable: string;
  readonly constant: string;
}

/**
 * Whether two formulas are antiderivatives of the same function: of one variable, each with a constant added, which may have
 * another name in each. A small letter on both sides is a symbol like any other.
 */
export function sameAntiderivative(a: MathJson, b: MathJson): boolean {
  const [left, right] = [antiderivative(a), antiderivative(b)];
  if (left?.variable !== right?.variable || !left || !right) return false;
  if (left.constant === 'c' && right.constant === 'c') return false;
  return sameUpToConstant(left.of, right.of);
}

function antiderivative(json: MathJson): Antiderivative | undefined {
  const terms = termsOf(json);
  const constants = terms.filter((term) => CONSTANT.test(symbolName(term) ?? ''));
  const [constant] = constants.map(symbolName);
  const others = terms.filter((term) => !constants.includes(term));
  if (constant === undefined || constants.length > 1 || others.length === 0) return undefined;
  const of: MathJson = ['Add', ...others];
  const [variable, ...more] = freeSymbols(of);
  if (variable === undefined || more.length > 0 || !VARIABLE.test(variable)) return undefined;
  return { of, variable, constant };
}

function termsOf(json: MathJson): readonly MathJson[] {
  const parts = args(json);
  const [first, second] = parts;
  if (head(json) === 'Add') return parts.flatMap(termsOf);
  if (head(json) === 'Subtract' && first !== undefined && second !== undefined)
    return [...termsOf(first), ['Negate', second]];
  return [json];
}
