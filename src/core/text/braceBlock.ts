import { bracePairs, type BracePair } from './bracePairs.js';
import { isBlank, type TextBlock } from './textBlock.js';

const CONTROL =
  /^\W*(?:if|else|for|foreach|while|do|switch|catch|try|finally|with|match|loop|using|lock|synchronized|unsafe|select|return|namespace|class|interface|struct|enum|trait|impl|mod|type|union|extension|object)\b/;
const MODIFIERS =
  /^\s*(?:(?:export|default|public|private|protected|internal|static|final|abstract|sealed|partial|declare|pub(?:\([^)]*\))?)\s+)+/;
const NAMED =
  /\b(?:function\b\s*\*?\s*[\w$]|func\b|fn\b|fun\b)|[=:]\s*(?:async\s*)?(?:<[^>]*>\s*)?(?:\(.*\)|[\w$]+)\s*(?::[^={}]*)?=>\s*$|\)\s*(?::[^=]*|->[^=]*|const|noexcept|override|throws\s[\w.,\s]+|where\b.*)?\s*$/s;
const CALLBACK =
  /[(,]\s*(?:async\s+)?(?:function\b[^(]*)?\([^()]*\)\s*(?::[^={}]*)?(?:=>)?\s*$|[(,]\s*(?:async\s+)?[\w$]+\s*=>\s*$/;
const COMMENT = /^\s*(?:\/\/|\/\*|\*|@|#\[|\[[A-Z]\w*[^\]]*\]\s*$)/;

/** The named function, else the innermost block of several lines, around a line of a language with curly braces. */
export function findBraceBlock(lines: readonly string[], line: number): TextBlock | undefined {
  const at = belowComments(lines, line);
  const blocks = bracePairs(lines)
    .map((pair) => ({ pair, start: headerStart(lines, pair) }))
    .filter(({ pair, start }) => start <= at && pair.closeLine >= at)
    .sort((a, b) => b.pair.openLine - a.pair.openLine || b.pair.openColumn - a.pair.openColumn);
  const named = blocks.find(({ pair, start }) => isFunction(header(lines, pair, start)));
  const block = named ?? blocks.find(({ pair, start }) => pair.closeLine > start);
  if (!block) {
    return undefined;
  }
  return {
    startLine: withCommentsAbove(lines, block.start),
    endLine: block.pair.closeLine,
    source: named ? 'function' : 'block',
  };
}

function isFunction(text: string): boolean {
  const bare = text.trim().replace(MODIFIERS, '');
  return !CONTROL.test(bare) && NAMED.test(text) && !CALLBACK.test(text);
}

function header(lines: readonly string[], pair: BracePair, start: number): string {
  const last = (lines[pair.openLine] ?? '').slice(0, pair.openColumn);
  return start === pair.openLine ? last : [...lines.slice(start, pair.openLine), last].join('\n');
}

/** The line where the statement that opens a pair begins: a signature may take several lines, and a brace its own. */
function headerStart(lines: readonly string[], pair: BracePair): number {
  let start = pair.openLine;
  let text = (lines[start] ?? '').slice(0, pair.openColumn);
  while (start > 0 && (text.trim() === '' || closesMore(text))) {
    const above = lines[start - 1] ?? '';
    const ended = isBlank(above) || /[;{}]\s*$/.test(above);
    if (ended && !closesMore(text)) {
      break;
    }
    start -= 1;
    text = `${above}\n${text}`;
  }
  return start;
}

/** Whether a text closes parentheses that it does not open. */
function closesMore(text: string): boolean {
  return text.split(')').length > text.split('(').length;
}

/** The statement that comments and attributes at `line` stand above, or the line itself. */
function belowComments(lines: readonly string[], line: number): number {
  let at = line;
  while (at < lines.length && COMMENT.test(lines[at] ?? '')) {
    at += 1;
  }
  return isBlank(lines[at]) || !(lines[at] ?? '').includes('{') ? line : at;
}

function withCommentsAbove(lines: readonly string[], start: number): number {
  let first = start;
  while (first > 0 && COMMENT.test(lines[first - 1] ?? '')) {
    first -= 1;
  }
  return first;
}
