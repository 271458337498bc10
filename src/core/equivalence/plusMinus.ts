import { args, head, type MathJson } from './mathJson.js';

/** Most nodes of a formula whose signs are chosen. */
const MAX_NODES = 500;

/** The two formulas that one with ± or ∓ stands for, upper signs first; the formula itself where it has none. */
export function alternatives(json: MathJson): MathJson[] {
  if (!holdsPlusMinus(json, { left: MAX_NODES })) return [json];
  return [choose(json, 1), choose(json, -1)];
}

function holdsPlusMinus(json: MathJson, budget: { left: number }): boolean {
  if (budget.left-- <= 0) return false;
  const name = head(json);
  if (name === 'Measurement' || name === 'PlusMinus' || name === 'MinusPlus') return true;
  return args(json).some((arg) => holdsPlusMinus(arg, budget));
}

function choose(json: MathJson, sign: 1 | -1): MathJson {
  const name = head(json);
  if (name === undefined) return json;
  const parts = args(json).map((arg) => choose(arg, sign));
  const upper = name === 'Measurement' || name === 'PlusMinus';
  if (!upper && name !== 'MinusPlus') return [name, ...parts];
  const [first, second] = parts;
  const added = upper === (sign === 1) ? 'Add' : 'Subtract';
  if (first === undefined) return json;
  if (second === undefined) return added === 'Add' ? first : ['Negate', first];
  return [added, first, second];
}
