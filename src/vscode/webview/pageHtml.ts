/** Addresses of a page, each one a webview may load. */
export interface Page {
  readonly title: string;
  /** Source expression of the webview's own resources. */
  readonly cspSource: string;
  /** Fresh for every page, unguessable. */
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  /** Language of VS Code, as in `lang`. */
  readonly language: string;
}

/**
 * The page of a webview: nothing in it comes from outside the extension, and no script runs inline. The controls of
 * the toolkit look for the `csp-nonce` to give their own style element.
 */
export function pageHtml(page: Page): string {
  const { cspSource, nonce } = page;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src 'nonce-${nonce}' ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
  ].join('; ');
  const links = page.styles.map((href) => `    <link rel="stylesheet" href="${escape(href)}">`);
  return `<!DOCTYPE html>
<html lang="${escape(page.language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
    <meta property="csp-nonce" content="${escape(nonce)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escape(page.title)}</title>
${links.join('\n')}
    <script type="module" nonce="${escape(nonce)}" src="${escape(page.script)}"></script>
  </head>
  <body></body>
</html>
`;
}

function escape(value: string): string {
  return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
