/** What is searched, in the order of the page. */
const SEARCHED = '.lemma-prompt, .lemma-md';
/** What a reader does not see as text, or sees twice. */
const LEFT_OUT = '.katex-mathml, .lemma-code-header, button, [hidden]';
const BLOCKS = new Set('P LI H3 H4 H5 H6 PRE TR TD TH BLOCKQUOTE DIV BR HR'.split(' '));
/** More are not counted. */
const MOST = 5000;

/** Text of an element with the nodes it comes from. */
interface Searched {
  text: string;
  readonly nodes: Text[];
  /** Where the text of each node begins. */
  readonly starts: number[];
}

/**
 * Places in questions, traces and answers below an element that match a query, in order; also those that are folded away.
 * Case does not matter, white space matches any white space, and a match never reaches from one block into the next.
 */
export function findText(root: ParentNode, query: string): readonly Range[] {
  const words = query
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`));
  const pattern = new RegExp(escaped.join(String.raw`[^\S\n]+`), 'gi');
  const ranges: Range[] = [];
  for (const element of root.querySelectorAll(SEARCHED)) {
    const searched: Searched = { text: '', nodes: [], starts: [] };
    collect(element, searched);
    for (const match of searched.text.matchAll(pattern)) {
      if (ranges.length >= MOST) return ranges;
      const range = rangeOf(searched, match.index, match.index + match[0].length);
      if (range !== undefined) ranges.push(range);
    }
  }
  return ranges;
}

function collect(element: Element, into: Searched): void {
  for (const node of element.childNodes) {
    if (node instanceof Text) {
      into.nodes.push(node);
      into.starts.push(into.text.length);
      // Outside of code a line break is a space.
      into.text += node.data.replaceAll('\n', ' ');
    } else if (node instanceof Element && !node.matches(LEFT_OUT)) {
      const block = BLOCKS.has(node.tagName);
      if (block) into.text += '\n';
      collect(node, into);
      if (block) into.text += '\n';
    }
  }
}

function rangeOf({ nodes, starts }: Searched, start: number, end: number): Range | undefined {
  const first = starts.findLastIndex((each) => each <= start);
  const last = starts.findLastIndex((each) => each < end);
  const [from, to] = [nodes[first], nodes[last]];
  if (from === undefined || to === undefined) return undefined;
  const range = document.createRange();
  range.setStart(from, Math.min(from.length, start - (starts[first] ?? 0)));
  range.setEnd(to, Math.min(to.length, end - (starts[last] ?? 0)));
  return range;
}
