/** A share with its confidence interval, all from 0 to 1. */
export interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Standard deviations of a two-sided 95 % interval. */
const Z = 1.959964;

/**
 * Wilson's score interval (95 %) of a share of `n` independent outcomes.
 *
 * @param n May be broken: an effective number of outcomes.
 */
export function wilson(value: number, n: number): Share {
  if (n <= 0) return { value: 0, low: 0, high: 1 };
  const z2 = Z * Z;
  const centre = (value + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((value * (1 - value)) / n + z2 / (4 * n * n));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

/**
 * The mean of several outcomes for each of some problems, with Wilson's interval. Outcomes for one problem are alike, so they
 * count as the effective number that gives the standard error clustered by problem: at least one for each problem, at most all.
 *
 * @param shares Right outcomes of each problem, 0 to 1.
 * @param outcomes Outcomes of all problems together.
 */
export function clusteredShare(shares: readonly number[], outcomes: number): Share {
  const problems = shares.length;
  const mean = problems === 0 ? 0 : shares.reduce((sum, each) => sum + each, 0) / problems;
  if (problems < 2) return wilson(mean, problems);
  const variance = shares.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (problems - 1);
  const squaredError = variance / problems;
  // Where all are right, or none is, nothing tells how alike replies are.
  const isUniform = mean === 0 || mean === 1;
  const effective = isUniform ? problems : (mean * (1 - mean)) / squaredError;
  return wilson(mean, Math.min(outcomes, Math.max(problems, effective)));
}
