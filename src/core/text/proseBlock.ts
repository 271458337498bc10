import { isBlank, paragraphAround, type TextBlock } from './textBlock.js';

const LIST_ITEM = /^(\s*)(?:[-*+]|\(?\d{1,9}[.)]|\(?[a-z]\)|\\item\b)\s/;
/** A line that stands alone and ends what is above it. */
const BORDER = /^\s*(?:#{1,6}\s|\\(?:sub)*section\b|\\chapter\b|\\(?:begin|end)\{)/;

/** The formula, code block, list item or paragraph around a line of Markdown, LaTeX or plain text. */
export function findProseBlock(lines: readonly string[], line: number): TextBlock {
  const fenced = delimitedAround(lines, line);
  if (fenced) {
    return fenced;
  }
  if (BORDER.test(lines[line] ?? '')) {
    return { startLine: line, endLine: line, source: 'paragraph' };
  }
  return listItemAround(lines, line) ?? paragraphAround(lines, line, endsParagraph);
}

function endsParagraph(line: string): boolean {
  return isBlank(line) || BORDER.test(line) || closerOf(line) !== undefined;
}

/** What ends the displayed formula, environment or code block that a line opens and does not end itself. */
function closerOf(line: string): ((line: string) => boolean) | undefined {
  const text = line.trim();
  const fence = /^(`{3,}|~{3,})/.exec(text)?.[1];
  if (fence !== undefined) {
    const closing = new RegExp(`^\\s*${fence.charAt(0)}{${fence.length},}\\s*$`);
    return (other) => closing.test(other);
  }
  if (text.startsWith('$$')) {
    return text.includes('$$', 2) ? undefined : (other) => other.includes('$$');
  }
  if (text.startsWith('\\[')) {
    return text.includes('\\]') ? undefined : (other) => other.includes('\\]');
  }
  const environment = /^\\begin\{([A-Za-z]+\*?)\}/.exec(text)?.[1];
  if (environment === undefined || ['document', 'itemize', 'enumerate'].includes(environment)) {
    return undefined;
  }
  const end = `\\end{${environment}}`;
  return text.includes(end) ? undefined : (other) => other.includes(end);
}

function delimitedAround(lines: readonly string[], line: number): TextBlock | undefined {
  for (let start = 0; start <= line; start += 1) {
    const closer = closerOf(lines[start] ?? '');
    if (!closer) {
      continue;
    }
    let end = start + 1;
    while (end < lines.length && !closer(lines[end] ?? '')) {
      end += 1;
    }
    const endLine = Math.min(end, lines.length - 1);
    if (endLine >= line) {
      return { startLine: start, endLine, source: 'block' };
    }
    start = endLine;
  }
  return undefined;
}

function listItemAround(lines: readonly string[], line: number): TextBlock | undefined {
  if (isBlank(lines[line])) {
    return undefined;
  }
  let startLine = line;
  while (startLine > 0 && !LIST_ITEM.test(lines[startLine] ?? '') && continues(lines, startLine)) {
    startLine -= 1;
  }
  const item = LIST_ITEM.exec(lines[startLine] ?? '');
  if (!item) {
    return undefined;
  }
  const indent = item[1]?.length ?? 0;
  let endLine = startLine;
  for (let next = startLine + 1; next < lines.length; next += 1) {
    const text = lines[next] ?? '';
    const width = text.length - text.trimStart().length;
    const nested = width > indent;
    const lazy = !LIST_ITEM.test(text) && !BORDER.test(text) && !isBlank(lines[next - 1]);
    if (isBlank(text)) {
      continue;
    }
    if (!nested && !lazy) {
      break;
    }
    endLine = next;
  }
  return endLine >= line ? { startLine, endLine, source: 'paragraph' } : undefined;
}

/** Whether a line without a list mark can belong to a list item above it. */
function continues(lines: readonly string[], line: number): boolean {
  const text = lines[line] ?? '';
  const afterBlank = isBlank(lines[line - 1]);
  return isBlank(text) || (!BORDER.test(text) && (!afterBlank || /^\s/.test(text)));
}
