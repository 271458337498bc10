import { Complex } from 'complex.js';
import { numericValue } from '../equivalence/numericValue.js';
import { equationsIn } from './equations.js';
import type { Finding } from './finding.js';

const POINTS = [0.37, 1.21, 2, 3, -0.83, -2, 0.5, 7, -5.3, 0.11, 4.7, -1];
const LEAST_POINTS = 4;

/** Looks for values that contradict an equation which a question says holds for all of them. */
export function checkIdentities(question: string): Finding[] {
  if (!/\b(?:identity|prove|show that|verify that|for (?:all|every|any))\b/i.test(question))
    return [];
  return equationsIn(question).flatMap(({ text, left, right, symbols }): Finding[] => {
    let points = 0;
    for (let n = 0; n < POINTS.length; n++) {
      const chosen = symbols.map(
        (name, at) => [name, POINTS[(n + at * 5) % POINTS.length] ?? 1] as const,
      );
      const values = new Map(chosen.map(([name, x]) => [name, new Complex(x, 0)]));
      const [a, b] = [left, right].map((side) => numericValue(side, values));
      if (!a || !b || ![a, b].every(({ re, im }) => Number.isFinite(re) && Math.abs(im) < 1e-9))
        continue;
      if (Math.abs(a.re - b.re) > 1e-8 * Math.max(1, Math.abs(a.re), Math.abs(b.re))) {
        const at = chosen.map(([name, x]) => `${name} = ${x}`).join(', ');
        const found = `${at}: ${Number(a.re.toPrecision(8))} ≠ ${Number(b.re.toPrecision(8))}`;
        return [{ kind: 'identity', verdict: 'contradicted', claim: text, found }];
      }
      points++;
    }
    return points < LEAST_POINTS
      ? []
      : [{ kind: 'identity', verdict: 'checked', claim: text, points }];
  });
}
