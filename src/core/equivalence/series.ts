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

function holdsSeries(json: MathJson): boolean {
  const name = head(json);
  return name === 'Sum' || name === 'Product' || args(json).some(holdsSeries);
}
