/** Gives a document style sheets as constructed ones, which need no exception in the page's policy. Later ones win. */
export function adoptSheets(target: Document, texts: readonly string[]): void {
  const sheets = texts.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  target.adoptedStyleSheets = [...target.adoptedStyleSheets, ...sheets];
}
