import { bareProblem, MATH_DIRECTIVE, simpleExpression } from './mathText.js';

/** A problem with the directive for mathematics behind it, unless it has one. */
export function withMathDirective(problem: string): string {
  return problem.includes('\\boxed{}') ? problem : `${problem}\n${MATH_DIRECTIVE}`;
}

const SOLVE =
  /^(?:please\s+)?(?:solve|compute|calculate|evaluate|work out)\b(?:\s+for\s+([A-Za-z]))?(?:\s+the(?:\s+following)?\s+(?:equation|expression))?\s*[:.]?\s+([^\n]+?)(?:\s+for\s+\$?([A-Za-z])\$?)?[.]?$/i;

/** What the model gets to solve a mathematical problem from a document. */
export function mathProblem(text: string): string {
  const body = bareProblem(text);
  const bare = simpleExpression(body);
  if (bare !== undefined) {
    return `Solve: ${bare}`;
  }
  const asked = SOLVE.exec(body);
  const expression = asked?.[2] === undefined ? undefined : simpleExpression(asked[2]);
  const unknown = asked?.[1] ?? asked?.[3];
  if (expression !== undefined) {
    return unknown === undefined ? `Solve: ${expression}` : `Solve for ${unknown}: ${expression}`;
  }
  if (hasWords(body)) {
    return body;
  }
  return body.includes('\n') ? `Solve:\n\n${body}` : `Solve: ${body}`;
}

/** Whether a problem says in words what is to be done, besides its formulas. */
export function hasWords(problem: string): boolean {
  const prose = problem.replace(
    /\$\$[^$]*\$\$|\$[^$]*\$|\\\[.*?\\\]|\\\(.*?\\\)|\\[A-Za-z]+(?:\{[a-z]+\*?\})?/gs,
    ' ',
  );
  return /^\s*[A-Za-z]{4,}\b/.test(prose) || (prose.match(/[A-Za-z]{2,}/g) ?? []).length >= 2;
}
