/** What a child is found by: its class, or its tag. */
type Kind<T extends Element> = (abstract new () => T) | (T extends HTMLElement ? string : never);

/**
 * The first child of an element that is of a kind. A query would look through all that is below, which in a chat is very much,
 * and this is asked with every word that a model writes.
 */
export function childOf<T extends HTMLElement = HTMLElement>(
  parent: Element | undefined,
  kind: Kind<T>,
): T | undefined {
  const isOfKind = (child: Element): child is T =>
    typeof kind === 'string' ? child.localName === kind : child instanceof kind;
  return parent && [...parent.children].find(isOfKind);
}
