// DOMPurify reads names through the getter of `Node.prototype`, so that hostile markup cannot shadow it; happy-dom
// has the names on its subclasses only. Import this file before anything that imports DOMPurify.
const names: Readonly<Record<number, string>> = {
  3: '#text',
  4: '#cdata-section',
  8: '#comment',
  9: '#document',
  11: '#document-fragment',
};

Object.defineProperty(Node.prototype, 'nodeName', {
  configurable: true,
  get(this: Node): string {
    return this instanceof Element ? this.tagName : (names[this.nodeType] ?? '');
  },
});

// KaTeX asks whether the document is in standards mode, which the page of every webview is.
Object.defineProperty(document, 'compatMode', { configurable: true, value: 'CSS1Compat' });

export {};
