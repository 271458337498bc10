import { head, args, freeSymbols, type MathJson } from '../equivalence/mathJson.js';
import { parseFormula } from '../equivalence/readAnswer.js';

/** An equation of a question. */
export interface Equation {
  readonly text: string;
  readonly left: MathJson;
  readonly right: MathJson;
  /** Its unknowns, sorted. */
  readonly symbols: readonly string[];
}

/** Names of functions that may stand in a formula without a backslash. */
const FUNCTION = '(?:sin|cos|tan|ln|log|exp|sqrt|pi)';
const TERM = String.raw`(?:\\[A-Za-z]+|${FUNCTION}(?![A-Za-z])|(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\d+[A-Za-z](?![A-Za-z])|[\d.+\-*/^(){}\[\]|_×·÷−²³ \t])`;
const PLAIN = new RegExp(`${TERM}+=${TERM}+`, 'g');
const MARKED = /\$\$([^$]+)\$\$|\$([^$\n]+)\$|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]/g;

/** Equations with unknowns that a text states, in formulas or in plain text. */
export function equationsIn(text: string): Equation[] {
  const marked = [...text.matchAll(MARKED)].map((match) => match.slice(1).find(Boolean) ?? '');
  const plain = [...text.replaceAll(MARKED, ' ; ').matchAll(PLAIN)].map(([match]) => match);
  return [...marked, ...plain].flatMap((formula) => {
    const equation = readEquation(formula.replace(/[.,;:\s]+$/, '').trim());
    return equation ? [equation] : [];
  });
}

/** Formulas of a text that are marked as such, else none. */
export function formulasIn(text: string): string[] {
  return [...text.matchAll(MARKED)].map((match) => (match.slice(1).find(Boolean) ?? '').trim());
}

function readEquation(text: string): Equation | undefined {
  const json = parseFormula(text);
  if (json === undefined || head(json) !== 'Equal') return undefined;
  const [left, right, ...others] = args(json);
  if (left === undefined || right === undefined || others.length > 0 || head(right) === 'Equal') {
    return undefined;
  }
  const symbols = freeSymbols(json);
  return symbols.length === 0 ? undefined : { text, left, right, symbols };
}
