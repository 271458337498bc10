import type { BlockCut } from './blockCut.js';

/** A block that was cut, as its first part is on the page. */
export interface CutElement extends BlockCut {
  readonly element: Element | undefined;
}

/**
 * Takes what belongs to the part before it, where a block was cut, out of `fragment`, or makes the first of its blocks look as
 * if it were part of that.
 *
 * @returns the nodes that are to follow in the part before.
 */
export function joinedNodes(
  { joins, separator, element }: CutElement,
  fragment: DocumentFragment,
  lineBreaks: boolean,
): readonly ChildNode[] {
  const next = fragment.firstElementChild;
  if (next === null || element === undefined) return [];
  if (next.tagName !== element.tagName) return [];
  if (joins === 'paragraph' && next.tagName === 'P') {
    const nodes = [...next.childNodes];
    next.remove();
    if (separator === '') return nodes;
    return lineBreaks ? [inOwnBox(nodes)] : [new Text('\n'), ...nodes];
  }
  if (joins === 'list' && next.tagName === 'OL') {
    const start = Number(element.getAttribute('start') ?? '1') + element.childElementCount;
    next.setAttribute('start', String(start));
  }
  next.classList.add('lemma-continues');
  return [];
}

/** Lines in a box of their own are laid out once, however much follows. */
function inOwnBox(nodes: readonly ChildNode[]): HTMLElement {
  const box = document.createElement('span');
  box.className = 'lemma-lines';
  box.append(...nodes);
  return box;
}

/** Makes a link that the page never follows: a click becomes an event, and the host asks before it opens anything. */
export function makeLink(link: HTMLElement, href: string): void {
  link.className = 'lemma-link';
  link.setAttribute('role', 'link');
  link.tabIndex = 0;
  link.title = href;
  const open = (): void => {
    link.dispatchEvent(new CustomEvent('lemma-link', { detail: href, bubbles: true }));
  };
  link.addEventListener('click', open);
  link.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') open();
  });
}

/** Gives a table a box that scrolls, which a keyboard can only do with focus. */
export function wrapTable(table: HTMLTableElement): void {
  const wrapper = document.createElement('div');
  wrapper.className = 'lemma-table';
  wrapper.tabIndex = 0;
  wrapper.setAttribute('role', 'region');
  wrapper.setAttribute('aria-label', 'Table');
  table.replaceWith(wrapper);
  wrapper.append(table);
}
