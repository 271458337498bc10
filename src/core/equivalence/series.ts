import { Complex } from 'complex.js';
import { args, head, type MathJson, symbolName } from './mathJson.js';

/** Most terms that are added or multiplied. */
const MAX_TERMS = 200;

/** A sum or product over a running index. */
export interface Series {
  readonly kind: 'Sum' | 'Product';
  readonly term: MathJson;
  readonly index: string;
  readonly low: MathJson;
  readonly high: MathJson;
}

/** Reads `\sum_{k=a}^b` or `\prod_{k=a}^b`; undefined where a formula is neither, or where one stands inside another. */
export function seriesOf(json: MathJson): Series | undefined {
  const kind = head(json);
  if (kind !== 'Sum' && kind !== 'Product') return undefined;
  const [term, limits, ...others] = args(json);
  if (term === undefined || limits === undefined || others.length > 0) return undefined;
  const [variable, low, high] = args(limits);
  const index = variable === undefined ? undefined : symbolName(variable);
  if (index === undefined || low === undefined || high === undefined) return undefined;
  return holdsSeries(term) ? undefined : { kind, term, index, low, high };
}

/** The values of the index from `low` to `high`; undefined where these are not whole, or too many. */
export function indices(low: number, high: number): number[] | undefined {
  const count = high - low + 1;
  if (!Number.isInteger(low) || !Number.isInteger(count) || count < 0 || count > MAX_TERMS)
    return undefined;
  return Array.from({ length: count }, (_, at) => low + at);
}

/** Whether something in a formula takes many evaluations to work out. */
export function holdsSeries(json: MathJson): boolean {
  return RUNNING.has(head(json) ?? '') || args(json).some(holdsSeries);
}

const RUNNING: ReadonlySet<string> = new Set(['Sum', 'Product', 'Integrate']);

/** Terms, the last ones that were added, that must shrink evenly. */
const TAIL = 20;
/** Most that a term may be of the one before it. */
const SHRINKS = 0.97;

/**
 * The sum of terms without end, from an index on; undefined where they do not shrink as fast as those of a geometric series, so
 * that what is left out is less than double precision tells.
 */
export function infiniteSum(
  termAt: (index: number) => Complex | undefined,
  low: number,
): Complex | undefined {
  let sum = new Complex(0, 0);
  const sizes: number[] = [];
  for (const index of indices(low, low + MAX_TERMS - 1) ?? []) {
    const term = termAt(index);
    if (!term) return undefined;
    sum = sum.add(term);
    sizes.push(term.abs());
  }
  const tail = sizes.slice(-TAIL);
  const even = tail.every((size, at) => at === 0 || size <= SHRINKS * (tail[at - 1] ?? 0));
  const rest = (tail.at(-1) ?? 1) / (1 - SHRINKS);
  return even && rest < 1e-15 * sum.abs() ? sum : undefined;
}
