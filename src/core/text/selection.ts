import { LemmaError } from '../errors.js';
import { isProseLanguage } from '../prompt/languages.js';
import { findBraceBlock } from './braceBlock.js';
import { findIndentBlock } from './indentBlock.js';
import { findProseBlock } from './proseBlock.js';
import { paragraphAround, type TextBlock } from './textBlock.js';

/** Largest share of control and replacement characters that text may have. */
const MOST_CONTROL = 0.05;

/**
 * Checks text that a request is about.
 *
 * @throws LemmaError `emptySelection` for nothing but white space, `binarySelection` for what is no text.
 */
export function checkSelection(text: string): void {
  if (text.trim() === '') {
    throw new LemmaError('emptySelection');
  }
  let control = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0) {
      throw new LemmaError('binarySelection', { characters: text.length });
    }
    const blank = code >= 9 && code <= 13;
    if ((code < 0x20 && !blank && code !== 0x1b) || code === 0x7f || code === 0xfffd) {
      control += 1;
    }
  }
  if (control / text.length > MOST_CONTROL) {
    throw new LemmaError('binarySelection', { characters: text.length });
  }
}

const INDENTED = new Set([
  'python',
  'yaml',
  'coffeescript',
  'nim',
  'gdscript',
  'fsharp',
  'haskell',
]);

/**
 * What a request without a selection is about: the function around a line, else the block around it, else its paragraph.
 * Prose gives a list item, a displayed formula, a code block, or a paragraph. Lines count from 0, both ends included.
 * On a blank line outside any block it is the nearest paragraph.
 */
export function findBlock(lines: readonly string[], line: number, languageId: string): TextBlock {
  const at = Math.min(Math.max(line, 0), Math.max(lines.length - 1, 0));
  if (isProseLanguage(languageId)) {
    return findProseBlock(lines, at);
  }
  const block = INDENTED.has(languageId) ? findIndentBlock(lines, at) : findBraceBlock(lines, at);
  return block ?? paragraphAround(lines, at);
}
