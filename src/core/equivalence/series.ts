import { Complex } from 'complex.js';
import { args, head, type MathJson, symbolName } from './mathJson.js';

/** Most terms that are added or multiplied. */
const MAX_TERMS = 200;
/** As {@link MAX_TERMS}, of a sum in a sum and of the one around it. */
const MAX_NESTED_TERMS = 20;

/** A sum or product over a running index. */
export interface Series {
  readonly kind: 'Sum' | 'Product';
  readonly term: MathJson;
  readonly index: string;
  readonly low: MathJson;
  readonly high: MathJson;
  /** The term, where it is such a sum or product itself. */
  readonly inner?: Series;
  /** Most terms that are worked out. */
  readonly most: number;
}

/** Reads `\sum_{k=a}^b` or `\prod_{k=a}^b`; undefined where a formula is neither, or where its terms take long to work out. */
export function seriesOf(json: MathJson): Series | undefined {
  const kind = head(json);
  if (kind !== 'Sum' && kind !== 'Product') return undefined;
  const [term, limits, ...others] = args(json);
  if (term === undefined || limits === undefined || others.length > 0) return undefined;
  const [variable, low, high] = args(limits);
  const index = variable === undefined ? undefined : symbolName(variable);
  if (index === undefined || low === undefined || high === undefined) return undefined;
  if (holdsSeries(low) || holdsSeries(high)) return undefined;
  const inner = seriesOf(term);
  if (inner ? inner.inner : holdsSeries(term)) return undefined;
  const most = inner ? MAX_NESTED_TERMS : MAX_TERMS;
  return { kind, term, index, low, high, most, ...(inner && { inner: { ...inner, most } }) };
}

/** The values of an index from `low` to `high`; undefined where these are not whole, or too many. */
export function indices(low: number, high: number, most = MAX_TERMS): number[] | undefined {
  const count = high - low + 1;
  if (!Number.isInteger(low) || !Number.isInteger(count) || count < 0 || count > most)
    return undefined;
  return Array.from({ length: count }, (_, at) => low + at);
}

/** Whether something in a formula takes many evaluations to work out. */
export function holdsSeries(json: MathJson): boolean {
  return RUNNING.has(head(json) ?? '') || args(json).some(holdsSeries);
}

const RUNNING: ReadonlySet<string> = new Set(['Sum', 'Product', 'Integrate', 'Limit', 'D']);

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
