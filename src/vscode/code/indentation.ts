/** Leading white space that all lines with any text share. */
export function commonIndent(text: string): string {
  let common: string | undefined;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (common === undefined) {
      common = indent;
      continue;
    }
    let length = 0;
    while (length < common.length && common[length] === indent[length]) length += 1;
    common = common.slice(0, length);
  }
  return common ?? '';
}

/**
 * Moves code to an indentation, keeping how its lines stand to each other.
 *
 * @param firstLine whether the first line is moved too; not where it continues a line that is indented already.
 */
export function reindent(code: string, indent: string, firstLine: boolean): string {
  const own = commonIndent(code);
  return code
    .split('\n')
    .map((line, index) => {
      if (line.trim() === '') return '';
      const bare = line.slice(own.length);
      return index === 0 && !firstLine ? bare : indent + bare;
    })
    .join('\n');
}
