/** A pair of curly braces in source text. */
export interface BracePair {
  readonly openLine: number;
  readonly openColumn: number;
  readonly closeLine: number;
}

/**
 * Finds the pairs of curly braces of a source text, those in strings and comments left out. Unclosed ones end with the text.
 */
export function bracePairs(lines: readonly string[]): BracePair[] {
  const pairs: BracePair[] = [];
  const open: { line: number; column: number; template: boolean }[] = [];
  let mode: 'code' | 'comment' | 'template' = 'code';
  for (const [line, text] of lines.entries()) {
    for (let column = 0; column < text.length; column += 1) {
      const character = text[column];
      if (mode === 'comment') {
        if (text.startsWith('*/', column)) {
          mode = 'code';
          column += 1;
        }
      } else if (mode === 'template') {
        if (character === '\\') {
          column += 1;
        } else if (character === '`') {
          mode = 'code';
        } else if (text.startsWith('${', column)) {
          open.push({ line, column, template: true });
          mode = 'code';
          column += 1;
        }
      } else if (text.startsWith('//', column)) {
        break;
      } else if (text.startsWith('/*', column)) {
        mode = 'comment';
        column += 1;
      } else if (character === '`') {
        mode = 'template';
      } else if (character === '"' || character === "'") {
        column = endOfString(text, column);
      } else if (character === '{') {
        open.push({ line, column, template: false });
      } else if (character === '}') {
        const begin = open.pop();
        if (begin?.template) {
          mode = 'template';
        } else if (begin) {
          pairs.push({ openLine: begin.line, openColumn: begin.column, closeLine: line });
        }
      }
    }
  }
  for (const begin of open.filter((entry) => !entry.template)) {
    pairs.push({ openLine: begin.line, openColumn: begin.column, closeLine: lines.length - 1 });
  }
  return pairs;
}

/** Column of the quote that ends a string, or of the opening one when none does (a Rust lifetime, an apostrophe). */
function endOfString(text: string, start: number): number {
  for (let column = start + 1; column < text.length; column += 1) {
    if (text[column] === '\\') {
      column += 1;
    } else if (text[column] === text[start]) {
      return column;
    }
  }
  return start;
}
