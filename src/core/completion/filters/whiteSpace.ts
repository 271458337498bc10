/** Drops white space at the end of lines, and blank lines at the end: nothing is left of white space alone. */
export function withoutTrailingSpace(text: string): string {
  return text.trimEnd().replace(/[^\S\n]+$/gm, '');
}
