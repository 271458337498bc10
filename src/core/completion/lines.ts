/** Columns a tab counts for where indentations are compared. */
const TAB_WIDTH = 4;

/** The text behind the last newline. */
export function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1);
}

/** Columns of white space a line begins with. */
export function indentWidth(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === '\t') {
      width += TAB_WIDTH;
    } else if (character === ' ') {
      width += 1;
    } else {
      break;
    }
  }
  return width;
}

/** Whether a line ends by opening a block: a bracket, a colon, an arrow, or a word like `do`. */
export function opensBlock(line: string): boolean {
  return /(?:[{([:]|=>|\b(?:do|then|else|begin))\s*$/.test(line.replace(/\s(?:\/\/|#).*$/, ''));
}
