/** Lines of a document, counted from 0, both ends included, and what they are. */
export interface TextBlock {
  readonly startLine: number;
  readonly endLine: number;
  readonly source: 'block' | 'function' | 'paragraph';
}

/** Whether a line has no text; a line that does not exist has none. */
export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}

/** The lines around `line` up to blank ones; from a blank line, the nearest lines with text (those below first). */
export function paragraphAround(
  lines: readonly string[],
  line: number,
  ends: (line: string) => boolean = isBlank,
): TextBlock {
  const at = nearestText(lines, line);
  let startLine = at;
  let endLine = at;
  while (startLine > 0 && !ends(lines[startLine - 1] ?? '')) {
    startLine -= 1;
  }
  while (endLine + 1 < lines.length && !ends(lines[endLine + 1] ?? '')) {
    endLine += 1;
  }
  return { startLine, endLine, source: 'paragraph' };
}

function nearestText(lines: readonly string[], line: number): number {
  for (let distance = 0; distance < lines.length; distance += 1) {
    if (!isBlank(lines[line + distance])) {
      return line + distance;
    }
    if (!isBlank(lines[line - distance])) {
      return line - distance;
    }
  }
  return line;
}
