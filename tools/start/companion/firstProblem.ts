/** A stretch of one line; all numbers count from zero, `end` is behind the last character. */
export interface LineRange {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** The first line of text below the first second-level heading of a Markdown file. */
export function firstProblem(lines: readonly string[]): LineRange | undefined {
  const heading = lines.findIndex((text) => text.startsWith('## '));
  if (heading < 0) return undefined;
  const line = lines.findIndex(
    (text, index) => index > heading && text.trim() !== '' && !text.startsWith('#'),
  );
  const text = lines[line];
  if (text === undefined) return undefined;
  const start = text.length - text.trimStart().length;
  return { line, start, end: text.trimEnd().length };
}
