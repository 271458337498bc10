import { Complex } from 'complex.js';
import { args, freeSymbols, head, type MathJson, symbolName } from '../equivalence/mathJson.js';
import { numericValue } from '../equivalence/numericValue.js';
import { parseFormula } from '../equivalence/readAnswer.js';
import { asksOnlyFor } from './askedValue.js';
import { formulasIn } from './equations.js';
import type { Finding } from './finding.js';

/** Where functions are compared; where either has no real value, a point does not count. */
const POINTS = [0.3, 0.7, 1.1, 1.6, 2.3, 3.1, -0.4, -1.3, 5.2];
const LEAST_POINTS = 3;
/** Share of the value that a difference quotient may be off. */
const TOLERANCE = 1e-5;
const STEPS = 2000;

/** Compares a derivative or an integral that was asked for with numbers worked out from the question's function. */
export function checkCalculus(question: string, answer: string): Finding[] {
  const task = derivativeTask(question) ?? integralTask(question);
  const result = parseFormula(withoutName(answer));
  if (!task || result === undefined) return [];
  const claim = answer.trim();
  if (task.kind === 'derivative') {
    return compare(
      'derivative',
      claim,
      task.variable,
      slope(task.of, task.variable),
      value(result, task.variable),
    );
  }
  if (task.bounds === undefined) {
    // What is added to an antiderivative does not matter.
    const constants = freeSymbols(result).filter((name) => name !== task.variable);
    const filled = constants.length > 1 ? undefined : value(result, task.variable, constants);
    const derivative = filled && difference(filled);
    return derivative === undefined
      ? []
      : compare('integral', claim, task.variable, value(task.of, task.variable), derivative);
  }
  return definite(claim, task.of, task.variable, task.bounds, result);
}

type Function1 = (x: number) => number | undefined;

interface Task {
  readonly kind: 'derivative' | 'integral';
  readonly of: MathJson;
  readonly variable: string;
  readonly bounds?: readonly [number, number];
}

/** Words behind which a place or a condition stands: what is asked for is then no function. */
const AT_A_PLACE = /\b(?:at|when|where|for which|how many)\b/i;

function derivativeTask(question: string): Task | undefined {
  if (AT_A_PLACE.test(question)) return undefined;
  for (const formula of formulasIn(question)) {
    const json = parseFormula(formula);
    if (json !== undefined && head(json) === 'D') {
      const [of, by] = args(json);
      const variable = by === undefined ? undefined : symbolName(by);
      if (of !== undefined && variable !== undefined) return { kind: 'derivative', of, variable };
    }
  }
  if (
    !/\b(?:derivative|differentiate)\b/i.test(question) ||
    /second derivative|integral/i.test(question)
  )
    return undefined;
  return functionTask(
    'derivative',
    question,
    /\b(?:derivative of|differentiate)\s+(.+?)(?:\s+with respect to|[.?]?\s*$|[.?]\s)/i,
  );
}

