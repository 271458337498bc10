/** Elements that are replaced as a whole: what they show does not grow at its end. */
const WHOLE = '.lemma-math, .lemma-code';

/**
 * Makes the last children of an element like other nodes. What is alike stays, with its layout and with what is selected in it:
 * of a text that grows most is.
 *
 * @param shown The last children of `parent`.
 * @param wanted Nodes that are nowhere on the page; some of them come to be below `parent`.
 * @returns its last children now.
 */
export function patchNodes(
  parent: Node,
  shown: readonly ChildNode[],
  wanted: readonly ChildNode[],
): readonly ChildNode[] {
  const nodes = wanted.map((node, at) => {
    const old = shown[at];
    if (old === undefined) return parent.appendChild(node);
    if (old.isEqualNode(node) || grow(old, node)) return old;
    old.replaceWith(node);
    return node;
  });
  for (const extra of shown.slice(wanted.length)) extra.remove();
  return nodes;
}

/** Makes a node like another one by changes below it; false, and nothing is changed, where it is of another kind. */
function grow(old: ChildNode, wanted: ChildNode): boolean {
  if (old instanceof Text && wanted instanceof Text) {
    if (wanted.data.startsWith(old.data)) old.appendData(wanted.data.slice(old.data.length));
    else old.data = wanted.data;
    return true;
  }
  if (!(old instanceof Element) || !(wanted instanceof Element)) return false;
  if (old.localName !== wanted.localName || old.matches(WHOLE) || !hasSameAttributes(old, wanted)) {
    return false;
  }
  patchNodes(old, [...old.childNodes], [...wanted.childNodes]);
  return true;
}

function hasSameAttributes(one: Element, two: Element): boolean {
  return (
    one.attributes.length === two.attributes.length &&
    [...one.attributes].every(({ name, value }) => two.getAttribute(name) === value)
  );
}
