/** A node of rendered Markdown, and the stretch of its source that it shows. */
export interface SourcePiece {
  /** Text, or an element that stands for its source as a whole, such as math. */
  readonly node: Text | HTMLElement;
  /** Where in a text the stretch begins. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

/** Farthest that the next piece of text is looked for: only marks lie between two pieces. */
const FARTHEST = 600;
/** The same for a word of a text that is not found as a whole. */
const NEAR = 24;

/**
 * Which node shows which stretch of the source, in order. Words that the source spells in another way (entities, escapes) are
 * left out.
 */
export function sourcePieces(root: Element, source: string): readonly SourcePiece[] {
  const pieces: SourcePiece[] = [];
  let at = 0;
  const add = (
    node: SourcePiece['node'],
    text: string,
    offset: number,
    farthest: number,
  ): boolean => {
    const found = source.slice(at, at + text.length + farthest).indexOf(text);
    if (text === '' || found < 0) return false;
    pieces.push({ node, offset, from: at + found, to: at + found + text.length });
    at += found + text.length;
    return true;
  };
  const addText = (node: Text): void => {
    if (node.data.trim() === '' || add(node, node.data, 0, FARTHEST)) return;
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) add(node, word, index, NEAR);
  };
  const walker = document.createTreeWalker(
    root,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    (node) => {
      if (!(node instanceof HTMLElement)) return NodeFilter.FILTER_ACCEPT;
      if (node.classList.contains('lemma-math')) {
        add(node, node.dataset['tex'] ?? '', 0, FARTHEST);
        return NodeFilter.FILTER_REJECT;
      }
      return node.classList.contains('lemma-code-header')
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_SKIP;
    },
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) addText(node);
  }
  return pieces;
}

/** The part of a page that shows a stretch of the source; `undefined` where nothing does. */
export function sourceRange(
  pieces: readonly SourcePiece[],
  from: number,
  to: number,
): Range | undefined {
  const first = pieces.find((piece) => piece.to > from);
  const last = pieces.findLast((piece) => piece.from < to);
  if (!first || !last || first.from >= to || last.to <= from) return undefined;
  const range = document.createRange();
  if (first.node instanceof Text)
    range.setStart(first.node, first.offset + Math.max(0, from - first.from));
  else range.setStartBefore(first.node);
  if (last.node instanceof Text)
    range.setEnd(last.node, last.offset + Math.min(to, last.to) - last.from);
  else range.setEndAfter(last.node);
  return range;
}