function integralTask(question: string): Task | undefined {
  for (const formula of [...formulasIn(question), question]) {
    const at = formula.indexOf('\\int');
    // What stands before it may be a factor or a term, and more than the integral is asked for then.
    const isAlone = at >= 0 && /(?:^|[A-Za-z:=$[(]|\\\[|\\\()\s*$/.test(formula.slice(0, at));
    const json = isAlone ? parseFormula(formula.slice(at)) : undefined;
    if (json === undefined || head(json) !== 'Integrate') continue;
    const [of, limits] = args(json);
    if (of === undefined || limits === undefined) continue;
    const [variable, low, high] =
      head(limits) === undefined
        ? [symbolName(limits)]
        : [symbolName(args(limits)[0] ?? ''), number(args(limits)[1]), number(args(limits)[2])];
    if (variable === undefined || variable === '') continue;
    // Between bounds it is a number, of which the question may want another one.
    if (low !== undefined && formula !== question && !asksOnlyFor(question, formula)) continue;
    const bounds = low === undefined || high === undefined ? undefined : ([low, high] as const);
    if (bounds === undefined && head(limits) !== undefined && args(limits).length > 1) continue;
    return { kind: 'integral', of: body(of), variable, ...(bounds && { bounds }) };
  }
  if (!/\b(?:antiderivative|integrate|indefinite integral)\b/i.test(question)) return undefined;
  return functionTask(
    'integral',
    question,
    /\b(?:antiderivative of|integrate|integral of)\s+(.+?)(?:\s+with respect to|[.?]?\s*$|[.?]\s)/i,
  );
}

function functionTask(kind: Task['kind'], question: string, pattern: RegExp): Task | undefined {
  const text = pattern.exec(question)?.[1];
  const of = text === undefined ? undefined : parseFormula(withoutName(text));
  const [variable, ...others] = of === undefined ? [] : freeSymbols(of);
  return of === undefined || variable === undefined || others.length > 0
    ? undefined
    : { kind, of, variable };
}

/** The right side of `f(x) = …`. */
function withoutName(text: string): string {
  const bare = text.trim().replace(/^\$+|\$+$/g, '');
  return bare.replace(
    /^(?:[A-Za-z]'?\s*(?:\([A-Za-z]\))?|\\frac\{d[a-z]?\}\{d[a-z]\}(?:\s*[a-z])?)\s*=\s*/,
    '',
  );
}

function body(json: MathJson): MathJson {
  return head(json) === 'Function' || head(json) === 'Block' ? body(args(json)[0] ?? json) : json;
}

function number(json: MathJson | undefined): number | undefined {
  const found = json === undefined ? undefined : numericValue(json);
  return found && Math.abs(found.im) < 1e-12 && Number.isFinite(found.re) ? found.re : undefined;
}

function value(json: MathJson, variable: string, constants: readonly string[] = []): Function1 {
  return (x) => {
    const values = new Map([
      [variable, new Complex(x, 0)],
      ...constants.map((name) => [name, new Complex(0, 0)] as const),
    ]);
    const found = numericValue(json, values);
    return found && Math.abs(found.im) < 1e-9 && Number.isFinite(found.re) ? found.re : undefined;
  };
}

function slope(json: MathJson, variable: string): Function1 {
  return difference(value(json, variable));
}

/** The derivative by a central difference of fourth order. */
function difference(f: Function1): Function1 {
  return (x) => {
    const h = 1e-3 * Math.max(1, Math.abs(x));
    const [a, b, c, d] = [f(x - 2 * h), f(x - h), f(x + h), f(x + 2 * h)];
    if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
    return (a - 8 * b + 8 * c - d) / (12 * h);
  };
}

function compare(
  kind: 'derivative' | 'integral',
  claim: string,
  variable: string,
  expected: Function1,
  found: Function1,
): Finding[] {
  let points = 0;
  for (const x of POINTS) {
    const [a, b] = [expected(x), found(x)];
    if (a === undefined || b === undefined) continue;
    if (Math.abs(a - b) > TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b))) {
      const at = `${variable} = ${x}`;
      return [{ kind, verdict: 'contradicted', claim, found: `${at}: ${short(a)} ≠ ${short(b)}` }];
    }
    points++;
  }
  return points < LEAST_POINTS ? [] : [{ kind, verdict: 'checked', claim, points }];
}

function definite(
  claim: string,
  of: MathJson,
  variable: string,
  [low, high]: readonly [number, number],
  result: MathJson,
): Finding[] {
  const stated = number(result);
  const f = value(of, variable);
  const width = (high - low) / STEPS;
  let sum = 0;
  for (let i = 0; i <= STEPS; i++) {
    const y = f(low + i * width);
    // Improper at a border or inside: a sum of this kind tells nothing.
    if (y === undefined) return [];
    sum += y * (i === 0 || i === STEPS ? 1 : i % 2 === 1 ? 4 : 2);
  }
  const area = (sum * width) / 3;
  if (stated === undefined || !Number.isFinite(area)) return [];
  const right = Math.abs(area - stated) <= TOLERANCE * Math.max(1, Math.abs(area));
  return [
    { kind: 'integral', verdict: right ? 'checked' : 'contradicted', claim, found: short(area) },
  ];
}

function short(x: number): string {
  return String(Number(x.toPrecision(8)));
}
