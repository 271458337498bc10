import { codeBlocks } from '../../src/core/reasoning/answer.js';

/**
 * The number by which the host knows a code block that is shown: the page counts what it paints, the host what its own
 * parser finds.
 *
 * @param shownIndex Number of the block among those shown.
 * @returns `undefined` for what the host does not count, such as code that is only indented.
 */
export function hostCodeIndex(
  answer: string,
  shownIndex: number,
  code: string,
): number | undefined {
  const candidates = codeBlocks(answer)
    .map((block, index) => ({ index, same: block.code === code }))
    .filter(({ same }) => same)
    .map(({ index }) => index);
  return candidates.sort((a, b) => Math.abs(a - shownIndex) - Math.abs(b - shownIndex))[0];
}
