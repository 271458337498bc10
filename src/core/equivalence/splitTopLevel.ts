const OPENERS = '([{';
const CLOSERS = ')]}';

/** Splits a text where a separator stands outside of all brackets; braces of LaTeX commands are brackets, too. */
export function splitTopLevel(text: string, separator: RegExp): string[] {
  const sticky = new RegExp(separator.source, 'y');
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  let at = 0;
  while (at < text.length) {
    if (depth === 0) {
      sticky.lastIndex = at;
      const match = sticky.exec(text);
      if (match && match[0] !== '') {
        parts.push(text.slice(start, at).trim());
        at += match[0].length;
        start = at;
        continue;
      }
    }
    const mark = text.charAt(at);
    if (startsAny(text, at, ['\\begin', '\\langle'])) depth++;
    else if (startsAny(text, at, ['\\end', '\\rangle'])) depth = Math.max(0, depth - 1);
    else if (OPENERS.includes(mark)) depth++;
    else if (CLOSERS.includes(mark)) depth = Math.max(0, depth - 1);
    at++;
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== '');
}

function startsAny(text: string, at: number, words: readonly string[]): boolean {
  return words.some((word) => text.startsWith(word, at));
}
