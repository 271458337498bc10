import type { Complex } from 'complex.js';
import { head, type MathJson, numberText, symbolName, args } from './mathJson.js';

/** Whether the factor at a place is a function that is applied to the one after it: `f(2)` is not `2f`. */
export function isCallAt(factors: readonly MathJson[], at: number): boolean {
  const [fn, argument] = [factors[at], factors[at + 1]];
  if (fn === undefined || argument === undefined || head(argument) !== 'Delimiter') return false;
  // The sign before a call is read as one of the function.
  const name = symbolName(head(fn) === 'Negate' ? (args(fn)[0] ?? fn) : fn);
  if (name === 'f') return true;
  const [only, ...others] = args(argument);
  if ((name !== 'g' && name !== 'h') || only === undefined || others.length > 0) return false;
  // A height or an acceleration is multiplied with sums, too.
  return symbolName(only) !== undefined || numberText(only) !== undefined;
}

/** Whether one of the factors is applied to the next. */
export function holdsCall(factors: readonly MathJson[]): boolean {
  return factors.some((_factor, at) => isCallAt(factors, at));
}

/** A value that stands for that of an unknown function: another one for another function or argument, and no identity holds. */
export function callValue(fn: Complex, argument: Complex): Complex {
  return fn.mul(argument.mul(0.7).add(0.3).sin().add(argument.mul(argument).mul(0.013)).add(1.7));
}
