import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../src/vscode/webview/pageHtml.js';

const page = {
  title: 'Lemma',
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'Zm9v',
  script: 'https://file.vscode-cdn.net/chat.js',
  styles: ['https://file.vscode-cdn.net/a.css', 'https://file.vscode-cdn.net/b.css'],
  language: 'en',
};

describe('pageHtml', () => {
  it('lets the page load its own files only', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(pageHtml(page))?.[1];
    expect(policy).toBe(
      "default-src 'none'; script-src 'nonce-Zm9v' https://*.vscode-cdn.net; " +
        "style-src 'nonce-Zm9v' https://*.vscode-cdn.net; font-src https://*.vscode-cdn.net; " +
        'img-src https://*.vscode-cdn.net',
    );
  });

  it('tells the controls the nonce for the style element they make', () => {
    expect(pageHtml(page)).toContain('<meta property="csp-nonce" content="Zm9v">');
  });

  it('has one script, a module with the nonce, and its style sheets', () => {
    const html = pageHtml(page);
    expect(html.match(/<script[^>]*>/g)).toEqual([
      '<script type="module" nonce="Zm9v" src="https://file.vscode-cdn.net/chat.js">',
    ]);
    expect(html.match(/<link[^>]*>/g)).toHaveLength(2);
  });

  it('escapes what it is given', () => {
    const html = pageHtml({ ...page, language: '"><script>alert(1)</script>' });
    expect(html.match(/<script/g)).toHaveLength(1);
  });
});
