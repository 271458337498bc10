import katex, { type KatexOptions } from 'katex';
import type { SetMath } from './typesetter.js';

/** What KaTeX builds before it makes nodes of the page. */
interface BuiltNode {
  attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly BuiltNode[];
  toNode(): Node;
}

/** KaTeX's own first half of `render`, which its types leave out. */
const { __renderToDomTree: build } = katex as unknown as {
  __renderToDomTree: (tex: string, options: KatexOptions) => BuiltNode;
};

const HELD = 'data-lemma-style';

/**
 * Sets TeX with KaTeX as nodes, trusting nothing in it. The page's policy refuses styles that are attributes, which KaTeX
 * gives to errors, some arrows and boxes: these are held back and set as properties.
 */
export const setWithKatex: SetMath = (tex, target, display) => {
  const built = build(tex, {
    displayMode: display,
    throwOnError: false,
    errorColor: 'var(--vscode-errorForeground)',
    strict: 'ignore',
    trust: false,
    maxExpand: 500,
    maxSize: 30,
    macros: {},
  });
  holdStyles(built);
  target.replaceChildren(built.toNode());
  for (const element of target.querySelectorAll<HTMLElement>(`[${HELD}]`)) {
    // Elements of MathML have no such property everywhere.
    if ('style' in element) element.style.cssText = element.getAttribute(HELD) ?? '';
    element.removeAttribute(HELD);
  }
};

function holdStyles(node: BuiltNode): void {
  const { style, ...rest } = node.attributes ?? {};
  if (style !== undefined) node.attributes = { ...rest, [HELD]: style };
  for (const child of node.children ?? []) holdStyles(child);
}
