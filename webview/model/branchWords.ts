import type { TurnBranch, TurnSnapshot } from '../../src/core/chat/turn.js';

/** Which branch it is, in words: `Branch 2 of 3`. */
export function branchName({ index, count }: TurnBranch): string {
  return `Branch ${index + 1} of ${count}`;
}

/** The words for what a view shows now that it did not before: the branch of the first turn that another took the place of. */
export function branchNews(
  before: readonly TurnSnapshot[],
  after: readonly TurnSnapshot[],
): string | undefined {
  const at = after.findIndex(({ turnId }, index) => turnId !== before[index]?.turnId);
  const branch = after[at]?.branch;
  return branch === undefined || before[at] === undefined ? undefined : branchName(branch);
}
