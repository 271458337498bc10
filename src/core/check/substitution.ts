import type { Complex } from 'complex.js';
import type { Fraction } from 'fraction.js';
import type { AnswerValue } from '../equivalence/answerValue.js';
import { exactValue } from '../equivalence/exactValue.js';
import { freeSymbols, type MathJson, symbolName } from '../equivalence/mathJson.js';
import { numericValue } from '../equivalence/numericValue.js';
import { readAnswer } from '../equivalence/readAnswer.js';
import { type Equation, equationsIn } from './equations.js';
import type { Finding } from './finding.js';

/** Values for the unknowns of equations. */
type Solution = ReadonlyMap<string, MathJson>;

/**
 * Puts the solutions that an answer gives into the equations of its question. It tells whether they are solutions, not
 * whether they are all.
 */
export function checkSolutions(question: string, answer: string): Finding[] {
  const equations = equationsIn(question).filter((equation) => !isGiven(equation));
  const unknowns = [...new Set(equations.flatMap(({ symbols }) => symbols))].sort();
  if (equations.length === 0 || unknowns.length > 4) return [];
  const solutions = solutionsOf(readAnswer(answer), unknowns);
  return solutions.flatMap((solution) =>
    equations.flatMap((equation) => substitute(equation, solution)),
  );
}

/** `x = 3` gives a value, and the answer is of something else. */
function isGiven({ left, right }: Equation): boolean {
  return symbolName(left) !== undefined && freeSymbols(right).length === 0;
}

function substitute(equation: Equation, solution: Solution): Finding[] {
  // An equation with an unknown that the answer says nothing of tells nothing.
  if (!equation.symbols.every((name) => solution.has(name))) return [];
  const [left, right] = [equation.left, equation.right].map((side) => valueAt(side, solution));
  if (!left || !right) return [];
  const close =
    left.value.sub(right.value).abs() <= 1e-9 * Math.max(1, left.value.abs(), right.value.abs());
  const equal = left.exact && right.exact ? left.exact.equals(right.exact) : close;
  const at = [...solution].map(([name, value]) => `${name} = ${shown(value)}`).join(', ');
  return [
    {
      kind: 'substitution',
      verdict: equal ? 'checked' : 'contradicted',
      claim: `${equation.text}, ${at}`,
      found: equal ? `${right.text} = ${right.text}` : `${left.text} ≠ ${right.text}`,
    },
  ];
}

interface Value {
  readonly value: Complex;
  readonly exact: Fraction | undefined;
  readonly text: string;
}

function valueAt(side: MathJson, solution: Solution): Value | undefined {
  const exactValues = new Map<string, Fraction>();
  const values = new Map<string, Complex>();
  for (const [name, json] of solution) {
    const exact = exactValue(json);
    if (exact) exactValues.set(name, exact);
    const value = numericValue(json);
    if (!value) return undefined;
    values.set(name, value);
  }
  const exact = exactValue(side, exactValues);
  const value = numericValue(side, values);
  if (!value || !Number.isFinite(value.re) || !Number.isFinite(value.im)) return undefined;
  return { value, exact, text: exact ? exact.toFraction() : decimal(value) };
}

/** The solutions an answer gives, each with a value for some of the unknowns. */
function solutionsOf(answer: AnswerValue, unknowns: readonly string[]): Solution[] {
  const [only] = unknowns;
  switch (answer.kind) {
    case 'expression':
      return only !== undefined && unknowns.length === 1 && isNumber(answer.json)
        ? [new Map([[only, answer.json]])]
        : [];
    case 'relation': {
      const name = symbolName(answer.left);
      if (answer.sign !== '=' || name === undefined) return [];
      const base = name.replace(/_\d+$/, '');
      return solutionsOf(answer.right, [unknowns.includes(name) ? name : base]);
    }
    case 'set':
      return answer.items.flatMap((item) => solutionsOf(item, unknowns));
    case 'tuple': {
      const values = answer.items.map((item) =>
        item.kind === 'expression' ? item.json : undefined,
      );
      if (values.length !== unknowns.length) return [];
      const entries = unknowns.map((name, at) => [name, values[at]] as const);
      const known = entries.filter(
        (entry): entry is readonly [string, MathJson] => entry[1] !== undefined,
      );
      return known.length === unknowns.length ? [new Map(known)] : [];
    }
    case 'list': {
      const each = answer.items.flatMap((item) => solutionsOf(item, unknowns));
      const names = new Set(each.flatMap((solution) => [...solution.keys()]));
      // x = 1, y = 2 is one solution of a system; x = 1, x = 2 are two of an equation.
      return names.size > 1 && names.size === each.length
        ? [new Map(each.flatMap((solution) => [...solution]))]
        : each;
    }
    default:
      return [];
  }
}

function isNumber(json: MathJson): boolean {
  return freeSymbols(json).length === 0 && numericValue(json) !== undefined;
}

function shown(json: MathJson): string {
  const exact = exactValue(json);
  if (exact) return exact.toFraction();
  const value = numericValue(json);
  return value ? decimal(value) : '?';
}

function decimal({ re, im }: Complex): string {
  const real = String(Number(re.toPrecision(10)));
  if (Math.abs(im) < 1e-12) return real;
  return `${real} ${im < 0 ? '-' : '+'} ${Number(Math.abs(im).toPrecision(10))}i`;
}
