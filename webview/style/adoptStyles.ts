import chat from './chat.css';
import controls from './controls.css';
import markdown from './markdown.css';
import syntax from './syntax.css';

/** Gives a document the view's styles as constructed style sheets, which need no exception in the page's policy. */
export function adoptStyles(target: Document): void {
  const sheets = [chat, controls, markdown, syntax].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  target.adoptedStyleSheets = [...target.adoptedStyleSheets, ...sheets];
}
