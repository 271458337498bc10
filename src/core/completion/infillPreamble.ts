import { holdsPrivateKey, isSecretPath } from '../attach/secretPath.js';
import { lineCommentMark } from '../prompt/languages.js';

/** A piece of code that may help with another file: a definition it uses, or a place like the one being written. */
export interface CodeSnippet {
  /** Path to show, relative to the workspace where there is one. */
  readonly path: string;
  readonly text: string;
}

/** What a preamble is made of. */
export interface PreambleParts {
  readonly path: string | undefined;
  readonly languageId: string;
  /** The most useful ones first. */
  readonly snippets: readonly CodeSnippet[];
}

/** Most characters of one snippet: more of one would leave no room for others. */
const SNIPPET_CHARS = 1200;

/**
 * What a model reads before a document: snippets from other files and the document's path, as comments in its language. Files that look as if
 * they held secrets are left out. Empty where there is nothing to say, else it ends with a newline.
 */
export function infillPreamble({ path, languageId, snippets }: PreambleParts): string {
  const blocks = snippets
    .filter((snippet) => isUseful(snippet, path))
    .map(({ path: from, text }) => `From ${onOneLine(from)}:\n${shortened(text)}`);
  if (path !== undefined) blocks.push(`File: ${onOneLine(path)} (${languageId})`);
  return blocks.map((block) => `${commented(block, languageId)}\n`).join('');
}

function isUseful({ path, text }: CodeSnippet, own: string | undefined): boolean {
  return path !== own && text.trim() !== '' && !isSecretPath(path) && !holdsPrivateKey(text);
}

function shortened(text: string): string {
  const normal = text.replaceAll('\r\n', '\n').replace(/^\s*\n|\s+$/g, '');
  if (normal.length <= SNIPPET_CHARS) return normal;
  const border = normal.lastIndexOf('\n', SNIPPET_CHARS);
  return normal.slice(0, border > 0 ? border : SNIPPET_CHARS);
}

function commented(block: string, languageId: string): string {
  if (languageId === 'html' || languageId === 'xml' || languageId === 'markdown') {
    return `<!-- ${block.replaceAll('-->', '- ->')} -->`;
  }
  if (languageId === 'css') return `/* ${block.replaceAll('*/', '* /')} */`;
  const mark = lineCommentMark(languageId);
  return block
    .split('\n')
    .map((line) => `${mark} ${line}`.trimEnd())
    .join('\n');
}

function onOneLine(path: string): string {
  return path.replace(/[\r\n]+/g, ' ');
}
