import { isProseLanguage, lineCommentMark } from './languages.js';

/** Marks of a comment: one before each line, or one before and one after all. */
type CommentMarks = { readonly line: string } | { readonly open: string; readonly close: string };

const ANGLES: CommentMarks = { open: '<!--', close: '-->' };
const SEMICOLON: CommentMarks = { line: ';' };
const PERCENT: CommentMarks = { line: '%' };

const MARKS: Readonly<Record<string, CommentMarks>> = {
  html: ANGLES,
  xml: ANGLES,
  xsl: ANGLES,
  vue: ANGLES,
  svelte: ANGLES,
  astro: ANGLES,
  handlebars: ANGLES,
  markdown: ANGLES,
  mdx: { open: '{/*', close: '*/}' },
  css: { open: '/*', close: '*/' },
  ocaml: { open: '(*', close: '*)' },
  clojure: SEMICOLON,
  lisp: SEMICOLON,
  scheme: SEMICOLON,
  ini: SEMICOLON,
  erlang: PERCENT,
  bibtex: PERCENT,
  prolog: PERCENT,
  bat: { line: 'REM' },
  vb: { line: "'" },
  restructuredtext: { line: '..' },
};

/** Columns that a line of prose is wrapped at, comment marks aside. */
const COLUMNS = 96;

/** Everything that ends a line in one language or another. */
const LINE_END = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;

/**
 * A text as a comment of a language, each line indented; nothing of the text can end the comment. Plain text has no comments:
 * there it stays as it is.
 */
export function commentText(text: string, languageId: string, indent: string): string {
  const marks = marksOf(languageId);
  const lines = wrapped(text.trim().split(LINE_END)).map((line) => harmless(line, languageId));
  if (!marks) return lines.map((line) => (indent + line).trimEnd()).join('\n');
  if ('line' in marks) {
    const last = lines.length - 1;
    return lines
      .map((line, index) =>
        `${indent}${marks.line} ${index === last ? closed(line) : line}`.trimEnd(),
      )
      .join('\n');
  }
  const { open, close } = marks;
  const inner = lines.map((line) => (indent + withoutClose(line, close)).trimEnd());
  return [indent + open, ...inner, indent + close].join('\n');
}

function marksOf(languageId: string): CommentMarks | undefined {
  const known = Object.hasOwn(MARKS, languageId) ? MARKS[languageId] : undefined;
  if (known) return known;
  const line = lineCommentMark(languageId);
  return isProseLanguage(languageId) && line === '//' ? undefined : { line };
}

/** What a compiler would act on inside a comment, pulled apart. */
function harmless(line: string, languageId: string): string {
  // Java reads these before it knows of comments, and `?>` ends PHP in the middle of one.
  if (languageId === 'java') return line.replace(/\\(?=u+[\da-f]{4})/gi, '\\ ');
  return languageId === 'php' ? line.replaceAll('?>', '? >') : line;
}

/** A last line that does not go on in the line of code below it, as one that ends with a backslash does in C. */
function closed(line: string): string {
  return /\\\s*$/.test(line) ? `${line.trimEnd()} .` : line;
}

function withoutClose(line: string, close: string): string {
  const [first = '', ...rest] = close;
  // HTML ends a comment at `--!>` too, and CSS cannot nest one.
  const apart = close === '-->' ? line.replace(/-(?=-+!?>)/g, '- ') : line;
  return apart.replaceAll(close, `${first} ${rest.join('')}`);
}

/** Long lines of prose wrapped between words; fenced code stays as it is. */
function wrapped(lines: readonly string[]): readonly string[] {
  let inFence = false;
  return lines.flatMap((line) => {
    const isFence = /^\s*(?:`{3,}|~{3,})/.test(line);
    if (isFence) inFence = !inFence;
    return isFence || inFence || line.length <= COLUMNS ? [line] : wrapLine(line);
  });
}

function wrapLine(line: string): readonly string[] {
  const hang = ' '.repeat(/^\s*(?:[-*+]|\d+[.)])?\s*/.exec(line)?.[0].length ?? 0);
  const out: string[] = [];
  let current = '';
  for (const word of line.split(/(?<=\S) +(?=\S)/)) {
    if (current !== '' && current.length + 1 + word.length > COLUMNS) {
      out.push(current);
      current = hang + word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...out, current];
}
