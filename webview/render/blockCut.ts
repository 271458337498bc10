import type { Token } from 'marked';
import { maskMath } from './mathSyntax.js';

/** Where a block that is too long to be parsed again and again is cut in two. */
export interface BlockCut {
  /** Length of the first part. */
  readonly at: number;
  /** How the second part goes on: in the same paragraph, code block or list, or as a block of its own. */
  readonly joins: 'paragraph' | 'code' | 'list' | 'none';
  /** What was between the parts: a line break, or nothing in the middle of a line. */
  readonly separator: '\n' | '';
  /** Text to put before the second part, so that it reads as the same kind of block. */
  readonly prefix: string;
}

/** Most places that are tried in search of one where no mark is open. */
const MOST_TRIED = 12;

const IN_PARAGRAPH = { joins: 'paragraph', prefix: '' } as const;

/** A line that begins with one of these is text wherever it stands. */
const PLAIN_START = /^[\p{L}("'“‘\\$]/u;

/**
 * Where to cut the block at the beginning of `source`, of which no more is looked at: texts that begin alike are cut alike.
 * `undefined` for a block that is better left whole while it can be.
 *
 * @param tokens The blocks of `source`.
 * @param prefixLength Characters at the beginning of `source` that stand for what came before.
 * @param last Whether the block must be cut.
 */
export function blockCut(
  tokens: readonly Token[],
  source: string,
  prefixLength: number,
  last: boolean,
): BlockCut | undefined {
  const [block] = tokens;
  switch (block?.type) {
    case 'code':
      return codeCut(source, prefixLength);
    case 'list':
      return listCut(block, source) ?? (last ? lineCut(source, prefixLength) : undefined);
    case 'table': {
      const head = /^[^\n]*\n[^\n]*\n/.exec(source)?.[0] ?? '';
      const cut = lineCut(source, Math.max(prefixLength, head.length));
      return { ...cut, prefix: cut.separator === '\n' ? head : '' };
    }
    case 'paragraph':
    case 'text':
    case 'heading':
    case 'mathOpen':
      return textCut(source, prefixLength);
    default:
      return lineCut(source, prefixLength);
  }
}

function codeCut(source: string, prefixLength: number): BlockCut {
  const fence = /^ {0,3}(?:`{3,}|~{3,})[^\n]*\n/.exec(source)?.[0];
  const cut = lineCut(source, Math.max(prefixLength, fence?.length ?? 0));
  return fence === undefined ? cut : { ...cut, joins: 'code', prefix: fence };
}

/** A list is cut before the last item there is, which may still grow. */
function listCut(list: Token, source: string): BlockCut | undefined {
  const { items } = list as { readonly items?: readonly { readonly raw: string }[] };
  const last = items?.at(-1);
  if (items === undefined || last === undefined || items.length < 2) return undefined;
  const at = items.slice(0, -1).reduce((sum, { raw }) => sum + raw.length, 0);
  if (!source.startsWith(last.raw, at)) return undefined;
  return { at, joins: 'list', separator: '\n', prefix: '' };
}

function lineCut(source: string, from: number): BlockCut {
  const lineBreak = source.lastIndexOf('\n');
  if (lineBreak < from) return { ...anywhere(source), joins: 'none' };
  return { at: lineBreak + 1, joins: 'none', separator: '\n', prefix: '' };
}

/** The last line break where no mark is open, else any before plain text, else a space. */
function textCut(source: string, from: number): BlockCut {
  const breaks = placesBefore(source, '\n', from);
  const lineBreak = breaks.find((at) => isClosed(source.slice(0, at))) ?? breaks[0];
  if (lineBreak !== undefined) return { ...IN_PARAGRAPH, at: lineBreak + 1, separator: '\n' };
  const spaces = placesBefore(source, ' ', from);
  const space = spaces.find((at) => isClosed(source.slice(0, at))) ?? spaces[0];
  if (space !== undefined) return { ...IN_PARAGRAPH, at: space + 1, separator: '' };
  return anywhere(source);
}

/** The last places where a mark stands before plain text, last first. */
function placesBefore(source: string, mark: string, from: number): readonly number[] {
  const places: number[] = [];
  let at = source.lastIndexOf(mark);
  while (at >= Math.max(from, 1) && places.length < MOST_TRIED) {
    if (PLAIN_START.test(source.slice(at + 1, at + 3))) places.push(at);
    at = source.lastIndexOf(mark, at - 1);
  }
  return places;
}

/** The end, unless that lies within a character. */
function anywhere(source: string): BlockCut {
  const at = /[\uD800-\uDBFF]$/.test(source) ? source.length - 1 : source.length;
  return { ...IN_PARAGRAPH, at, separator: '' };
}

/** Whether no emphasis, code, link or math is open at the end of a text. */
function isClosed(text: string): boolean {
  const plain = maskMath(text)
    .replaceAll(/\\[\s\S]/g, '')
    .replaceAll(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '');
  if (/[`$]/.test(plain) || /\\[([]/.test(maskMath(text))) return false;
  const count = (mark: RegExp): number => plain.match(mark)?.length ?? 0;
  return (
    count(/\*/g) % 2 === 0 &&
    count(/~~/g) % 2 === 0 &&
    count(/(?<!\w)_|_(?!\w)/g) % 2 === 0 &&
    count(/\[/g) === count(/\]/g)
  );
}
