/** Whether pasted text is what was copied; line ends, and white space around it, aside. */
export function isSameText(pasted: string, copied: string): boolean {
  return pasted.length < 2 * copied.length + 100 && normal(pasted) === normal(copied);
}

/**
 * Whether copied text stands for a place in a document rather than for its words: whole lines do, a name within a line does
 * not.
 *
 * @param lines The lines of the document that the text comes from, whole.
 */
export function isWholeLines(copied: string, lines: string): boolean {
  return normal(copied) === normal(lines) || normal(copied).includes('\n');
}

function normal(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
